"""What parts of an application showed and set, as the whole shows and sets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PATHS = ("artefacts", "changed_files", "files", "reports", "merged", "sbom_files")
"""Members that hold paths of a part: texts, texts with a word before them, or rows with a `path`."""
_SUMS = ("tests", "tests_before", "passed", "failed", "skipped", "repeated", "count")
"""Members that are numbers of the whole when they are added, or objects of such numbers."""


def output_of(key: str, values: Mapping[str, Any]) -> Any:
    """The value of an output for the whole: added, or its paths below the whole; else each part's by its name."""
    made = _joined(key, values)
    return dict(values) if made is None else made


def evidence_of(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The evidence of the whole: what can be joined, and all of each part; none where one part showed nothing."""
    if not parts or not all(parts.values()):
        return {}
    keys = dict.fromkeys(key for evidence in parts.values() for key in evidence)
    joined = {key: _joined(key, {name: one[key] for name, one in parts.items() if key in one}) for key in keys}
    return {**{key: value for key, value in joined.items() if value is not None}, "parts": dict(parts)}


def _joined(key: str, values: Mapping[str, Any]) -> Any:
    if key in _PATHS and all(isinstance(one, list) for one in values.values()):
        return [below(name, item) for name, one in values.items() for item in one]
    if key in _SUMS and all(type(one) is int for one in values.values()):
        return sum(values.values())
    if key in _SUMS and all(isinstance(one, dict) for one in values.values()):
        names = dict.fromkeys(name for one in values.values() for name in one)
        return {name: sum(one.get(name, 0) for one in values.values()) for name in names}
    return None


def below(part: str, item: Any) -> Any:
    """A path, a word with a path behind it (`create src/x.py`), or a row with a path, as the whole names it."""
    if isinstance(item, dict):
        return {**item, "path": f"{part}/{item.get('path', '')}"}
    word, space, path = str(item).partition(" ")
    return f"{word} {part}/{path}" if space and word in _KINDS else f"{part}/{item}"


_KINDS = ("create", "update", "merge", "derive", "delete", "keep")
