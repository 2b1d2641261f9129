"""GitLab's own client for Go as a description of its API: its operations, and the members that each takes.

The sources are read, not run: a method names its verb, its path and the type of its options, whose fields carry the
names of the members.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODULE, VERSION = "gitlab.com/gitlab-org/api/client-go", "v1.46.0"
_METHOD = re.compile(
    r"^func \(\w \*\w+\) (?P<name>\w+)\((?P<given>[^\n]*)\{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL
)
_VERB = re.compile(r"withMethod\(http\.Method(\w+)\)")
_PATH = re.compile(r'withPath\("([^"]+)"')
_OPTIONS = re.compile(r"\bopts? \*(\w+)")
_STRUCT = re.compile(r"^type (?P<name>\w+) struct \{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
_ALIAS = re.compile(r"^type (?P<name>\w+) (?P<of>[A-Z]\w+)$", re.MULTILINE)
_FIELD = re.compile(r"^\t\w+ +(?P<type>\S+).*?`(?P<tags>[^`]*)`", re.MULTILINE)
_EMBEDDED = re.compile(r"^\t\*?(?P<of>[A-Z]\w+)$", re.MULTILINE)
_TAG = re.compile(r'(?:json|url):"([\w\[\]]+)')
_PAGES = {"page", "per_page"}


@dataclass(frozen=True)
class Operation:
    """One of the API: the verb, a pattern of the path, the type of what it takes."""

    name: str
    verb: str
    path: re.Pattern[str]
    options: str


class GitLabContract:
    """Judges requests: `operations` are the names of those that were asked for."""

    def __init__(self, sources: Path) -> None:
        text = "\n".join(
            path.read_text("utf-8") for path in sorted(sources.glob("*.go")) if not path.stem.endswith("_test")
        )
        self._known = [_operation(found) for found in _METHOD.finditer(text) if _PATH.search(found["body"])]
        self._bodies = {found["name"]: found["body"] for found in _STRUCT.finditer(text)}
        self._aliases = {found["name"]: found["of"] for found in _ALIAS.finditer(text)}
        self.operations: set[str] = set()

    def violations(self, verb: str, path: str, query: dict[str, str], body: Any) -> list[str]:
        """What GitLab does not know of a request."""
        found = [one for one in self._known if one.verb == verb and one.path.fullmatch(path)]
        if not found:
            return [f"{verb} {path}: there is no such operation"]
        self.operations |= {one.name for one in found}
        known = set().union(*(self._members(one.options) for one in found))
        strange = set(query) - known - _PAGES | self._strange(body or {}, {one.options for one in found})
        return [f"{verb} {path}: there is no member {name}" for name in sorted(strange)]

    def _strange(self, body: dict[str, Any], types: set[str]) -> set[str]:
        """The members of a body that none of the types has, also of what is inside."""
        fields = {name: kind for one in types for name, kind in self._members(one).items()}
        found = set(body) - set(fields)
        for name, value in body.items():
            if name in fields and isinstance(value, dict):
                found |= {f"{name}.{inner}" for inner in self._strange(value, {fields[name]})}
        return found

    def _members(self, name: str) -> dict[str, str]:
        """The members of a type, with the names of their own types."""
        body = self._bodies.get(self._aliases.get(name, name), "")
        found = {tag: one["type"].lstrip("*[]") for one in _FIELD.finditer(body) for tag in _TAG.findall(one["tags"])}
        for one in _EMBEDDED.finditer(body):
            found.update(self._members(one["of"]))
        return found


@functools.cache
def sources() -> Path:
    """The client's sources, fetched once a machine with Go. Raises CalledProcessError, FileNotFoundError."""
    words = ["go", "mod", "download", "-json", f"{MODULE}@{VERSION}"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return Path(json.loads(done.stdout)["Dir"])


def _operation(found: re.Match[str]) -> Operation:
    verb = _VERB.search(found["body"])
    path = _PATH.search(found["body"])
    options = _OPTIONS.search(found["given"])
    assert path is not None
    pattern = "[^/]+".join(re.escape(piece) for piece in re.split(r"%[sd]", f"/{path[1]}"))
    return Operation(
        found["name"], verb[1].upper() if verb else "GET", re.compile(pattern), options[1] if options else ""
    )
