"""What the rows of an engine hold, read as what others may have written: data as mity writes it, or an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.engines.address import EngineError
from mity.runs.json_text import parse

Json = dict[str, Any]
_LONGEST_NAME = 200
_NOT_OURS = "is nothing that mity wrote: whoever may write to the engine's database has changed it"


class StrangeRow(EngineError):
    """A row of an engine holds what mity never wrote. Other runs of the engine can be used all the same."""


def document_of(run_id: str, data: bytes) -> Json:
    """The document of a run, with its members of the right kinds. Raises StrangeRow."""
    found = _parsed(data) or {}
    context = found.get("context")
    places = [context.get(name) for name in ("workspace", "output_path")] if isinstance(context, dict) else [None]
    rows = [found.get(name) for name in ("stations", "results")]
    if all(isinstance(one, str) for one in places) and all(isinstance(one, list) for one in rows):
        return found
    raise StrangeRow(f"the document of run {run_id} {_NOT_OURS}")


def text_of(run_id: str, data: bytes) -> str:
    """The document of a run as a text of one line. Raises StrangeRow."""
    document_of(run_id, data)
    return data.decode().replace("\n", "")


def event_of(run_id: str, seq: int, line: bytes) -> Json:
    """The event of a line, which is a line. Raises StrangeRow."""
    found = _parsed(line) if b"\n" not in line else None
    known = found is not None and type(found.get("seq")) is int
    if found is None or not known or not all(isinstance(found.get(name), str) for name in ("kind", "time")):
        raise StrangeRow(f"event {seq} of run {run_id} {_NOT_OURS}")
    return found


def summary_of(run_id: str, text: str) -> Json:
    """The summary of a run; what lists show of one that cannot be read, where it is none."""
    found = _parsed(text.encode("utf-8", "replace"))
    if found is None or not all(isinstance(found.get(name), str) for name in ("workflow_id", "state")):
        error = f"the summary of run {run_id} {_NOT_OURS}"
        return {"workflow_id": "", "can_resume": False, "state": "unreadable", "error": error}
    return found


def message_of(name: str, data: str) -> Mapping[str, Any] | None:
    """What a message says; None for one that nobody could have posted."""
    found = _parsed(data.encode("utf-8", "replace"))
    return found if 0 < len(name) <= _LONGEST_NAME else None


def _parsed(data: bytes) -> Json | None:
    try:
        data.decode()
        found = parse(data) if b"\0" not in data else None  # which JSON would take for UTF-16
    except (ValueError, RecursionError):  # UnicodeDecodeError, json.JSONDecodeError
        return None
    return found if isinstance(found, dict) else None
