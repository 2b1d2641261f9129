"""What a run's events say to people: one line for each that is worth a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.notify.settings import Word
from mity.runs import events
from mity.runs.events import Event
from mity.runs.state import RunState, Status
from mity.text.records import dataclass
from mity.text.visible import uncoloured, visible

WAITS = "? "
"""What begins the line of a step that waits for a person."""
_LONGEST = 400
_BAD = {Status.FAILED, Status.CONTINUED, Status.CANCELLED}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message: its word, its text, and by what a repetition in a later process is known."""

    word: Word
    text: str
    identity: str
    bad: bool = False


def line_of(event: Event, verdict: str = "") -> Line | None:
    """The line of an event; None for what nobody is told of. `verdict` is that of a run that is over."""
    data = event.data
    if event.kind == events.STEP_STARTED:
        attempt = data.get("attempt", 1)
        again = f" (attempt {attempt})" if attempt != 1 else ""
        return _line("step-started", f"→ {event.key} started{again}", f"{event.key}#{attempt}")
    if event.kind == events.STEP_FINISHED:
        return _ended(event.key, data["result"])
    if event.kind == events.RUN_STATE:
        return _stands(str(data["state"]), str(data.get("error") or ""), verdict, event.seq)
    return None


def _ended(key: str, result: Mapping[str, Any]) -> Line | None:
    status, said = Status(result["status"]), str(result["message"])
    of = f"{key}#{result.get('attempts', 1)}"
    if status is Status.NEEDS_INPUT:
        question = str((result.get("needs_input") or {}).get("question") or said).removeprefix(f"{key}: ")
        return _line("waiting", f"{WAITS}{key} waits for a person: {question}", f"{key}:{question}", bad=True)
    if status in _BAD:
        return _line("error", f"✗ {key} {status.value}: {said}", f"{of}:{said}", bad=True)
    told = f": {said}" if said else ""
    return _line("step-completed", f"✓ {key} {status.value}{told}", of)


def _stands(state: str, error: str, verdict: str, seq: int) -> Line | None:
    if state == RunState.RUNNING:
        return _line("run-started", "→ the run is under way", "begins")
    if state in (RunState.WAITING_FOR_INPUT, RunState.WAITING_FOR_CHECKPOINT):
        return None  # the step has told what it waits for
    bad = state != RunState.COMPLETED or verdict not in ("proven", "passed")
    told = f" and {verdict}" if verdict and verdict != state else ""
    why = f": {error}" if error else ""
    return _line("run-completed", f"{'✗' if bad else '✓'} the run is {state}{told}{why}", f"over:{seq}", bad=bad)


def _line(word: Word, text: str, of: str, *, bad: bool = False) -> Line:
    shown = visible(uncoloured(text))
    return Line(word, shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…", f"{word}:{of}"[:600], bad)
