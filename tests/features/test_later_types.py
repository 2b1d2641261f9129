"""Fields of JSON and of any number of others: which are taken, their tables, and stacks that do not have them."""

from __future__ import annotations

import pytest

from features.test_spec import RULES, refused
from mity.errors import UsageError
from mity.features.check import check_feature
from mity.features.grammar import parse_fields
from mity.features.view import FeatureView
from rows import each

OTHERS = {"tag": parse_fields("tag", ["name:str"])}


@each(
    ("word", "said"),
    [
        ("extra:json,max=199", "is not a count of characters from 200 to 100000"),
        ("extra:json=x", "type json does not take 'default'"),
        ("extra:json,unique", "type json does not take 'unique'"),
        ("tags:many", "a many needs the feature that it has any number of, such as to=tag"),
        ("tags:many,to=nothing", "which this application has not"),
        ("tags:many,to=todo", "refers to itself"),
        ("tags:many,to=tag,optional", "never null, it may be empty: leave 'optional' out"),
        ("tags:many,to=tag,on_delete=set_null", "on_delete=cascade (the link goes) or on_delete=restrict"),
        (f"{'x' * 36}:many,to=tag", "choose a shorter name"),
    ],
)
def test_a_field_that_cannot_be_is_refused_in_one_sentence(word: str, said: str) -> None:
    assert said in refused(word)


@each("fits", ["extra:json,optional,max=200", "extra:json,max=100000", f"{'x' * 35}:many,to=tag,on_delete=restrict"])
def test_what_is_at_the_limit_is_taken(fits: str) -> None:
    check_feature(parse_fields("todo", [fits]), RULES, OTHERS)


@each("word", ["extra:json", "tags:many,to=tag"])
def test_a_stack_from_before_a_type_refuses_it(word: str) -> None:
    rules = RULES.model_copy(update={"types": ()})
    with pytest.raises(UsageError, match=r"applications of this stack have no fields of type (json|many): leave"):
        check_feature(parse_fields("todo", [word]), rules, OTHERS)


def test_tables_of_links_have_names_of_their_own() -> None:
    linked = {"task": parse_fields("task", ["todos:many,to=tag"]), **OTHERS}
    with pytest.raises(UsageError, match="'task_todos' is a table of the feature 'task'"):
        check_feature(parse_fields("task_todo", ["title:str"]), RULES, linked)
    others_of = parse_fields("task", ["ups:many,to=tag"])
    with pytest.raises(UsageError, match="another table is called 'task_ups'"):
        check_feature(others_of, RULES, {**linked, "task_up": parse_fields("task_up", ["title:str"])})
    with pytest.raises(UsageError, match="another table is called 'task_up_b'"):
        crossed = {**OTHERS, "task": parse_fields("task", ["up_b:many,to=tag"])}
        check_feature(parse_fields("task_up", ["b:many,to=tag"]), RULES, crossed)


def test_a_list_is_sorted_by_neither_and_the_table_has_no_column_for_a_many() -> None:
    spec = parse_fields("todo", ["extra:json", "tags:many,to=tag", "size:int"])
    view = FeatureView(spec, {"todo": spec, **OTHERS})
    names = [[one.spec.name for one in some] for some in (view.stored, view.listed, view.manys, view.ancestors)]
    assert names == [["extra", "size"], ["size"], ["tags"], ["tag"]]
    assert view.label.spec.name == "size"
    assert set(view.body()) == {"extra", "size"}
