"""A lock made in a rendered application, turned back into the template's: placeholders carried over, gaps refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from mity.errors import MityError
from mity.text.data import parse_json


def as_template(made: str, template: str, rendered: str) -> str:
    """The new lock with the placeholders of the old one.

    `template` is the old lock as it is in the template, `rendered` what it became in the application whose lock
    was `made`. Raises MityError when a line with a placeholder has no counterpart in the new lock.
    """
    old, new, lines = template.splitlines(), rendered.splitlines(), made.splitlines()
    if len(old) != len(new):
        raise MityError("the old lock does not render line by line: its placeholders cannot be carried over")
    start = 0
    for placed, shown in ((a, b) for a, b in zip(old, new, strict=True) if a != b):
        try:
            start = lines.index(shown, start)
        except ValueError:
            start = _anywhere(lines, shown)
        lines[start] = placed
    return "\n".join(lines) + "\n"


def _anywhere(lines: list[str], wanted: str) -> int:
    try:
        return lines.index(wanted)
    except ValueError:
        raise MityError(f"the new lock has no line '{wanted.strip()}', where the old one has a placeholder") from None


def without(text: str, keys: Iterable[str]) -> str:
    """A JSON lock without these keys, at any depth, in the form npm writes."""
    gone = frozenset(keys)
    return json.dumps(_without(parse_json(text), gone), indent=2, ensure_ascii=False) + "\n"


def _without(data: Any, keys: frozenset[str]) -> Any:
    if isinstance(data, dict):
        return {name: _without(value, keys) for name, value in data.items() if name not in keys}
    return [_without(item, keys) for item in data] if isinstance(data, list) else data


def check(name: str, text: str) -> None:
    """Raises MityError for a lock that names a host, or that lacks a package for some system."""
    if found := re.search(r"\w+://[^\s\"']+", text):
        raise MityError(f"{name} names an address, {found[0]}: it would hold on this machine only")
    if name.endswith("package-lock.json"):
        _check_npm(name, parse_json(text).get("packages", {}))


def _check_npm(name: str, packages: dict[str, Any]) -> None:
    """Parts for other systems are often published after the package that wants them: then the lock has a gap."""
    for place, entry in packages.items():
        for wanted in entry.get("optionalDependencies", {}):
            above = [place[: match.start()] for match in re.finditer(r"node_modules/", place)]
            if not any(f"{start}node_modules/{wanted}" in packages for start in (f"{place}/" if place else "", *above)):
                raise MityError(
                    f"{name} has no {wanted}, which {place or 'the application'} may need: take an older day"
                )
