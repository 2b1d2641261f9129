"""What a project's lock and its history know of a package that package.json does not name any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mity.agents.node.packages import LOCK, MANIFEST, SECTIONS, Package
from mity.healing.rules import FailureContext
from mity.system.git_history import earlier_versions
from mity.text.data import parse_json
from mity.text.yaml_data import parse_yaml

_LOCKS = (LOCK, "npm-shrinkwrap.json")


def remembered(failure: FailureContext, name: str, *, but: str = "") -> Package | None:
    """The package as it was declared: in the head of the lock, else in the last commit that declared it.

    A declaration with the range `but`, which is known to be wrong, does not count.
    """
    for found in _declarations(failure):
        for section in SECTIONS:
            wanted = _of(found, section).get(name)
            if isinstance(wanted, str) and wanted != but:
                return Package(name, wanted, section)
    wanted = _in_yarn(failure, name)
    return Package(name, wanted, "devDependencies") if wanted and wanted != but else None


def owner(failure: FailureContext, tool: str) -> str:
    """The package that brings a program, as the lock of npm says; "" where it does not."""
    found = {
        path.rpartition("node_modules/")[2]
        for lock in _LOCKS
        for path, entry in _of(_json(failure.read(lock)), "packages").items()
        if isinstance(entry, dict) and tool in _of(entry, "bin")
    }
    return found.pop() if len(found) == 1 else ""


def _declarations(failure: FailureContext) -> Iterator[dict[str, Any]]:
    """What is shaped as package.json is: the heads of locks, then package.json as it was committed, newest first."""
    for lock in _LOCKS:
        head = _of(_json(failure.read(lock)), "packages").get("")
        if isinstance(head, dict):
            yield head
    yield from _in_pnpm(failure)
    for text in earlier_versions(failure.root, MANIFEST, 20):
        yield _json(text.decode("utf-8", "replace"))


def _in_pnpm(failure: FailureContext) -> Iterator[dict[str, Any]]:
    text = failure.read("pnpm-lock.yaml")
    if text is None:
        return
    try:
        found = parse_yaml(text)
    except ValueError:
        return
    head = _of(_of(found, "importers"), ".") or found
    if isinstance(head, dict):
        specified = _of(head, "specifiers")
        yield {
            section: {
                name: entry.get("specifier") if isinstance(entry, dict) else specified.get(name)
                for name, entry in _of(head, section).items()
            }
            for section in SECTIONS
        }


def _in_yarn(failure: FailureContext, name: str) -> str:
    """The one range in which yarn.lock knows a package."""
    entry = re.compile(rf'^"?(?:[^"\n]*, "?)?{re.escape(name)}@(?:npm:)?(?P<range>[^",:\n]+)"?[,:]', re.MULTILINE)
    found = {match["range"] for match in entry.finditer(failure.read("yarn.lock") or "")}
    return found.pop() if len(found) == 1 else ""


def _of(found: Any, key: str) -> dict[str, Any]:
    inner = found.get(key) if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else {}


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = parse_json(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def with_package(text: str, package: Package) -> str | None:
    """The text of package.json with one more dependency, written as the others are; None where its form is unusual."""
    line = f'"{package.name}": "{package.wanted}"'
    found = re.search(rf'^([ \t]*)"{package.section}"\s*:\s*\{{(?P<body>[^{{}}]*)\}}', text, re.MULTILINE)
    newline = "\r\n" if "\r\n" in text else "\n"
    if found is None:
        end = re.search(r"(?P<last>\S)(?P<space>\s*)\}\s*\Z", text)
        first = re.search(r'\{\s*?\n?([ \t]+)"', text)
        if end is None or first is None or end["last"] == "{":
            return None
        space = first[1]
        made = f',{newline}{space}"{package.section}": {{{newline}{space * 2}{line}{newline}{space}}}'
        return f"{text[: end.end('last')]}{made}{text[end.end('last') :]}"
    names = list(re.finditer(r'^([ \t]*)"([^"\n]+)"\s*:', found["body"], re.MULTILINE))
    body = found["body"]
    if not names:
        if body.strip():
            return None
        made = f"{newline}{found[1] * 2}{line}{newline}{found[1]}"
    elif later := next((one for one in names if one[2] > package.name), None):
        made = f"{body[: later.start()]}{later[1]}{line},{newline}{body[later.start() :]}"
    else:
        kept = body.rstrip()
        made = f"{kept},{newline}{names[-1][1]}{line}{body[len(kept) :]}"
    return f"{text[: found.start('body')]}{made}{text[found.end('body') :]}"
