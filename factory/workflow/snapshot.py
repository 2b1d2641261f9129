"""Parts of workflows as plain JSON data, as a run's log keeps them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mity.redaction import hide
from mity.workflow.core import Stage

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_PLACE = frozenset({"line", "column"})
_ALWAYS = frozenset({"station"})


def plain(value: Any) -> Any:
    """A part of a workflow as plain JSON data, without what is as it is by default. Secret inputs are masked."""
    if is_dataclass(value):
        return _members(value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return value


def _members(part: Any) -> dict[str, Any]:
    row = {}
    for each in fields(part):
        value = getattr(part, each.name)
        usual = value == each.default or (each.default_factory is not MISSING and not value)
        if each.name in _PLACE or (usual and each.name not in _ALWAYS):
            continue
        row[each.name] = hide(dict(value)) if each.name == "inputs" else plain(value)
    return row


def read_stage(row: Mapping[str, Any]) -> Stage:
    """Reads a stage that `plain` wrote. Raises ValueError when it is something else."""
    stage: Stage = read_part(Stage, row)
    return stage


def read_part(kind: Any, row: Any) -> Any:
    """Reads a part of the type `kind` that `plain` wrote. Raises ValueError when it is something else."""
    return _adapter(kind).validate_python(row)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # slow to load, and needed only where a log is read

    return TypeAdapter(kind)
