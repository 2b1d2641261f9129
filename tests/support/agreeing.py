"""Whether the OpenAPI document that a front end is made of says the same as the one that an API serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

JSON = "application/json"
Document = Mapping[str, Any]


def differences(asked: Document, served: Document) -> Iterator[str]:
    """What the pages ask by `asked` and the API by `served` does not have, or has otherwise; nothing if they agree."""
    for path, operations in asked["paths"].items():
        for method in ("get", "post", "patch", "delete"):
            if (one := operations.get(method)) is None:
                continue
            place = f"{method} {path}"
            other = served["paths"].get(path, {}).get(method)
            if other is None or other["operationId"] != one["operationId"]:
                yield f"{place}: not {one['operationId']}"
                continue
            yield from _parameters(asked, served, (operations, one), (served["paths"][path], other), place)
            yield from _bodies(asked, served, one.get("requestBody"), other.get("requestBody"), f"{place}: body")
            for status in (code for code in one["responses"] if code != "default"):
                answers = (found["responses"].get(status, {}) for found in (one, other))
                yield from _bodies(asked, served, *answers, f"{place}: {status}")


def _parameters(
    asked: Document, served: Document, ours: tuple[Document, ...], theirs: tuple[Document, ...], place: str
) -> Iterator[str]:
    found = {row["name"].lower(): row for row in _rows(served, theirs)}
    for row in _rows(asked, ours):
        other = found.get(row["name"].lower())
        if other is None or other["in"] != row["in"]:
            yield f"{place}: no {row['in']} {row['name']}"


def _rows(document: Document, holders: tuple[Document, ...]) -> list[Document]:
    return [_resolved(document, row) for holder in holders for row in holder.get("parameters", ())]


def _bodies(asked: Document, served: Document, ours: Any, theirs: Any, place: str) -> Iterator[str]:
    wanted, given = ((_resolved(doc, one or {})).get("content") for doc, one in ((asked, ours), (served, theirs)))
    if not wanted:
        return
    if not given or JSON not in given:
        yield f"{place}: no JSON"
        return
    yield from _values(asked, served, wanted[JSON]["schema"], given[JSON]["schema"], place)


def _values(asked: Document, served: Document, ours: Document, theirs: Document, place: str) -> Iterator[str]:
    if (mine := _kinds(asked, ours)) != (other := _kinds(served, theirs)):
        yield f"{place}: {sorted(map(str, mine))}, {sorted(map(str, other))}"
        return
    one, two = _resolved(asked, ours), _resolved(served, theirs)
    if "items" in one:
        yield from _values(asked, served, one["items"], _resolved(served, two)["items"], f"{place}[]")
    if "properties" in one:
        if set(one["properties"]) != set(two["properties"]):
            yield f"{place}: {sorted(set(one['properties']) ^ set(two['properties']))} on one side only"
            return
        unlike = set(one.get("required", ())) ^ set(two.get("required", ()))
        # What may be null is sent in every answer, whether a document says so or leaves it open.
        if unlike := {name for name in unlike if "null" not in _kinds(asked, one["properties"][name])}:
            yield f"{place}: {sorted(unlike)} needed on one side only"
        for name in one["properties"]:
            yield from _values(asked, served, one["properties"][name], two["properties"][name], f"{place}.{name}")


def _kinds(document: Document, node: Document) -> frozenset[Any]:
    """The types of a value, with its values where they are few."""
    node = _resolved(document, node)
    choices = node.get("anyOf") or node.get("oneOf") or node.get("allOf")
    if choices:
        return frozenset().union(*(_kinds(document, one) for one in choices))
    kinds = node.get("type", ())
    found = {kinds} if isinstance(kinds, str) else set(kinds)
    if found >= {"string"} and "enum" in node:
        found = found - {"string"} | {("string", value) for value in node["enum"] if value is not None}
    return frozenset(found)


def _resolved(document: Document, node: Document) -> Document:
    while "$ref" in node:
        found: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node
