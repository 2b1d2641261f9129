"""soft_delete of a feature: who takes it, what it needs, and what cannot refer to it."""

from __future__ import annotations

import pytest

from features.test_spec import CATALOGUE, RULES
from mity.errors import UsageError
from mity.features.change import added_fields
from mity.features.check import check_feature
from mity.features.grammar import feature
from mity.features.model import FeatureSpec
from mity.features.specfile import dump_spec, parse_specs
from mity.features.view import FeatureView
from rows import each

ABLE = RULES.model_copy(update={"abilities": ("soft_delete",)})


def made(*fields: dict[str, object], name: str = "note", soft: object = True) -> FeatureSpec:
    """A feature with a title and these fields."""
    return feature({"name": name, "soft_delete": soft, "fields": [{"name": "title", "type": "str"}, *fields]})


def test_it_is_kept_in_the_file_and_only_where_it_is_said() -> None:
    spec = made()
    assert parse_specs(dump_spec(spec), "note.yaml") == (spec,)
    assert "soft_delete: true" in dump_spec(spec)
    assert "soft_delete" not in dump_spec(made(soft=False))


def test_a_stack_that_cannot_do_it_refuses_it_in_one_sentence() -> None:
    check_feature(made(), ABLE, {})
    check_feature(made(soft=False), RULES, {})
    with pytest.raises(UsageError, match=r"^'note' has soft_delete, which applications of this stack cannot do: leave"):
        check_feature(made(), RULES, {})


def test_back_ends_that_hide_rows_and_pages_take_it_and_no_other_stack_does() -> None:
    found = {
        one.stack.id for one in CATALOGUE.all() if one.stack.feature and "soft_delete" in one.stack.feature.abilities
    }
    back_ends = {"python-fastapi", "java-springboot", "java-quarkus", "rust-api"}
    assert found == back_ends | {"frontend-react", "frontend-vue", "frontend-angular"}


@each("name", ["deleted_at", "living"])
def test_its_own_columns_are_no_fields(name: str) -> None:
    field = {"name": name, "type": "bool"}
    made(field, soft=False)
    with pytest.raises(UsageError, match=f"soft_delete needs the name '{name}' itself: choose another one"):
        made(field)


@each(
    ("field", "taken"),
    [
        ({"type": "ref"}, True),
        ({"type": "ref", "on_delete": "restrict"}, True),
        ({"type": "ref", "on_delete": "cascade"}, False),
        ({"type": "ref", "on_delete": "set_null", "optional": True}, False),
        ({"type": "many"}, False),
        ({"type": "many", "on_delete": "cascade"}, False),
        ({"type": "many", "on_delete": "restrict"}, True),
    ],
)
def test_what_refers_to_it_keeps_it(field: dict[str, object], taken: bool) -> None:
    spec = made({"name": "note", "to": "note", **field}, name="remark", soft=False)
    for note in (made(), made(soft=False)):
        if taken or not note.soft_delete:
            check_feature(spec, ABLE, {"note": note})
        else:
            with pytest.raises(UsageError, match=r"^field 'note': 'note' is only hidden when .* on_delete=restrict$"):
                check_feature(spec, ABLE, {"note": note})


def test_rows_that_are_there_are_neither_hidden_nor_shown_by_a_change() -> None:
    for old, new in ((made(), made(soft=False)), (made(soft=False), made())):
        with pytest.raises(UsageError, match="'note' cannot change its 'soft_delete': write that migration by hand"):
            added_fields(old, new)


def test_templates_see_what_no_constraint_of_the_database_guards() -> None:
    specs = {"note": made(), "tag": made(name="tag", soft=False)}
    more = ({"name": "first", "type": "ref", "to": "note"}, {"name": "tags", "type": "many", "to": "tag"})
    view = FeatureView(made(*more, name="remark", soft=False), specs)
    assert [one.spec.name for one in view.guarded] == ["first"]
    assert (view.soft, view.fields[1].to.soft) == (False, True)
