"""The limits of a field, each on both of its sides, and what may change in a field that has data."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mity.errors import UsageError
from mity.features.change import added_fields
from mity.features.field import FieldSpec
from mity.features.model import FeatureSpec
from rows import each


def field(kind: str, **more: Any) -> FieldSpec:
    return FieldSpec.model_validate({"name": "one", "type": kind, **more})


TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("str", {"max": 4000}),
    ("text", {"max": 100_000}),
    ("str", {"min": 5, "max": 5}),
    ("int", {"min": 1, "max": 4, "unique": True}),
    ("int", {"min": -(2**31), "max": 2**31 - 1}),
    ("bigint", {"min": -(2**53) + 1, "max": 2**53 - 1}),
    ("float", {"min": -1e12, "max": 1e12}),
    ("decimal", {"p": 4, "s": 2, "min": -99.99, "max": 99.99}),
    ("decimal", {"p": 4, "s": 2, "default": 99.99}),
    ("decimal", {"p": 2, "s": 1}),
    ("bool", {"default": True}),
    ("int", {"default": 1}),
    ("int", {"min": 3, "max": 5, "default": 3}),
    ("int", {"min": 3, "max": 5, "default": 5}),
    ("enum", {"values": ["open"], "default": "open"}),
    ("str", {"min": 2, "max": 3, "default": "abc"}),
    ("str", {"pattern": "[a-z]+", "example": "abc", "default": "abc"}),
    ("ref", {"to": "two", "optional": True, "on_delete": "set_null"}),
]

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("str", {"max": 4001}, "lengths must be 1 to 4000"),
    ("text", {"max": 100_001}, "lengths must be 1 to 100000"),
    ("str", {"min": 6, "max": 5}, "min not above max"),
    ("str", {"max": 0}, "lengths must be 1"),
    ("str", {"min": -1}, "not a count of characters"),
    ("int", {"min": 1, "max": 3, "unique": True}, "more than three values"),
    ("int", {"max": 2**31}, "an int holds"),
    ("int", {"min": -(2**31) - 1}, "an int holds"),
    ("bigint", {"max": 2**53}, "an bigint holds"),
    ("int", {"min": 1.5}, "1.5 is not a whole number"),
    ("int", {"min": 2, "max": 1}, "min 2 is above max 1"),
    ("float", {"max": 1.1e12}, "bounds of floats"),
    ("decimal", {"p": 4, "s": 2, "max": 100}, "max=100 does not fit a decimal of 4 digits"),
    ("decimal", {"p": 4, "s": 2, "min": -100}, "min=-100 does not fit a decimal of 4 digits"),
    ("decimal", {"p": 4, "s": 2, "max": 1.001}, "max=1.001 does not fit"),
    ("decimal", {"p": 2, "s": 2}, "cannot have s=2"),
    ("decimal", {"p": 4, "s": 2, "default": 100}, "the default 100"),
    ("decimal", {"min": 2, "max": 1}, "above max"),
    ("int", {"default": True}, "the default True"),
    ("float", {"default": True}, "the default True"),
    ("bool", {"default": 1}, "the default 1"),
    ("int", {"min": 3, "max": 5, "default": 2}, "the default 2"),
    ("int", {"min": 3, "max": 5, "default": 6}, "the default 6"),
    ("enum", {"values": ["open"], "default": "closed"}, "the default 'closed'"),
    ("enum", {"values": ["a_b", "A-B"]}, "two of the values are the same"),
    ("enum", {}, "an enum needs values"),
    ("str", {"min": 2, "max": 3, "default": "abcd"}, "the default 'abcd'"),
    ("str", {"pattern": "[a-z]+", "example": "abc", "default": "ABC"}, "the default 'ABC'"),
    ("str", {"pattern": "[a-z]+", "example": "ABC"}, "the example 'ABC'"),
    ("str", {"pattern": "[a-z]+"}, "pattern and example go together"),
    ("str", {"pattern": "[a-z]+", "example": ["a", "b"], "unique": True}, "3 different examples"),
    ("str", {"optional": True, "default": "a"}, "need not be optional"),
    ("str", {"unique": True, "default": "a"}, "cannot have a default"),
    ("ref", {"to": "two", "on_delete": "set_null"}, "needs the field to be optional"),
    ("ref", {}, "needs the feature it refers to"),
    ("bool", {"min": 1}, "does not take 'min'"),
]


@each(("kind", "more"), TAKEN)
def test_what_is_just_within_is_taken(kind: str, more: dict[str, Any]) -> None:
    assert field(kind, **more).type == kind


@each(("kind", "more", "said"), REFUSED)
def test_what_is_just_beyond_is_refused(kind: str, more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field(kind, **more)
    assert said in str(refused.value)


@each(("name", "good"), [("a" * 40, True), ("a" * 41, False), ("A", False), ("id", False)])
def test_a_field_has_a_name_that_every_language_takes(name: str, good: bool) -> None:
    if good:
        assert FieldSpec(name=name, type="str").name == name
    else:
        with pytest.raises(ValidationError):
            FieldSpec(name=name, type="str")


def feature(*fields: dict[str, Any], **more: Any) -> FeatureSpec:
    return FeatureSpec.model_validate({"name": "todo", "fields": list(fields), **more})


TITLE = {"name": "title", "type": "str"}
KEPT: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("type", {"type": "str"}, {"type": "text"}),
    ("optional", {"type": "str"}, {"type": "str", "optional": True}),
    ("unique", {"type": "str"}, {"type": "str", "unique": True}),
    ("index", {"type": "str"}, {"type": "str", "index": True}),
    ("to", {"type": "ref", "to": "a"}, {"type": "ref", "to": "b"}),
    ("on_delete", {"type": "ref", "to": "a"}, {"type": "ref", "to": "a", "on_delete": "cascade"}),
    ("p", {"type": "decimal"}, {"type": "decimal", "p": 9}),
    ("s", {"type": "decimal"}, {"type": "decimal", "s": 3}),
]


@each(("key", "old", "new"), KEPT, ids=[key for key, _, _ in KEPT])
def test_what_the_table_is_made_of_cannot_change(key: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"the field 'one' cannot change its '{key}'"):
        added_fields(feature({"name": "one", **old}), feature({"name": "one", **new}))


def test_what_only_the_code_checks_may_change() -> None:
    old, new = {**TITLE, "min": 3, "max": 9}, {**TITLE, "min": 1, "max": 30, "default": "abc"}
    assert added_fields(feature(old), feature(new)) == ()
    wider = ({"type": "enum", "values": ["a"]}, {"type": "enum", "values": ["b", "a"]})
    assert added_fields(*(feature({"name": "one", **what}) for what in wider)) == ()


NARROWER = [
    ({"type": "str"}, {"type": "str", "max": 199}, "max 200 becomes 199"),
    ({"type": "str", "min": 3}, {"type": "str", "min": 4}, "min 3 becomes 4"),
    ({"type": "text"}, {"type": "text", "max": 5}, "max 10000 becomes 5"),
    ({"type": "int"}, {"type": "int", "min": 0}, "becomes 0"),
    ({"type": "float"}, {"type": "float", "max": 1.5}, "max none becomes 1.5"),
    ({"type": "decimal", "min": -1}, {"type": "decimal", "min": 0}, "min -1"),
    ({"type": "str"}, {"type": "str", "pattern": "[a-z]+", "example": ["abc"]}, "another pattern"),
    ({"type": "enum", "values": ["a", "b"]}, {"type": "enum", "values": ["a", "c"]}, "without the value 'b'"),
]


@each(("old", "new", "said"), NARROWER, ids=[said for _, _, said in NARROWER])
def test_what_stored_values_may_not_fit_is_refused(old: dict[str, Any], new: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match="would take less than before") as caught:
        added_fields(feature({"name": "one", **old}), feature({"name": "one", **new}))
    assert said in str(caught.value)


@each("more", [{"optional": True}, {"default": "new"}, {"optional": True, "unique": True}])
def test_a_new_field_that_old_rows_can_have_is_added(more: dict[str, Any]) -> None:
    new = {"name": "note", "type": "str", **more}
    assert [one.name for one in added_fields(feature(TITLE), feature(TITLE, new))] == ["note"]


@each(
    ("fields", "more", "said"),
    [
        ([TITLE, {"name": "note", "type": "str"}], {}, "the new field 'note' has no value for what is stored already"),
        ([TITLE, {"name": "note", "type": "str", "unique": True}], {}, "the new field 'note' has no value"),
        ([{"name": "note", "type": "str"}], {}, "has a field 'title' with data in it"),
        ([TITLE], {"plural": "todo_list"}, "the plural of 'todo' cannot change from 'todos' to 'todo_list'"),
    ],
    ids=["no value", "unique", "removed", "plural"],
)
def test_what_stored_data_could_not_follow_is_refused(
    fields: list[dict[str, Any]], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        added_fields(feature(TITLE), feature(*fields, **more))
