"""What `mity secure` found, as the log of its run has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mity.errors import MityError
from mity.runs.artifacts import load_output
from mity.runs.log import ExecutionLog

Json = dict[str, Any]
SECURITY = "security"
"""The output of the station `judge-findings`."""


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
