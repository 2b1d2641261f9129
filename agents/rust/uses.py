"""The `use` statements of a Rust project: which path provides a name, and the edit that adds one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mity.agents.project_files import files
from mity.healing.rules import FailureContext

_USE = re.compile(r"^(?:pub(?:\([\w: ]+\))? )?use\s+(?P<tree>[^;]+);[ \t]*\r?\n", re.MULTILINE)
_FIRST_ITEM = re.compile(r"^(?!//!|/\*|\*| |#!\[)\S", re.MULTILINE)
_FIRST = {"self": 0, "super": 1, "crate": 2}


def brought_by(failure: FailureContext, name: str, path: str) -> Counter[str]:
    """The paths by which other files than `path` import a name, with how many do so."""
    found: Counter[str] = Counter()
    for other in files(failure, ".rs"):
        if other != path and name in (text := failure.read(other) or ""):
            found.update({full for full in imported(text) if full.rpartition("::")[2] == name})
    own = {full: count for full, count in found.items() if full.split("::")[0] not in ("self", "super")}
    return Counter(own)


def imported(text: str) -> Iterator[str]:
    """The full path of every name that a text imports without renaming it."""
    for found in _USE.finditer(text):
        yield from _flat(re.sub(r"\s+", " ", found["tree"]).removeprefix("::"))


def _flat(tree: str, prefix: str = "") -> Iterator[str]:
    """The paths of a use tree."""
    tree = tree.strip()
    head, brace, rest = tree.partition("{")
    if brace:
        for part in _parts(rest.rstrip().removesuffix("}")):
            yield from _flat(part, prefix + head)
    elif tree and " as " not in tree and not tree.endswith("*"):
        yield prefix.removesuffix("::") if tree == "self" else prefix + tree


def _parts(text: str) -> Iterator[str]:
    """The parts separated by the commas of the outermost level."""
    depth, start = 0, 0
    for index, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if sign == "," and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def with_use(text: str, path: str) -> str | None:
    """The text with `use path;` among its imports, where rustfmt would place it; None if it is already there."""
    if path in set(imported(text)):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    line = f"use {path};{end}"
    group = _group(text, path)
    if not group:
        first = _FIRST_ITEM.search(text)
        at = first.start() if first else len(text)
        return text[:at] + line + end + text[at:]
    at = next((found.start() for found in group if _rank(found["tree"]) > _rank(path)), group[-1].end())
    return text[:at] + line + text[at:]


def _group(text: str, path: str) -> list[re.Match[str]]:
    """The block of statements that fits the path best: the project's own, or the others."""
    groups: list[list[re.Match[str]]] = []
    for found in _USE.finditer(text):
        if text[: found.start()].rstrip(" ").endswith("\n") or found.start() == 0:
            near = bool(groups) and groups[-1][-1].end() == found.start()
            groups[-1].append(found) if near else groups.append([found])
    own = [group for group in groups if (_rank(group[0]["tree"])[0] < len(_FIRST)) == (_rank(path)[0] < len(_FIRST))]
    same = [group for group in own if group[0]["tree"].split("::")[0] == path.split("::")[0]]
    return next(iter(same or own or groups), [])


def _rank(tree: str) -> tuple[int, str]:
    """The order of rustfmt: self, super, crate, then the others by their text."""
    top = tree.removeprefix("::").split("::")[0].strip()
    return _FIRST.get(top, len(_FIRST)), tree
