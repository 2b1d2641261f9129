"""A client that knows of an API nothing but its OpenAPI document."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import inflection
from hypothesis import strategies as st

Json = dict[str, Any]
_FORMATS = {
    "date": "2024-02-28",
    "date-time": "2024-02-28T10:30:00Z",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "email": "someone@example.com",
    "uri": "https://example.com/1",
}


@dataclass(frozen=True)
class Answer:
    """Status, JSON body and headers (names in small letters)."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def is_problem(self) -> bool:
        """Whether it is a problem document about its own status."""
        kind = self.headers.get("content-type", "").partition(";")[0]
        return kind == "application/problem+json" and self.body["status"] == self.status


class Api:
    """An API at an address, read from its document."""

    def __init__(self, address: str, document: str = "/openapi.json") -> None:
        self.address = address.rstrip("/")
        self.document = self.call("GET", document).body
        self._made = 0

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """One request."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json", **({"Content-Type": "application/json"} if data else {})}
        request = urllib.request.Request(f"{self.address}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return _answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.read(), error.headers)

    def collections(self) -> list[str]:
        """Paths that can be posted to and have members."""
        paths = self.document["paths"]
        return sorted(
            path for path in paths if "post" in paths[path] and any(other.startswith(path + "/{") for other in paths)
        )

    def schema(self, path: str, method: str = "post") -> Json:
        """The schema of the body that a path takes."""
        content = self.document["paths"][path][method]["requestBody"]["content"]
        return self.resolved(next(iter(content.values()))["schema"])

    def resolved(self, node: Json) -> Json:
        """A schema without references, and without the choice of null."""
        while "$ref" in node:
            found: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        choices = node.get("anyOf") or node.get("oneOf") or ()
        real = [self.resolved(choice) for choice in choices if choice.get("type") != "null"]
        if real:
            text = [choice for choice in real if choice.get("type") == "string" and "pattern" in choice]
            node = {**{key: value for key, value in node.items() if key not in ("anyOf", "oneOf")}, **(text or real)[0]}
        if len(every := node.get("allOf", ())) == 1:
            node = {**node, **self.resolved(every[0])}
        kinds = node.get("type")
        if isinstance(kinds, list):
            node = {**node, "type": next(kind for kind in kinds if kind != "null")}
        return node

    def make(self, path: str, number: int = 0) -> Answer:
        """A new member with every property, and what it refers to."""
        return self.call("POST", path, self.body(path, number))

    def body(self, path: str, number: int = 0) -> Json:
        """A valid body, by the document alone."""
        self._made += 1
        properties = self.schema(path)["properties"]
        return {name: self.value(name, self.resolved(node), number) for name, node in properties.items()}

    def value(self, name: str, node: Json, number: int) -> Any:
        """A value that a property takes."""
        if name.endswith("_id") and (parent := self.parent(name)):
            return self.make(parent, number).body["id"]
        if "enum" in node:
            return node["enum"][number % len(node["enum"])]
        kind = node.get("type")
        if kind == "boolean":
            return number % 2 == 0
        if kind in ("integer", "number"):
            low = node.get("minimum", node.get("exclusiveMinimum", 1))
            return max(low, 1 if node.get("maximum", 2) >= 1 else low)
        if node.get("format") in _FORMATS:
            return _FORMATS[node["format"]]
        if "pattern" in node:
            return _fitting(node)
        return f"{name} {self._made}".ljust(node.get("minLength", 0), "x")[: node.get("maxLength", 100)]

    def parent(self, name: str) -> str:
        """The collection that a property such as `project_id` refers to."""
        wanted = inflection.pluralize(name.removesuffix("_id")).replace("_", "-")
        return next((path for path in self.collections() if path.endswith(f"/{wanted}")), "")

    def violations(self, path: str) -> Iterator[tuple[str, Any]]:
        """A value for each constraint that the document states, which must be refused."""
        whole = self.schema(path)
        for name, raw in whole["properties"].items():
            node = self.resolved(raw)
            if "enum" in node:
                yield name, "no such value"
            if node.get("minLength"):
                yield name, "x" * (node["minLength"] - 1)
            if "maxLength" in node:
                yield name, "x" * (node["maxLength"] + 1)
            if "minimum" in node and not name.endswith("_id"):
                yield name, node["minimum"] - 1
            if "maximum" in node and node["maximum"] < 2**53:
                yield name, node["maximum"] + 1
            if node.get("type") in ("integer", "number"):
                yield name, "many"
            if node.get("type") == "boolean":
                yield name, "perhaps"
            if node.get("format") in _FORMATS or "pattern" in node:
                yield name, "!"


def _fitting(node: Json) -> str:
    pattern = node["pattern"]
    for guess in (*_FORMATS.values(), "12.50", "1", "ABC"):
        if re.search(pattern, guess) and len(guess) <= node.get("maxLength", 1000):
            return guess
    return str(st.from_regex(pattern, fullmatch=True).example())


def _answer(status: int, data: bytes, headers: Any) -> Answer:
    names = {name.lower(): value for name, value in headers.items()}
    return Answer(status, json.loads(data) if data else None, names)


def check_resource(api: Api, path: str, unique: str = "") -> None:
    """Everything that a resource promises, except the relation."""
    made = api.make(path)
    assert made.status == 201, made
    member = made.headers["location"].removeprefix(api.address)
    assert member == f"{path}/{made.body['id']}"
    assert api.call("GET", member).body == made.body
    body = {name: made.body[name] for name in api.body(path, 1) if name in made.body}
    seen = 0
    for name, value in api.violations(path):
        wrong = api.call("POST", path, {**body, name: value})
        assert (wrong.status, wrong.is_problem) == (422, True), (name, value, wrong)
        assert api.call("PATCH", member, {name: value}).status == 422, (name, value)
        seen += 1
    assert seen > 2
    for name in api.schema(path).get("required", ()):
        left = {key: value for key, value in body.items() if key != name}
        assert api.call("POST", path, left).status == 422, name
    for query in ("limit=0", "limit=101", "offset=-1", "limit=many"):
        assert api.call("GET", f"{path}?{query}").status == 422, query
    page = api.call("GET", f"{path}?limit=1")
    assert (page.status, len(page.body["items"]), page.body["limit"], page.body["offset"]) == (200, 1, 1, 0)
    if unique:
        assert api.call("POST", path, body).status == 409
    missing = api.call("GET", f"{path}/987654")
    assert (missing.status, missing.is_problem) == (404, True)
    assert api.call("PATCH", member, {}).status == 200
    assert api.call("DELETE", f"{path}/987654").status == 404


def check_relation(api: Api, parents: str, children: str, key: str) -> None:
    """A child is listed by its parent, which cannot be deleted before it."""
    child = api.make(children, 2).body
    listed = api.call("GET", f"{children}?{key}={child[key]}").body
    assert [row["id"] for row in listed["items"]] == [child["id"]]
    assert api.call("GET", f"{children}?{key}=987654").body["total"] == 0
    refused = api.call("DELETE", f"{parents}/{child[key]}")
    assert (refused.status, refused.is_problem) == (409, True)
    assert api.call("DELETE", f"{children}/{child['id']}").status == 204
    assert api.call("GET", f"{children}/{child['id']}").status == 404
    assert api.call("DELETE", f"{parents}/{child[key]}").status == 204
