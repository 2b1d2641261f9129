"""Whether an OpenAPI document that pages were made of asks only for what the API's own document has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mity.reading import read_bytes
from mity.stacks.part_spec import AskedDocument
from mity.system.local_http import Refused, read
from mity.text.data import parse_json

JSON = "application/json"
_METHODS = ("get", "post", "put", "patch", "delete")
_LINKS = 20  # references that lead to each other; they may do so for ever


def compared(file: Path, port: int, document: AskedDocument) -> tuple[str, str]:
    """What holds of the document in `file` and of the one that is served at `port`, and what does not, each in a
    clause.

    Both are empty where there is no such file, or where it asks for nothing.
    """
    if not file.is_file():
        return "", ""
    try:
        asked = parse_json(read_bytes(file))
        count = len(operations(asked))
        missing = list(lacking(asked, read(port, document.path) if count else {}))
    except (OSError, ValueError) as error:
        return "", f"{document.file} cannot be read: {getattr(error, 'strerror', None) or error}"
    except Refused as error:
        return "", f"{document.file} cannot be compared with what {document.of} serves: {error}"
    if missing:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        return "", f"{document.file} asks for what is not in {document.path} of {document.of}: {missing[0]}{more}"
    said = f"{document.path} of {document.of} has the {count} operations of {document.folder}/{document.file}"
    return (said if count else ""), ""


def operations(document: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """The operations of a document: method, path, and what it says of them."""
    found = ((path, _table(one)) for path, one in _table(_table(document).get("paths")).items())
    return [(method, path, _table(one[method])) for path, one in found for method in _METHODS if method in one]


def lacking(asked: Any, served: Any) -> Iterator[str]:
    """What `asked` has of operations, of members that are sent and of members that are read, and `served` lacks.

    Each in a clause. Where `served` leaves open what a body holds, it lacks nothing of it.
    """
    theirs = {(method, path): one for method, path, one in operations(served)}
    for method, path, one in operations(asked):
        place, other = f"{method.upper()} {path}", theirs.get((method, path))
        if other is None:
            yield f"{place} is not there"
            continue
        yield from _members(asked, served, _body(asked, one, "requestBody"), _body(served, other, "requestBody"), place)
        answers = _table(other.get("responses"))
        for status, answer in _table(one.get("responses")).items():
            if status != "default" and status not in answers:
                yield f"{place} does not answer {status}"
            elif status != "default":
                mine, there = ({"is": found} for found in (answer, answers[status]))
                yield from _members(asked, served, _body(asked, mine, "is"), _body(served, there, "is"), place)


def _members(
    asked: Any, served: Any, ours: Any, theirs: Any, place: str, known: set[tuple[int, int]] | None = None
) -> Iterator[str]:
    known = set() if known is None else known
    pair = id(_resolved(asked, ours)), id(_resolved(served, theirs))
    mine, there = (_shape(doc, node, set()) for doc, node in ((asked, ours), (served, theirs)))
    if pair in known or not mine or not there:
        return
    known.add(pair)
    yield from (f"{place} has no {name}" for name in mine if name not in there)
    for name in mine.keys() & there.keys():
        yield from _members(asked, served, mine[name], there[name], place, known)


def _shape(document: Any, node: Any, known: set[int]) -> dict[str, Any]:
    """The schemas of what a value holds: by the names of members, and by `[]` for items."""
    node = _resolved(document, node)
    if id(node) in known:
        return {}
    known.add(id(node))
    found = dict(_table(node.get("properties")))
    if "items" in node:
        found["[]"] = node["items"]
    for kind in ("anyOf", "oneOf", "allOf"):
        choices = node.get(kind)
        for one in choices if isinstance(choices, list) else ():
            found |= _shape(document, one, known)
    return found


def _body(document: Any, holder: dict[str, Any], key: str) -> Any:
    content = _table(_resolved(document, holder.get(key)).get("content"))
    return _table(content.get(JSON)).get("schema")


def _resolved(document: Any, node: Any) -> dict[str, Any]:
    for _ in range(_LINKS):
        reference = _table(node).get("$ref")
        if not isinstance(reference, str):
            break
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = _table(node).get(part)
    return _table(node)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
