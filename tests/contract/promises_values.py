"""What bodies hold: members, types, texts, numbers, dates."""

from __future__ import annotations

import json
from typing import Any

from conformance import Backend
from promises import promise

WRONG: dict[str, tuple[Any, ...]] = {
    "str": (5, True, [], {}),
    "text": (5, False, ["a"]),
    "email": (5, "nobody", "a@b@c", "@example.com"),
    "url": (5, "example.com", "javascript:alert(1)", "ftp://example.com/x"),
    "int": ("5", True, 1.5, "1", []),
    "bigint": ("5", False, 1.5),
    "float": ("1.5", True, []),
    "decimal": (1.5, 1, True, "1e1", "NaN", " 1", "1_0", "Infinity", "+1", ""),
    "bool": ("yes", "true", 1, 0),
    "date": (1, "1700000000", "2024-2-8", "2024-02-30", "2024-02-28T00:00:00Z", "28.02.2024"),
    "datetime": (1700000000, "1700000000", "2024-02-28", "2024-02-28T10:30:00", "2024-02-30T10:30:00Z"),
    "uuid": (1, "0000", "{00000000-0000-4000-8000-000000000001}", "00000000000040008000000000000001"),
    "enum": (1, "OPEN", ""),
    "ref": ("1", True, 1.5, 0, -1),
    "json": ("{}", 1, True, ""),
    "many": (1, "1", {}, [0], [-1], ["1"], [1.5], [True], [None], [[1]]),
}


def refused(api: Backend, name: str, wire: str, value: Any) -> None:
    """The value is refused by POST and by PATCH, with its place."""
    made = api.make(name)
    changed = api.call("PATCH", api.where(name, made), {wire: value}).problem(422)
    assert ["body", wire] in [place[:2] for place in changed.places], (wire, value, changed.body)
    api.call("POST", api.path(name), {**api.body(name), wire: value}).problem(422)
    assert api.call("GET", api.where(name, made)).well().body == made


@promise
def a_new_one_is_answered_as_it_was_sent(api: Backend) -> None:
    body = api.body("task")
    made = api.call("POST", api.path("task"), body).well(201)
    assert {name: made.body[name] for name in body} == body
    assert made.headers["location"] == api.where("task", made.body)
    assert api.call("GET", made.headers["location"]).well().body == made.body
    required = {wire: body[wire] for wire in api.needed("task")}
    small = api.call("POST", api.path("task"), {**required, "token": api.body("task")["token"]}).well(201).body
    for one in api.fields("task"):
        if one.wire not in required:
            expected = f"{one.default:.2f}" if one.type == "decimal" else [] if one.type == "many" else one.default
            assert small[one.wire] == expected, one.wire
    for wire in required:
        left = {key: value for key, value in body.items() if key != wire}
        assert ["body", wire] in api.call("POST", api.path("task"), left).problem(422).places


@promise
def unknown_members_are_refused(api: Backend) -> None:
    made = api.make("task")
    for extra in ("no_such_member", "id", "created_at", "row_version", "__proto__", "Title"):
        api.call("POST", api.path("task"), {**api.body("task"), extra: 1}).problem(422)
        api.call("PATCH", api.where("task", made), {extra: 1}).problem(422)
    api.call("GET", api.path("task"), no_such_parameter=1).problem(422)


@promise
def no_value_is_taken_for_another_type(api: Backend) -> None:
    for one in api.fields("task"):
        for value in WRONG[one.type]:
            refused(api, "task", one.wire, value)


@promise
def null_is_for_optional_fields_only(api: Backend) -> None:
    for one in api.fields("task"):
        made = api.make("task")
        answer = api.call("PATCH", api.where("task", made), {one.wire: None})
        if one.optional:
            assert answer.well().body[one.wire] is None
        else:
            answer.problem(422)


@promise
def nul_is_refused_and_every_other_character_kept(api: Backend) -> None:
    for one in api.fields("task", "str", "text", "email", "url"):
        refused(api, "task", one.wire, "a\0b@example.com" if one.type == "email" else "https://example.com/a\0b")
    for query in ({"q": "a\0b"}, {"title": "a\0b"}):
        api.call("GET", api.path("task"), **query).problem(422)
    for text in ("Zoë 😀 e\u0301", "\u202eright\u2066", "'; DROP TABLE tasks; --", "<b>&amp;</b>", "\ufeff%_\\"):
        assert api.make("task", title=text)["title"] == text


