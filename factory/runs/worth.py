"""What a run is worth: proven, passed, unproven or failed, and why it is not proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mity.runs.result import CONTINUED, MIXED, StationResult
from mity.runs.state import RunState, Status, Verdict

Results = Mapping[str, StationResult]


def verdict(state: RunState, edited: bool, stations: Sequence[str], results: Results) -> Verdict | None:
    """The verdict of a run in `state`, or None while it is not at an end."""
    if state is RunState.COMPLETED:
        done = [results.get(station) for station in stations]
        if not any(result is None or result.claims for result in done):
            return Verdict.PASSED
        return Verdict.UNPROVEN if doubts(edited, stations, results) else Verdict.PROVEN
    return Verdict.FAILED if state in (RunState.FAILED, RunState.CANCELLED) else None


def doubts(edited: bool, stations: Sequence[str], results: Results) -> list[str]:
    """Why a run whose steps have passed is not proven, in sentences; empty when it is."""
    found = ["the log is not as mity wrote it, so nothing in it counts as proven"] if edited else []
    for name in stations:
        result = results.get(name)
        if result is None or (result.claims and not result.proven):
            found.append(f"{name} {_lack(result)}")
    trees: dict[str, str] = {}
    for name in stations:
        tree = results[name].tree if name in results else ""
        if MIXED in tree:
            found.append(f"{name} changed the files that it was to prove")
        elif tree:
            trees.setdefault(tree, name)
    if len(trees) > 1:
        found.append(f"files changed between the proofs: {' and '.join(trees.values())} are of different states")
    return found


def _lack(result: StationResult | None) -> str:
    """What keeps a step that has passed from being a proof."""
    if result is None:
        return "did not run"
    if result.status is Status.DONE:
        return "shows no evidence"
    if result.reason == CONTINUED:
        return f"was {result.message}"
    return f"was {result.status.value}: {result.message}"
