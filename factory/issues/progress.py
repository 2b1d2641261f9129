"""The comment on an issue that tells how far a run is, made of the run's events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mity.runs import events
from mity.runs.events import Event
from mity.runs.failed_places import failed_places
from mity.runs.state import RunState, Status
from mity.text.markdown import words
from mity.text.records import dataclass, field

_SHOWN, _LONGEST = 40, 300
_SIGNS = {Status.DONE: "✅", Status.FAILED: "❌", Status.NEEDS_INPUT: "⏸️"}
_RUNNING, _OTHER = "⏳", "➖"


@dataclass(slots=True)
class Progress:
    """What a run has done so far. `titles` are the titles of its steps by their names; `clean` makes texts fit to post:
    without secrets and without paths of this machine.
    """

    titles: Mapping[str, str]
    clean: Callable[[str], str] = str
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    run: str = ""
    state: str = RunState.RUNNING
    question: str = ""

    def hear(self, event: Event) -> bool:
        """Takes in an event; True when the comment changes by it."""
        self.run = event.run or self.run
        if event.kind == events.RUN_PLANNED:
            for key, result in event.data["results"].items():
                self._ended(key, result)
            return False
        if event.kind == events.STEP_STARTED:
            self.rows[event.key] = (_RUNNING, self._title(event.key))
        elif event.kind == events.STEP_FINISHED:
            self._ended(event.key, event.data["result"])
        elif event.kind == events.STEP_REWOUND:
            for key in event.data["steps"]:
                self.rows.pop(key, None)
        elif event.kind == events.RUN_STATE:
            self.state = str(event.data["state"])
            self.question = str(event.data.get("error") or self.question)
        else:
            return False
        return True

    def text(self) -> str:
        """The comment, in Markdown that notifies nobody and refers to nothing."""
        rows = list(self.rows.values())
        left = [f"- … {len(rows) - _SHOWN} earlier steps"] if len(rows) > _SHOWN else []
        lines = [f"- {sign} {self._words(said)}" for sign, said in rows[-_SHOWN:]]
        return "\n".join(["### mity works on this issue", "", *left, *lines, "", self._end()])

    def _end(self) -> str:
        why = f" {self._words(self.question)}" if self.question else ""
        if RunState(self.state).waiting:
            return f"**Waiting for a person:**{why} (run `{self.run}`)"
        if self.state == RunState.FAILED:
            return f"**Stopped:**{why} (run `{self.run}`; `mity resume` tries again)"
        if self.state in (RunState.PAUSED, RunState.CANCELLED):
            return f"**{str(self.state).capitalize()}** (run `{self.run}`)"
        return f"Run `{self.run}`"

    def _ended(self, key: str, result: Mapping[str, Any]) -> None:
        status = Status(result["status"])
        if status is Status.SKIPPED:
            self.rows.pop(key, None)
            return
        self.rows.pop(key, None)
        places = [] if status.passed else failed_places(result)
        where = f" at {', '.join(places)}" if places else ""
        self.rows[key] = (_SIGNS.get(status, _OTHER), f"{self._title(key)}{where}: {result.get('message') or status}")
        if status is Status.NEEDS_INPUT:
            self.question = str(result.get("message", ""))

    def _title(self, key: str) -> str:
        return self.titles.get(key.partition("#")[0]) or key

    def _words(self, said: str) -> str:
        line = " ".join(self.clean(said).split())
        return words(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")