@promise
def lone_surrogates_are_refused(api: Backend) -> None:
    body = json.dumps(api.body("task", title="PLACE"))
    for bad in (r"\ud800", r"\udc00x", r"\ud800A"):
        api.call("POST", api.path("task"), body.replace("PLACE", bad).encode()).problem(400, 422)
    api.call("POST", api.path("task"), body.replace("title", r"\ud800").encode()).problem(400, 422)
    api.call("POST", api.path("task"), body.encode().replace(b"PLACE", b"\xff\xfe")).problem(400, 422)


@promise
def integers_end_where_they_say(api: Backend) -> None:
    for key, statuses in ((2**63 - 1, (404,)), (2**63, (404, 422)), (0, (404, 422)), (-1, (404, 422))):
        for method in ("GET", "DELETE"):
            api.call(method, f"{api.path('task')}/{key}").problem(*statuses)
        api.call("PATCH", f"{api.path('task')}/{key}", {}).problem(*statuses)
    for word in ("x", "1.0", "%00", "1e3", "9" * 400):
        api.call("GET", f"{api.path('task')}/{word}").problem(404, 422)
    for value in (2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 10**30):
        refused(api, "task", "size", value)
    for value in (2**53, 2**63 - 1, 2**63, 10**40):
        refused(api, "task", "big", value)
    assert api.make("task", size=3.0)["size"] == 3, "JSON Schema knows one kind of number"
    for value in (2**53 - 1, -(2**53) + 1, 0):
        assert api.make("task", big=value)["big"] == value
    for value in (2**63 - 1, 2**63, 10**25):
        refused(api, "task", "project_id", value)
        assert api.call("GET", api.path("task"), big=value).status in (200, 422)
    assert api.call("GET", api.path("task"), project_id=2**63 - 1).well().body["total"] == 0
    raw = json.dumps(api.body("task", size=4711)).encode()
    api.call("POST", api.path("task"), raw.replace(b"4711", b"9" * 5000)).problem(400, 422)
    for number in (b"1e400", b"NaN", b"Infinity", b"-Infinity"):
        body = json.dumps(api.body("task", ratio=4711.5)).encode()
        api.call("POST", api.path("task"), body.replace(b"4711.5", number)).problem(400, 422)


@promise
def decimals_are_exact(api: Backend) -> None:
    for text in ("0.00", "0.01", "0.10", "1234567.89", "9999999.99", "-0.07"):
        assert api.make("task", price=text)["price"] == text
    for text, shown in (("1", "1.00"), ("1.5", "1.50"), ("-0.00", "0.00")):
        assert api.make("task", price=text)["price"].removeprefix("-") == shown
    for text in ("10000000.00", "0.001", "1" * 40):
        refused(api, "task", "price", text)
    made = api.make("task", price="0.10")
    assert made["id"] in [row["id"] for row in api.call("GET", api.path("task"), price="0.10").well().body["items"]]


@promise
def dates_end_where_calendars_do(api: Backend) -> None:
    for text in ("0001-01-01", "9999-12-31", "2024-02-29"):
        assert api.make("task", due=text)["due"] == text
    for text in ("0000-01-01", "10000-01-01", "2023-02-29", "-0001-01-01"):
        refused(api, "task", "due", text)
    for sent, shown in (
        ("2024-02-28T10:30:00+02:00", "2024-02-28T08:30:00Z"),
        ("2024-12-31T23:30:00-01:00", "2025-01-01T00:30:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("2024-02-28T10:30:00.123456Z", "2024-02-28T10:30:00.123456Z"),
    ):
        made = api.make("task", starts_at=sent)
        assert made["starts_at"] == shown
        assert api.call("GET", api.path("task"), starts_at=sent, id=made["id"]).status in (200, 422)
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "10000-01-01T00:00:00Z"):
        refused(api, "task", "starts_at", text)
