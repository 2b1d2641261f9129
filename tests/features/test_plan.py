"""What becomes of each file of a feature, and which changes data that exist cannot take."""

from __future__ import annotations

import pytest

from mity.errors import UsageError
from mity.features.change import added_fields
from mity.features.grammar import parse_fields
from mity.features.ownership import Owned, Ownership, digest
from mity.features.plan import plan_derived, plan_files, plan_removal
from rows import each

TESTS = ("tests/**",)


class Files:
    """The files of an application with what mity knows of them."""

    def __init__(self) -> None:
        self.there: dict[str, bytes] = {}
        self.owned = Ownership()

    def made(self, path: str, text: str = "made", *, role: str = "code", feature: str = "todo", kept: str = "") -> None:
        """A file that mity made; `kept` is what its owner made of it since."""
        data = text.encode()
        self.owned.own(path, Owned("small@1", digest(data), feature, role, digest(data)), text)
        self.there[path] = kept.encode() if kept else data

    def planned(self, **rendered: str) -> dict[str, str]:
        """Path to kind, of what a feature is rendered to; `__` is a slash."""
        texts = {path.replace("__", "/"): text for path, text in rendered.items()}
        return {one.path: one.kind for one in plan_files("todo", texts, self.owned, self.there.get, TESTS)}


@pytest.fixture
def files() -> Files:
    return Files()


def test_each_file_gets_what_it_needs_and_no_more(files: Files) -> None:
    files.made("same")
    files.made("older")
    files.made("edited", kept="made by me")
    assert files.planned(same="made", older="newer", edited="newer", fresh="x") == {
        "same": "keep",
        "older": "update",
        "edited": "merge",
        "fresh": "create",
    }


def test_a_file_that_is_the_same_is_kept_with_the_owners_edits(files: Files) -> None:
    files.made("edited", kept="made by me")
    assert files.planned(edited="made") == {"edited": "keep"}


def test_tests_are_told_from_code_by_their_place(files: Files) -> None:
    actions = plan_files("todo", {"tests/a": "x", "src/tests": "x"}, files.owned, files.there.get, TESTS)
    assert {one.path: one.role for one in actions} == {"tests/a": "test", "src/tests": "code"}


def test_what_is_not_rendered_any_more_goes_unless_its_owner_edited_it(files: Files) -> None:
    files.made("old")
    files.made("mine", kept="edited")
    files.made("history", role="migration")
    files.made("of_another", feature="project")
    assert files.planned(new="x") == {"new": "create", "old": "delete"}


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda files: files.there.update(a=b"mine"), "a is in the way: choose another name for the feature"),
        (lambda files: files.made("a", feature="project"), "a is in the way"),
        (lambda files: (files.made("a"), files.there.pop("a")), "a was moved or deleted: put it back"),
        (lambda files: (files.made("a", kept="x"), files.owned.bases.clear()), "what mity once wrote is not known"),
    ],
    ids=["foreign", "another feature's", "deleted", "base lost"],
)
def test_what_cannot_be_planned_is_refused(files: Files, prepare: object, said: str) -> None:
    prepare(files)  # type: ignore[operator]
    with pytest.raises(UsageError, match=said):
        files.planned(a="new")


def derived(files: Files, text: str) -> str:
    (action,) = plan_derived({"registry": text}, files.owned, files.there.get)
    assert action.role == "derived"
    return action.kind


def test_a_file_of_all_features_is_made_again_only_when_it_differs(files: Files) -> None:
    assert derived(files, "x") == "derive"
    files.made("registry", "x", role="derived", feature="")
    assert (derived(files, "x"), derived(files, "y")) == ("keep", "derive")
    del files.there["registry"]
    assert derived(files, "x") == "derive"


def test_a_file_of_all_features_that_a_newer_template_has_elsewhere_goes(files: Files) -> None:
    files.made("old/registry", "x", role="derived", feature="")
    files.made("old/gone", "x", role="derived", feature="")
    del files.there["old/gone"]
    actions = plan_derived({"registry": "x"}, files.owned, files.there.get)
    assert [(one.path, one.kind, one.role) for one in actions] == [
        ("registry", "derive", "derived"),
        ("old/registry", "delete", "derived"),
    ]
    files.there["old/registry"] = b"edited"
    with pytest.raises(UsageError, match="old/registry is made of all features by mity and was edited"):
        plan_derived({"registry": "x"}, files.owned, files.there.get)


