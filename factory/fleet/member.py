"""One repository of a fleet: where its clone and its notes are, and what became of the verb in it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.command import Outcome
from mity.errors import (
    EXIT_BUSY,
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_UNPROVEN,
    EXIT_USAGE,
    EXIT_WAITING,
)
from mity.fleet.repositories import Entry
from mity.reading import read_text
from mity.runs.log import ExecutionLog
from mity.runs.report import report
from mity.runs.store import LogStore
from mity.system.clone_places import clone_folder
from mity.text.records import dataclass

_STATES = {
    EXIT_FAILED: "failed",
    EXIT_USAGE: "refused",
    EXIT_WAITING: "waiting",
    EXIT_UNPROVEN: "unproven",
    EXIT_BUSY: "busy",
    EXIT_INTERRUPTED: "interrupted",
}
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Member:
    """A repository of the fleet `word`. Its clone is a workspace of its own, with the log of its own run."""

    workspace: Path
    word: str
    entry: Entry

    @property
    def notes(self) -> Path:
        """The folder of the fleet's notes."""
        return fleet_folder(self.workspace, self.word)

    @property
    def clone(self) -> Path:
        """The folder of the clone."""
        return clone_folder(self.workspace, "fleet", self.word, self.entry.slug)

    @property
    def run_file(self) -> Path:
        """The file that tells the id of its run."""
        return self.notes / f"{self.entry.slug}.run"

    @property
    def log(self) -> ExecutionLog | None:
        """The log of its run; None before that began, or where it cannot be read."""
        try:
            run_id = read_text(self.run_file).strip()
        except (OSError, ValueError):
            return None
        store = LogStore(self.clone)
        return store.readable(store.path(run_id)) if run_id and "/" not in run_id else None


def fleet_folder(workspace: Path, word: str) -> Path:
    """Where a fleet keeps its notes; a folder of clones, so that no command of its run is given a forge's token."""
    return clone_folder(workspace, "fleet", word)


def ended(member: Member, outcome: Outcome) -> dict[str, Any]:
    """What became of the verb in a repository, as plain data, when its process has ended."""
    code = outcome.exit_code
    log = member.log
    if log is None:
        return _without_run(member, outcome)
    told = of_log(member, log)
    if outcome.timed_out:
        return {**told, "state": "failed", "exit_code": EXIT_FAILED, "message": outcome.summary}
    if code != told["exit_code"]:  # it ended in another way than its log tells: it was killed, or broke
        state = _STATES.get(code if code is not None else EXIT_FAILED, "failed")
        return {**told, "state": state, "exit_code": code or EXIT_FAILED, "message": _last(outcome)}
    return told


def of_log(member: Member, log: ExecutionLog) -> dict[str, Any]:
    """What the log of a repository's run tells of it."""
    store = LogStore(member.clone)
    data = report(log, store.path(log.run_id))
    code = int(data["exit_code"])
    state = str(data["verdict"] or "passed") if code == EXIT_DONE else _STATES.get(code, "failed")
    return {
        "state": state,
        "exit_code": code,
        "verdict": data["verdict"],
        "message": _message(data),
        "run_id": log.run_id,
        "log": data["log"],
        "next": data["next"],
        "steps": [_step(row) for row in data["results"]],
    }


def _without_run(member: Member, outcome: Outcome) -> dict[str, Any]:
    """The end of a verb that began no run: it refused, asked for consent, or had nothing to do."""
    code = outcome.exit_code if outcome.exit_code is not None else EXIT_FAILED
    state = "passed" if code == EXIT_DONE else _STATES.get(code, "failed")
    trust = code == EXIT_WAITING
    said = outcome.summary if outcome.timed_out else _last(outcome)
    return {
        "state": "untrusted" if trust else state,
        "exit_code": code,
        "verdict": None,
        "message": said,
        "run_id": "",
        "log": "",
        "next": f"mity trust {shlex.quote(str(member.clone))}" if trust else "",
        "steps": [],
    }


def _message(data: Mapping[str, Any]) -> str:
    if asked := data["needs_input"]:
        return _short(str(asked["question"]))
    if data["error"]:
        return _short(str(data["error"]))
    bad = [row for row in data["results"] if row["result"]["status"] not in ("done", "skipped")]
    rows = bad or data["results"][-1:]
    return _short("; ".join(f"{row['station']}: {row['result']['message']}" for row in rows[:3]))


def _step(row: Mapping[str, Any]) -> dict[str, Any]:
    """A step with what of its evidence is a number or a word; the rest is in the log."""
    result = row["result"]
    shown = {name: value for name, value in result["evidence"].items() if isinstance(value, str | int | float)}
    healed = [one["fix"] for one in (result.get("healing") or {}).get("attempts", ()) if one["verdict"] == "kept"]
    found = {"step": row["station"], "status": result["status"], "message": _short(result["message"])}
    small = {name: value for name, value in shown.items() if len(json.dumps(value)) < _LONGEST}
    return {**found, "evidence": small, **({"repairs": healed} if healed else {})}


def _last(outcome: Outcome) -> str:
    lines = [line.strip() for line in outcome.output.splitlines() if line.strip()]
    own = [line.removeprefix("mity: ") for line in lines if line.startswith("mity: ")]
    return _short((own or lines or [outcome.summary])[-1])


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
