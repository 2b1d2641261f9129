"""The report of a fleet: a row for each repository, those first that need somebody, and the worst of their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.errors import EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_UNPROVEN, EXIT_WAITING
from mity.fleet.member import Member
from mity.fleet.repositories import read_entry
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status

WORKFLOW = "fleet"
FETCH, WORK, PROPOSE = "fetch-repository", "run-verb", "propose-change"
_BAD = ("failed", "refused", "busy", "not cloned", "not proposed")
_ASKS = ("waiting", "untrusted")
_ORDER = (*_BAD, *_ASKS, "interrupted", "not begun", "unproven", "passed", "proven")


def fleet_report(log: ExecutionLog, path: Path) -> dict[str, Any]:
    """The report of a fleet's run as plain data: what the terminal, Markdown, HTML and JSON show."""
    given = log.context.metadata
    rows = [_row(log, at, data) for at, data in enumerate(given["repositories"])]
    rows.sort(key=lambda row: (_ORDER.index(row["state"]), row["repository"]))
    left = [row for row in rows if row["state"] not in ("proven", "passed", "unproven")]
    return {
        "run_id": log.run_id,
        "verb": given["verb"],
        "words": given["words"],
        "pull_request": given["pull_request"],
        "state": log.state.value,
        "exit_code": worst(rows),
        "started_at": log.started_at,
        "counts": dict(Counter(row["state"] for row in rows)),
        "log": str(path),
        "next": f"mity fleet resume {log.run_id}" if left and log.state is not RunState.CANCELLED else "",
        "repositories": rows,
    }


def worst(rows: list[dict[str, Any]]) -> int:
    """The exit code of a fleet: what is unfinished before what failed, that before questions and what is unproven."""
    states = {row["state"] for row in rows}
    if states & {"interrupted", "not begun"}:
        return EXIT_INTERRUPTED
    if states & set(_BAD):
        return EXIT_FAILED
    if states & set(_ASKS):
        return EXIT_WAITING
    return EXIT_UNPROVEN if "unproven" in states else EXIT_DONE


def _row(log: ExecutionLog, at: int, data: Mapping[str, Any]) -> dict[str, Any]:
    entry = read_entry(data)
    fetched, worked, proposed = (log.results.get(f"{name}[{at}]") for name in (FETCH, WORK, PROPOSE))
    member = Member(log.context.workspace, str(log.context.metadata["word"]), entry)
    row: dict[str, Any] = {"repository": entry.address, "state": "not begun", "message": "", "seconds": 0.0}
    row |= {"branch": entry.branch, "commit": "", "clone": "", "run_id": "", "log": "", "next": "", "steps": []}
    row["pull_request"] = None
    if fetched is None:
        return row | ({"state": "interrupted"} if f"{FETCH}[{at}]" in log.attempts else {})
    row |= {"clone": str(member.clone), "seconds": round(fetched.duration_s, 1)}
    row |= {name: fetched.evidence[name] for name in ("branch", "commit") if name in fetched.evidence}
    if fetched.status is not Status.DONE:
        return row | {"state": "not cloned", "message": fetched.message}
    if worked is None or "state" not in worked.evidence:
        return row | {"state": "interrupted" if f"{WORK}[{at}]" in log.attempts else "not begun"} | _failed(worked)
    row |= {name: value for name, value in worked.evidence.items() if name != "tree"}
    row["seconds"] = round(fetched.duration_s + worked.duration_s, 1)
    return row | _proposed(row, proposed)


def _failed(worked: StationResult | None) -> dict[str, Any]:
    """What a verb is that did not even begin."""
    if worked is None or worked.status is not Status.FAILED:
        return {}
    return {"state": "failed", "message": worked.message}


def _proposed(row: Mapping[str, Any], proposed: StationResult | None) -> dict[str, Any]:
    """The pull request of a row, or why there is none though the rule asks for one."""
    if proposed is None or proposed.reason == "condition":
        return {}
    if pull := proposed.evidence.get("pull_request"):
        return {"pull_request": pull}
    told = {"message": f"{row['message']}; {proposed.message}" if row["message"] else proposed.message}
    finished = row["state"] in ("proven", "passed", "unproven")
    if proposed.status is Status.FAILED:
        return {**told, **({"state": "not proposed"} if finished else {})}
    return {**told, **({"state": "unproven"} if proposed.status is Status.UNAVAILABLE and finished else {})}
