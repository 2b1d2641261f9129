"""Where a step failed, by file and line, as its recorded result tells: for texts on a forge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

_MOST = 5
_TRACED = re.compile(r'\bFile "(?P<file>[^"\n]{1,300})", line (?P<line>\d{1,7})')
_PRINTED = re.compile(r"(?<![\w/\\.@:-])(?P<file>[\w@][\w.@/+-]{0,300}\.[A-Za-z]\w{0,5})(?::|\()(?P<line>\d{1,7})\b")
_TEST = re.compile(r"\S[^\n]{0,300}? (?:failed|cannot be loaded) at (?P<place>[^\s:][^\n:]{0,300}:\d{1,7})(?:\b.*)?")


def failed_places(result: Mapping[str, Any]) -> list[str]:
    """The places below the project, at most five, each as `file:line`; none for a result that names none.

    Those of tests that failed come first, then that of a diagnosis that nobody could repair, then those in the lines
    that say what broke. `result` is plain JSON data, as `StationResult.to_json` gives it.
    """
    asked, diagnosis = _part(result, "needs_input"), _part(_part(result, "healing"), "unresolved")
    lines = [*_lines(asked, "cause"), *_lines(diagnosis, "evidence")]
    found = [match["place"] for line in lines if (match := _TEST.fullmatch(line))]
    if (place := _part(diagnosis, "location")).get("file"):
        found.append(f"{place['file']}:{place['line']}" if place.get("line") else str(place["file"]))
    if not found:
        named = [one for line in lines for form in (_TRACED, _PRINTED) for one in form.finditer(line[:2_000])]
        found = [f"{one['file']}:{one['line']}" for one in named]
    return [one for one in dict.fromkeys(found) if _below(one)][:_MOST]


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def _lines(data: Mapping[str, Any], name: str) -> list[str]:
    found = data.get(name)
    return [str(line) for line in found] if isinstance(found, list | tuple) else []


def _below(place: str) -> bool:
    path = PurePosixPath(place)
    return not path.is_absolute() and ".." not in path.parts and not re.match(r"[A-Za-z]:[\\/]", place)
