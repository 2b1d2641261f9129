"""What the looks of one purpose come to as the result of a step."""

from __future__ import annotations

import dataclasses

from mity.runs.result import StationResult
from mity.scanners.finding import COULD_NOT_LOOK, Look


def result_of(looks: list[Look], purpose: str) -> StationResult:
    """The result: unavailable where something could not be looked at, however many findings there are."""
    if not looks:
        nothing = StationResult.done(f"the project has nothing to look at for {purpose}")
        return dataclasses.replace(nothing, claims=False)
    evidence = {
        one.scanner: {
            "verdict": one.verdict,
            "version": one.version,
            "looked": one.looked,
            "findings": len(one.findings),
        }
        for one in looks
    }
    said = "; ".join(_said(one) for one in looks)
    if any(one.gaps for one in looks):
        return dataclasses.replace(StationResult.unavailable(said), evidence=evidence)
    return StationResult.done(said, evidence)


def _said(one: Look) -> str:
    if one.off:
        return f"{one.scanner} is off: {one.off}"
    found = f"{len(one.findings)} finding{'s' * (len(one.findings) != 1)}"
    if not one.gaps:
        return f"{one.scanner}: {found if one.findings else 'clean'}"
    more = f" and {len(one.gaps) - 1} more" if len(one.gaps) > 1 else ""
    gap = f"{COULD_NOT_LOOK}: {one.gaps[0]}{more}"
    return f"{one.scanner}: {found}, and {gap}" if one.findings else f"{one.scanner}: {gap}"
