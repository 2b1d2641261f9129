"""What `mity secure` found, as the log of its run has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mity.errors import MityError
from mity.runs.artifacts import load_output
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult

Json = dict[str, Any]
SECURITY = "security"
"""The output of the station `judge-findings`."""
_UPGRADE = "upgrade"
"""The step of `secure-fix` that is done for each package."""
_WOULD = " would try first: "


def security_report(log: ExecutionLog) -> Json:
    """The report of the run's last judgement; empty where there is none."""
    found = (security_of(log, key) for key in reversed(log.results))
    return next((one for one in found if one), {})


def security_of(log: ExecutionLog, key: str) -> Json:
    """The report that a step gave; empty where it gave none, or what was kept is gone."""
    result = log.results.get(key)
    if result is None or SECURITY not in result.outputs:
        return {}
    try:
        found = load_output(result.outputs[SECURITY], log.context.workspace)
    except MityError:
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("findings"), list) else {}


def security_rows(step: str, report: Mapping[str, Any]) -> Iterator[Json]:
    """Findings, and what could not be looked at, as problems of a step: errors are those that fail it."""
    for one in report.get("findings", ()):
        shown = "; ".join(
            text for text in (one["message"], one["evidence"] if not one["path"] else "", one["fix"]) if text
        )
        level = "error" if one["fails"] else "warning"
        place = {"file": one["path"], "line": one["line"], "column": one["column"]}
        yield {"step": step, "level": level, "rule": one["rule"], "message": f"{one['severity']}: {shown}", **place}
    for one in report.get("scanners", ()):
        for gap in one["gaps"]:
            said = {"rule": "could-not-look", "message": f"{one['scanner']} could not look: {gap}"}
            yield {"step": step, "level": "warning", **said, "file": "", "line": 0, "column": 0}


def upgrades_of(log: ExecutionLog) -> Json:
    """What a run of `secure-fix` came to for each package, and which scanners could not look.

    `{"upgrades": [{package, version, file, rules, upgraded, how}], "gaps": [text]}`, where `how` says what was done,
    what would be, or why nothing was; empty for a run of another workflow.
    """
    listed = _output(log, "plan", "upgrades")
    rows = [_upgrade(one, log.results.get(f"{_UPGRADE}[{number}]")) for number, one in enumerate(listed)]
    gaps = [f"{look['scanner']}: {gap}" for look in _output(log, "vulnerable", "looks") for gap in look["gaps"]]
    return {"upgrades": rows, "gaps": gaps} if rows or gaps else {}


def _upgrade(one: Mapping[str, Any], result: StationResult | None) -> Json:
    about = {"package": one["name"], "version": one["version"], "file": one["file"], "rules": one["rules"]}
    return {**about, "upgraded": result is not None and result.success, "how": _how(result)}


def _how(result: StationResult | None) -> str:
    """The repair that was kept, else why the last one was not, else what is advised."""
    if result is None:
        return "the run ended before"
    healing = result.healing or {}
    kept = [one for one in healing.get("attempts", ()) if one["verdict"] == "kept"]
    if result.success:
        return str(kept[-1]["fix"]) if kept else "an upgrade before it brought it along"
    if attempts := healing.get("attempts"):
        return f"{attempts[-1]['fix']}: put back, {attempts[-1]['why']}"
    advice = [str(text) for text in healing.get("advice", ())]
    return advice[0].partition(_WOULD)[2] or advice[0] if advice else result.message


def _output(log: ExecutionLog, step: str, name: str) -> list[Json]:
    """A list that a step gave; empty where it gave none, or what was kept is gone."""
    result = log.results.get(step)
    if result is None or name not in result.outputs:
        return []
    try:
        found = load_output(result.outputs[name], log.context.workspace)
    except MityError:
        return []
    return found if isinstance(found, list) else []
