"""What the document that pages were made of may ask for: what is in the one that the API serves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mity.stacks.part_spec import AskedDocument
from mity.stations.asked_documents import compared, lacking
from mity.system.service import free_port
from rows import each

NOTE = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "tags": {"type": "array", "items": {"$ref": "#/T"}}},
}
TAG = {"properties": {"name": {"type": "string"}}}
SPEC = AskedDocument(folder="web", file="openapi.json", of="api", path="/openapi.json")


def document(note: Any = NOTE, tag: Any = TAG, status: str = "200", method: str = "post") -> dict[str, Any]:
    """A document with one operation, which takes a note and answers with it."""
    content = {"content": {"application/json": {"schema": {"$ref": "#/N"}}}}
    operation = {"requestBody": content, "responses": {status: content, "default": {"$ref": "#/P"}}}
    return {"paths": {"/api/notes": {method: operation, "parameters": []}}, "N": note, "T": tag}


@each(
    "served, lacks",
    [
        (document(), []),
        (document({"anyOf": [NOTE, {"type": "null"}]}), []),
        (document({"allOf": [{"$ref": "#/Base"}, NOTE]}), []),
        (document({"type": "object"}), []),
        (document(True), []),
        (document({**NOTE, "properties": {**NOTE["properties"], "more": {}}}), []),
        (document(method="put"), ["POST /api/notes is not there"]),
        (document(status="201"), ["POST /api/notes does not answer 200"]),
        (document(tag={"properties": {"label": {}}}), ["POST /api/notes has no name"] * 2),
        (document({"properties": {"id": {}}}), ["POST /api/notes has no tags"] * 2),
        ({}, ["POST /api/notes is not there"]),
        ([], ["POST /api/notes is not there"]),
        ({"paths": {"/api/notes": {"post": 1}}}, ["POST /api/notes does not answer 200"]),
    ],
)
def test_what_the_served_document_lacks_is_named(served: Any, lacks: list[str]) -> None:
    assert list(lacking(document(), served)) == lacks


def test_documents_without_an_end_end() -> None:
    turning = document({"properties": {"id": {"$ref": "#/N"}, "tags": {"$ref": "#/T"}}}, {"$ref": "#/T"})
    assert list(lacking(turning, turning)) == []
    nested = document(
        {"anyOf": [{"$ref": "#/N"}] * 20, "properties": {f"n{number}": {"$ref": "#/N"} for number in range(20)}}
    )
    assert list(lacking(nested, nested)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, ("", "")),
        ('{"paths": {}}', ("", "")),
        ("[1]", ("", "")),
        ("{", ("", "openapi.json cannot be read: ")),
        ("[" * 99999, ("", "openapi.json cannot be read: ")),
        (
            json.dumps(document()),
            ("", "openapi.json cannot be compared with what api serves: GET /openapi.json brought"),
        ),
    ],
)
def test_a_document_that_is_none_is_told(tmp_path: Path, text: str | None, said: tuple[str, str]) -> None:
    file = tmp_path / "openapi.json"
    if text is not None:
        file.write_text(text)
    held, problem = compared(file, free_port(), SPEC)
    assert held == said[0]
    assert problem.startswith(said[1])
    assert bool(problem) == bool(said[1])
