"""Lists: parts by offset and cursor, order, filters, search."""

from __future__ import annotations

from typing import Any

from conformance import Backend, Json
from promises import promise


def mine(api: Backend, count: int = 5, **changed: Any) -> tuple[int, list[Json]]:
    """Tasks of a project of their own."""
    project = int(api.make("project")["id"])
    return project, [api.make("task", number, project_id=project, **changed) for number in range(count)]


def walked(api: Backend, **query: Any) -> list[Json]:
    """The whole list, two at a time, by cursors."""
    found: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        part = api.call("GET", api.path("task"), limit=2, **query, **cursor).well().body
        found += part["items"]
        assert len(part["items"]) == 2 or part["next_cursor"] is None
        if part["next_cursor"] is None:
            return found
        cursor = {"cursor": part["next_cursor"]}


@promise
def lists_come_in_parts_by_offset(api: Backend) -> None:
    project, made = mine(api)
    for limit, offset in ((2, 0), (2, 2), (2, 4), (100, 0), (1, 5)):
        part = api.call("GET", api.path("task"), project_id=project, limit=limit, offset=offset).well().body
        assert part["items"] == made[offset : offset + limit]
        assert (part["total"], part["limit"], part["offset"]) == (5, limit, offset)
    for query in ({"limit": 0}, {"limit": 101}, {"offset": -1}, {"limit": "many"}, {"offset": 2**63}):
        api.call("GET", api.path("task"), **query).problem(422)
    assert api.call("GET", api.path("task"), offset=2**63 - 1).well().body["items"] == []


@promise
def cursors_lead_through_a_list_that_changes(api: Backend) -> None:
    project, made = mine(api, 6)
    assert walked(api, project_id=project) == made
    query = {"project_id": project, "sort": "-size,title", "limit": 2}
    first = api.call("GET", api.path("task"), **query).well().body
    before = {row["id"] for row in first["items"]}
    api.call("DELETE", api.where("task", first["items"][0])).well(204)
    api.make("task", project_id=project, size=10)  # before what was read: it must not shift the rest
    rest = api.call("GET", api.path("task"), **{**query, "limit": 100, "cursor": first["next_cursor"]}).well().body
    assert {row["id"] for row in rest["items"]} == {row["id"] for row in made} - before
    for cursor in ("x", "", "W10", first["next_cursor"] + "x", "é", "A" * 10_000):
        api.call("GET", api.path("task"), **query, cursor=cursor).problem(422)
    api.call("GET", api.path("task"), cursor=first["next_cursor"], sort="title").problem(422)


@promise
def every_field_sorts_with_nulls_last(api: Backend) -> None:
    project, _ = mine(api, 3)
    bare = api.body("task", project_id=project)
    optional = {one.wire for one in api.fields("task") if one.optional}
    api.call("POST", api.path("task"), {k: v for k, v in bare.items() if k not in optional}).well(201)
    names = [one.wire for one in api.listed("task")] + ["id", "created_at", "updated_at"]
    for name in names:
        for sign in ("", "-"):
            values = [row[name] for row in walked(api, project_id=project, sort=sign + name)]
            real = [float(value) if name == "price" else value for value in values if value is not None]
            assert real == sorted(real, reverse=bool(sign)), (name, sign, values)
            assert values == [v for v in values if v is not None] + [None] * values.count(None), (name, values)
            assert len(values) == 4
    words = ["Zebra", "apple", "Äpfel", "zoo", "10", "9"]
    project, _ = mine(api, 0)
    for word in words:
        api.make("task", project_id=project, title=word)
    assert [row["title"] for row in walked(api, project_id=project, sort="title")] == sorted(words)
    for sort in (
        "extra",
        "helped",
        "no_such_field",
        "",
        "title,",
        "--title",
        "row_version",
        "title;drop",
        "title desc",
    ):
        api.call("GET", api.path("task"), sort=sort).problem(422)


@promise
def every_field_filters(api: Backend) -> None:
    project, made = mine(api, 3)
    for one in api.listed("task"):
        for row in made:
            value = str(row[one.wire]).lower() if one.type == "bool" else row[one.wire]
            found = api.call("GET", api.path("task"), **{"project_id": project, one.wire: value}).well().body
            assert found["items"] == [other for other in made if other[one.wire] == row[one.wire]], one.wire
            assert found["total"] == len(found["items"])
    for query in ({"size": "x"}, {"due": "x"}, {"done": "maybe"}, {"status": "none"}, {"token": "x"}, {"price": "x"}):
        api.call("GET", api.path("task"), **query).problem(422)


@promise
def texts_are_searched(api: Backend) -> None:
    project, _ = mine(api, 0)
    for title in ("Buy 100% wool", "Buy 1000 nails", "under_score", "underXscore"):
        api.make("task", project_id=project, title=title, notes="nothing", mail=None, site=None)
    for query, count in (("100%", 1), ("buy", 2), ("WOOL", 1), ("r_s", 1), ("nothing", 4), ("absent", 0)):
        found = api.call("GET", api.path("task"), project_id=project, q=query).well().body
        assert found["total"] == count, query
