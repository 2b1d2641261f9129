"""What holds more than one value: documents of JSON, and lists of others."""

from __future__ import annotations

import json
from typing import Any

from conformance import Backend
from promises import promise
from promises_values import refused

DEEPEST, LARGEST = 16, 2**53 - 1


def nested(depth: int) -> Any:
    """An array within arrays, so many in all."""
    return json.loads("[" * depth + "]" * depth)


@promise
def documents_are_kept_as_they_are(api: Backend) -> None:
    where = api.where("task", api.make("task", extra=None))
    # in this order: to some languages true is 1, and 1 is 1.0
    for value in (
        *({}, [], [1], [True], [1.5], {"a": 1}, {"a": True}, {"a": None}, {"b": None}),
        *([LARGEST, -LARGEST, 0, -0.5, 1e-7], nested(DEEPEST), ["x" * 496]),
        {"Zoë 😀": {"": [None, False, "'; DROP TABLE tasks; --", '%_\\"/']}, "__proto__": {"id": 1}},
    ):
        assert strictly(api.call("PATCH", where, {"extra": value}).well().body["extra"]) == strictly(value)
        assert strictly(api.call("GET", where).well().body["extra"]) == strictly(value)
    before = api.call("GET", where).well()
    same = api.call("PATCH", where, {"extra": before.body["extra"]}, {"If-Match": before.headers["etag"]}).well()
    assert same.body["extra"] == before.body["extra"]
    assert api.call("PATCH", where, {"extra": None}).well().body["extra"] is None


def strictly(value: Any) -> str:
    """A value as a text in which true is not 1; 1 is 1.0, as in JSON."""
    return json.dumps(value, sort_keys=True).replace(".0]", "]").replace(".0,", ",")


@promise
def documents_have_bounds(api: Backend) -> None:
    for value in (
        *(nested(DEEPEST + 1), {"a": nested(DEEPEST)}, ["x" * 497], {"x" * 500: 1}),
        *([LARGEST + 1], {"a": -LARGEST - 1}, [1e300], {"a\0": 1}, ["a\0"], {"a": [{"b": "\0"}]}),
    ):
        refused(api, "task", "extra", value)
    body = json.dumps(api.body("task", extra={"a": "PLACE"})).encode()
    for bad in (rb'{"\ud800": 1}', rb'["\udc00"]', b"[1e400]", b"[NaN]", b"[" * 5000 + b"]" * 5000):
        api.call("POST", api.path("task"), body.replace(b'{"a": "PLACE"}', bad)).problem(400, 422)
    for query in ({"extra": "{}"}, {"sort": "extra"}, {"sort": "-extra"}):
        api.call("GET", api.path("task"), **query).problem(422)


@promise
def lists_of_others_are_kept_and_found(api: Backend) -> None:
    first, second, third = (int(api.make("project")["id"]) for _ in range(3))
    both = api.make("task", helped=[second, first])
    one = api.make("task", helped=[second])
    assert both["helped"] == [first, second]
    found = [api.call("GET", api.path("task"), helped=key).well().body["items"] for key in (first, second, third)]
    assert found == [[both], [both, one], []]
    where = api.where("task", both)
    tag = api.call("GET", where).headers["etag"]
    changed = api.call("PATCH", where, {"helped": [third, first]}, {"If-Match": tag}).well()
    assert changed.body == {**both, "helped": [first, third], "updated_at": changed.body["updated_at"]}
    assert changed.body["updated_at"] > both["updated_at"] and changed.headers["etag"] != tag
    api.call("PATCH", where, {"helped": []}, {"If-Match": tag}).problem(412)
    assert api.call("PATCH", where, {"size": 3}).well().body["helped"] == [first, third], "what is not sent stays"
    many = [int(api.make("project")["id"]) for _ in range(100)]
    assert api.call("PATCH", where, {"helped": many}).well().body["helped"] == many
    for wrong in ([*many, first], [first, first], [first, 2**63 - 1], [10**12]):
        refused(api, "task", "helped", wrong)
    for query in ({"helped": "x"}, {"sort": "helped"}):
        api.call("GET", api.path("task"), **query).problem(422)


@promise
def what_others_are_deleted_leave_the_lists(api: Backend) -> None:
    kept, gone = (api.make("project") for _ in range(2))
    task = api.make("task", helped=[kept["id"], gone["id"]])
    api.call("DELETE", api.where("project", gone)).well(204)
    left = api.call("GET", api.where("task", task)).well()
    assert left.body == {**task, "helped": [kept["id"]]}
    assert api.call("GET", api.path("task"), helped=gone["id"]).well().body["total"] == 0
    api.call("DELETE", api.where("task", task)).well(204)
    assert api.call("GET", api.where("project", kept)).well().body == kept