def test_a_file_of_all_features_that_was_edited_or_is_foreign_is_refused(files: Files) -> None:
    files.made("registry", "x", role="derived", feature="", kept="edited")
    for text in ("x", "y"):
        with pytest.raises(UsageError, match="registry is made of all features by mity and was edited"):
            derived(files, text)
    files.owned.forget("registry")
    with pytest.raises(UsageError, match="registry is in the way and not mity's"):
        derived(files, "x")


def test_a_removal_takes_code_and_tests_and_leaves_migrations_and_other_features(files: Files) -> None:
    files.made("code")
    files.made("tests/code", role="test")
    files.made("migrations/001", role="migration")
    files.made("migrations/002", role="migration", kept="edited")
    files.made("gone")
    del files.there["gone"]
    files.made("other", feature="project")
    actions = plan_removal("todo", files.owned, files.there.get)
    assert [(one.path, one.kind) for one in actions] == [("code", "delete"), ("tests/code", "delete")]


def test_a_removal_takes_no_edited_file(files: Files) -> None:
    files.made("code", kept="edited")
    with pytest.raises(UsageError, match="code was edited since mity wrote it: it is not removed"):
        plan_removal("todo", files.owned, files.there.get)


def test_the_log_tells_two_plans_apart_by_the_digests_of_their_texts(files: Files) -> None:
    one, other = (plan_files("todo", {"a": text}, files.owned, files.there.get, TESTS)[0] for text in ("x", "y"))
    assert one.to_json() == {"path": "a", "kind": "create", "role": "code", "sha256": digest(b"x")}
    assert one.to_json() != other.to_json()


@each(
    ("before", "after", "said"),
    [
        ("a:str", "a:text", "'a' cannot change its 'type'"),
        ("a:str", "a:str,optional", "'a' cannot change its 'optional'"),
        ("a:str", "a:str,unique", "'a' cannot change its 'unique'"),
        ("a:str", "a:str,index", "'a' cannot change its 'index'"),
        ("a:ref,to=task", "a:ref,to=person", "'a' cannot change its 'to'"),
        ("a:ref,to=task", "a:ref,to=task,on_delete=cascade", "'a' cannot change its 'on_delete'"),
        ("a:decimal,p=9", "a:decimal,p=8", "'a' cannot change its 'p'"),
        ("a:decimal,s=2", "a:decimal,s=3", "'a' cannot change its 's'"),
    ],
)
def test_what_stored_data_cannot_take_is_refused(before: str, after: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        added_fields(parse_fields("todo", [before]), parse_fields("todo", [after]))


@each(
    ("field", "said"),
    [
        ("b:str", "'b' has no value for what is stored already"),
        ("b:ref,to=task", "'b' has no value for what is stored already"),
        ("b:str,unique", "'b' has no value"),
    ],
)
def test_a_new_field_must_have_a_value_for_old_rows(field: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        added_fields(parse_fields("todo", ["a:str"]), parse_fields("todo", ["a:str", field]))


def test_new_fields_that_old_rows_can_have_are_added_in_their_order() -> None:
    old = parse_fields("todo", ["a:str,max=5"])
    new = parse_fields("todo", ["c:int=1", "a:str,max=9", "b:str,unique,optional"])
    assert [one.name for one in added_fields(old, new)] == ["c", "b"]


def test_a_field_that_goes_and_a_plural_that_changes_are_refused() -> None:
    old = parse_fields("todo", ["a:str", "b:str"])
    with pytest.raises(UsageError, match="'todo' has a field 'b' with data in it"):
        added_fields(old, parse_fields("todo", ["a:str"]))
    with pytest.raises(UsageError, match="the plural of 'todo' cannot change"):
        added_fields(old, parse_fields("todo", ["a:str", "b:str"], "tasks"))
