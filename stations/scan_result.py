"""What the looks of one purpose come to as the result of a step."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from mity.runs.result import StationResult
from mity.scanners.finding import COULD_NOT_LOOK, Look

_SHOWN = 3


def result_of(looks: list[Look], purpose: str, excluded: int = 0) -> StationResult:
    """The result: unavailable where something could not be looked at, however many findings there are.

    `excluded` is how many files the settings leave out where nothing is left to look at.
    """
    if not looks and excluded:
        said = f"nothing is left to look at for {purpose}: `exclude` in the settings leaves out {excluded} files"
        return StationResult.unavailable(said)
    if not looks:
        nothing = StationResult.done(f"the project has nothing to look at for {purpose}")
        return dataclasses.replace(nothing, claims=False)
    evidence = {
        one.scanner: {
            "verdict": one.verdict,
            "version": one.version,
            "looked": one.looked,
            "findings": len(one.findings),
            **({"left_out": list(one.left_out)} if one.left_out else {}),
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
    beside = f", but for what the project keeps from it: {kept(one.left_out)}" if one.left_out else ""
    if not one.gaps:
        return f"{one.scanner}: {found if one.findings else 'clean'}{beside}"
    more = f" and {len(one.gaps) - 1} more" if len(one.gaps) > 1 else ""
    gap = f"{COULD_NOT_LOOK}: {one.gaps[0]}{more}"
    return f"{one.scanner}: {found}, and {gap}" if one.findings else f"{one.scanner}: {gap}"


def kept(places: Sequence[str]) -> str:
    """The first of some places, and how many more there are."""
    more = len(places) - _SHOWN
    return ", ".join(places[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
