"""A back end as the contract sees it: a base URL, the features' fields, and the OpenAPI document. Nothing else."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from mity.features.field import FieldSpec
from mity.features.model import FeatureSpec
from mity.features.samples import sample

Json = dict[str, Any]
PROBLEM = "application/problem+json"
DOCUMENT = "urn:openapi"


@dataclass(frozen=True)
class Answer:
    """Status, headers with names in small letters, and the body: JSON where it is JSON."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def kind(self) -> str:
        """The media type."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def places(self) -> list[list[str | int]]:
        """Where a problem says that something is wrong."""
        return [error["loc"] for error in self.body.get("errors") or []]

    def problem(self, *statuses: int) -> Answer:
        """Itself, which must be a problem document with one of these statuses."""
        assert self.status in statuses, (self.status, self.body)
        assert self.kind == PROBLEM, (self.headers, self.body)
        assert self.body["status"] == self.status
        assert all(isinstance(self.body[name], str) for name in ("type", "title", "detail"))
        return self

    def well(self, status: int = 200) -> Answer:
        """Itself, which must have this status."""
        assert self.status == status, (self.status, self.body)
        return self


@dataclass
class Backend:
    """A running back end with the features `specs`, by name."""

    address: str
    specs: Mapping[str, FeatureSpec]
    document: Json = field(default_factory=dict)
    _number: int = 0

    def __post_init__(self) -> None:
        self.document = self.call("GET", "/openapi.json").well().body

    def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, **query: Any
    ) -> Answer:
        """One request; `body` is JSON data, or bytes that are sent as they are."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})} if data is not None else dict(headers or {})
        return self.send(method, f"{path}?{urlencode(query)}" if query else path, data, sent)

    def send(self, method: str, path: str, data: Any, headers: Mapping[str, str]) -> Answer:
        """One request on a connection of its own; an iterable goes out in chunks."""
        place = urlsplit(self.address)
        wire = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # who refuses a body need not read it to the end
                wire.request(method, path, data, {k: v for k, v in headers.items() if v})
            answer = wire.getresponse()
            raw = answer.read()
        finally:
            wire.close()
        names = {name.lower(): value for name, value in answer.getheaders()}
        is_json = "json" in names.get("content-type", "")
        return Answer(answer.status, names, json.loads(raw) if raw and is_json else raw)

    def path(self, name: str) -> str:
        """Where the resources of a feature are."""
        return f"/api/{self.specs[name].many.kebab}"

    def fields(self, name: str, *types: str) -> list[FieldSpec]:
        """The fields of a feature; of these types alone, when some are given."""
        return [one for one in self.specs[name].fields_ if not types or one.type in types]

    def needed(self, name: str) -> set[str]:
        """What must be sent to make a resource."""
        fields = self.fields(name)
        return {one.wire for one in fields if not one.optional and one.default is None and one.type != "many"}

    def listed(self, name: str) -> list[FieldSpec]:
        """The fields that a list is sorted by."""
        return [one for one in self.fields(name) if one.type not in ("json", "many")]

    def body(self, name: str, number: int | None = None, **changed: Any) -> Json:
        """A body with every field set, unique ones unlike all before, and what it refers to made."""
        self._number += 1
        number = self._number if number is None else number
        found: Json = {}
        for one in self.fields(name):
            if one.type == "ref":
                found[one.wire] = changed.get(one.wire) or self.make(one.to)["id"]
            elif one.type == "many":
                found[one.wire] = changed[one.wire] if one.wire in changed else [self.make(one.to)["id"]]
            elif one.unique:
                text = f"{one.name} {uuid.uuid4().hex}"
                found[one.wire] = str(uuid.uuid4()) if one.type == "uuid" else text[: int(one.high or 80)]
            else:
                found[one.wire] = sample(one, number % 3)
        return {**found, **changed}

    def make(self, name: str, number: int | None = None, **changed: Any) -> Json:
        """A new resource."""
        made: Json = self.call("POST", self.path(name), self.body(name, number, **changed)).well(201).body
        return made

    def where(self, name: str, made: Json) -> str:
        """The address of a resource."""
        return f"{self.path(name)}/{made['id']}"

    def told(self, answer: Answer, method: str, template: str) -> None:
        """Checks an answer against the document: its status, its media type, its body."""
        responses = self.document["paths"][template][method.lower()]["responses"]
        found = responses.get(str(answer.status)) or responses.get("default")
        assert found, f"{method} {template} does not tell of {answer.status}"
        if not answer.body:
            return
        assert answer.kind in found["content"], (method, template, answer.status, answer.kind, list(found["content"]))
        schema = found["content"][answer.kind]["schema"]
        pointer = json.dumps(schema).replace("#/", f"{DOCUMENT}#/")
        resource: Resource[Any] = Resource(contents=self.document, specification=DRAFT202012)
        registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
        checker = Draft202012Validator(json.loads(pointer), registry=registry, format_checker=FormatChecker())
        problems = [error.message for error in checker.iter_errors(answer.body)]
        assert not problems, (method, template, answer.status, problems)

    def schema(self, name: str, method: str) -> Json:
        """The schema of the body that a method takes."""
        path = self.path(name) if method == "post" else f"{self.path(name)}/{{id}}"
        node = self.document["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        return self.resolved(node)

    def resolved(self, node: Json) -> Json:
        """A schema without a reference at its top."""
        while "$ref" in node:
            found: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node
