"""judge-findings: all findings as one list, without those that the baseline accepts, against the gate."""

from __future__ import annotations

import datetime
from typing import Any

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.scanners.baseline import Sorted, read_baseline, sort
from mity.scanners.finding import PURPOSES, SEVERITIES, Finding, Look, read_look
from mity.scanners.merge import merged
from mity.services.config import read_config
from mity.services.services import Services

NEVER = "never"


class JudgeFindings(Station):
    """Fails where a finding is of the severity `fail_on` or worse, by default that of the settings.

    The inputs named like purposes are the looks of scanners. `baseline` is a file with accepted findings.
    """

    name = "judge-findings"
    description = "judge what scanners found by the gate and the baseline"
    proves = "before"
    inputs = StationInputs(optional=(*PURPOSES, "fail_on", "baseline"))
    outputs = StationOutputs(keys=("security",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        settings = read_config(context.output_path).secure
        gate = str(context.get_input("fail_on") or settings.fail_on)
        if gate != NEVER and gate not in SEVERITIES:
            raise UsageError(f"fail_on must be {NEVER} or one of {', '.join(SEVERITIES)}, not {gate!r}")
        looks = [look for purpose in PURPOSES for look in _looks(context.inputs.get(purpose))]
        name = str(context.get_input("baseline") or settings.baseline)
        today = datetime.datetime.now(datetime.UTC).date()
        sorted_ = sort(merged(looks), read_baseline(context.output_path / name), today)
        context.set_output("security", report(looks, sorted_, gate))
        return _result(looks, sorted_, gate, lenient=not context.get_input("fail_on") and settings.fail_on == NEVER)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))


def _looks(value: Any) -> list[Look]:
    try:
        return [read_look(one) for one in value or ()]
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"judge-findings: an input is not what the station `scan` gives: {error}") from error


def report(looks: list[Look], found: Sorted, gate: str) -> dict[str, Any]:
    """The report as plain data: the scanners with their verdicts, findings, what was accepted and why."""
    accepted = [{**one.to_json(), "reason": by.reason, "expires": str(by.expires)} for one, by in found.accepted]
    return {
        "fail_on": gate,
        "scanners": [{name: value for name, value in one.to_json().items() if name != "findings"} for one in looks],
        "findings": [{**one.to_json(), "fails": fails(one, gate)} for one in found.counting],
        "accepted": accepted,
        "notes": found.notes,
    }


def fails(one: Finding, gate: str) -> bool:
    """Whether a finding is bad enough for the gate."""
    return gate != NEVER and one.severity in SEVERITIES[SEVERITIES.index(gate) :]


def _result(looks: list[Look], found: Sorted, gate: str, *, lenient: bool) -> StationResult:
    """The result; `lenient` where it is the project's settings by which no finding fails."""
    counts = {name: sum(one.severity == name for one in found.counting) for name in reversed(SEVERITIES)}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"
    evidence = {
        "scanners": {one.scanner: one.verdict for one in looks},
        "findings": {name: count for name, count in counts.items() if count},
        "accepted": len(found.accepted),
        "fail_on": gate,
    }
    bad = [one for one in found.counting if fails(one, gate)]
    gaps = [one.scanner for one in looks if one.gaps]
    beside = f"; could not look: {', '.join(gaps)}" if gaps else ""
    hidden = [one.scanner for one in looks if one.left_out]
    beside += f"; the project keeps places from {', '.join(hidden)}" if hidden else ""
    beside += "; its settings let no finding fail (fail_on = never)" if lenient else ""
    if bad:
        first = f"{bad[0].place or bad[0].evidence}: {bad[0].message}"
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        return StationResult.failed(f"findings: {told}; {first}{more}{beside}", evidence)
    return StationResult.done(f"findings: {told}, accepted: {len(found.accepted)}{beside}", evidence)
