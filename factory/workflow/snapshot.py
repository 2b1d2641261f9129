"""Parts of workflows as plain JSON data, as a run's log keeps them, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    if value is None or isinstance(value, str | int | float):
        return value
    kind: Any = type(value)
    if members := _kept(kind):
        return _members(value, members)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return value


def _members(part: Any, members: Iterable[tuple[str, Any, bool]]) -> dict[str, Any]:
    row = {}
    for name, default, made in members:
        value = getattr(part, name)
        if (value == default or (made and not value)) and name not in _ALWAYS:
            continue
        row[name] = hide(dict(value)) if name == "inputs" else plain(value)
    return row


@cache
def _kept(kind: Any) -> tuple[tuple[str, Any, bool], ...]:
    """Each field of a data class that is kept, with its default and whether that is made; none of any other class."""
    found = fields(kind) if is_dataclass(kind) else ()
    kept = (one for one in found if one.name not in _PLACE)
    return tuple((one.name, one.default, one.default_factory is not MISSING) for one in kept)


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
