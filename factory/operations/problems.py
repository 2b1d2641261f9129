"""What a run found wrong, each with its place where one is known: for reviews, dashboards and CI."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.evidence.sarif import Reported, reported
from mity.operations.security_report import security_of, security_rows
from mity.reading import read_end
from mity.runs.keys import HOOKS, NESTED, file_name
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status
from mity.stacks.places import own_path
from mity.text.visible import uncoloured
from mity.workflow.core import Step

Json = dict[str, Any]
_MOST_OF_A_STEP, _MOST, _MOST_SCANNED = 20, 200, 5_000
_END = 256 << 10
"""Bytes of the end of a transcript that are looked through."""
_LEVEL = {
    Status.FAILED: "error",
    Status.NEEDS_INPUT: "error",
    Status.CANCELLED: "warning",
    Status.CONTINUED: "warning",
}
_LINE = re.compile(
    r"^\s*(?:file://)?(?P<file>[\w.@/\\+-]*\w\.[A-Za-z]\w{0,5})"
    r"(?::(?P<line>\d{1,7})(?::(?P<column>\d{1,5}))?:?|\((?P<at>\d{1,7})(?:,(?P<by>\d{1,5}))?\):)"
    r"\s+(?P<said>\S.*)$"
)
_TEST = re.compile(
    r"\S[^\n]{0,300}? (?:failed|cannot be loaded) at (?P<file>[^\s:][^\n:]{0,300}):(?P<line>\d{1,7})(?:: .*)?"
)
_MILD = re.compile(r"^(?:\[?warn(?:ing)?\b|note\b|info\b|W\d+\b)", re.IGNORECASE)


def problems(log: ExecutionLog) -> list[Json]:
    """Each with `step`, `level` (error or warning), `rule`, `message`, `file` below the project, `line`, `column`.

    `file` is empty and numbers are 0 where no place is known. At most 200, those of the first steps, behind what
    scanners found.
    """
    found: list[Json] = []
    scanned: list[Json] = []
    for key in dict.fromkeys((*log.stations, *log.results)):
        if (result := log.results.get(key)) is not None:
            rows = list(security_rows(key, security_of(log, key)))
            scanned += rows
            if not any(row["level"] == "error" for row in rows):  # they are why the step failed
                found += list(_of_step(log, key, result))[:_MOST_OF_A_STEP]
    if log.state is RunState.COMPLETED:
        found += [_row("", "warning", "unproven", doubt) for doubt in log.doubts()]
    if not found and not scanned and log.error:
        found.append(_row("", "error", "run", log.error))
    return [*scanned[:_MOST_SCANNED], *found[:_MOST]]


def _of_step(log: ExecutionLog, key: str, result: StationResult) -> Iterator[Json]:
    reported = list(_reported(log, key, result))
    yield from reported
    level = _LEVEL.get(result.status)
    if level is None or key.endswith(NESTED):
        return
    told = _failing(log, key, result, level)
    told += _diagnosed(log, key, result, level) or (list(_printed(log, key, level)) if not told else [])
    yield _row(key, level, result.status.value, result.message, *_first_place(told or reported))
    yield from (row for row in told if row["message"] != result.message)


def _first_place(rows: list[Json]) -> tuple[str, int, int]:
    return next(((row["file"], row["line"], row["column"]) for row in rows if row["file"]), ("", 0, 0))


def _failing(log: ExecutionLog, key: str, result: StationResult, level: str) -> list[Json]:
    """The tests that failed, as the question about them tells them: each with its place."""
    rows = []
    for line in result.question.cause if result.question else ():
        found = _TEST.fullmatch(line)
        file = own_path(found["file"], log.context.output_path) if found else ""
        if found and file:
            rows.append(_row(key, level, "test", line, file, int(found["line"])))
    return rows


def _diagnosed(log: ExecutionLog, key: str, result: StationResult, level: str) -> list[Json]:
    """The diagnosis that nobody could repair."""
    healing = result.healing or {}
    diagnosis = healing.get("unresolved")
    if not isinstance(diagnosis, Mapping):
        return []
    place = diagnosis.get("location") or {}
    file = own_path(str(place.get("file", "")), log.context.output_path) if place else ""
    said = " ".join(str(one).strip() for one in diagnosis.get("evidence") or ())[:500] or str(diagnosis.get("subject"))
    rule = str(diagnosis.get("rule") or diagnosis.get("error_type") or "")
    at = (file, int(place.get("line") or 0), int(place.get("column") or 0)) if file else ("", 0, 0)
    return [_row(key, level, rule, said, *at)]


def _printed(log: ExecutionLog, key: str, level: str) -> Iterator[Json]:
    """The lines of the step's transcript that name a place in the project, as compilers and linters print them."""
    path = log.context.workspace / ".mity" / "logs" / log.run_id / f"{file_name(key)}.log"
    try:
        text = read_end(path, _END).decode("utf-8", "replace")
    except (OSError, ValueError):
        return
    seen: set[tuple[str, str, str]] = set()
    for line in map(uncoloured, text.splitlines()):
        if len(line) > 2_000 or not (match := _LINE.match(line)):
            continue
        number, said = match["line"] or match["at"], match["said"].strip()
        file = own_path(match["file"], log.context.output_path)
        if file and (file, number, said) not in seen:
            seen.add((file, number, said))
            mild = "warning" if _MILD.match(said) else level
            yield _row(key, mild, "printed", said, file, int(number), int(match["column"] or match["by"] or 0))


def _reported(log: ExecutionLog, key: str, result: StationResult) -> Iterator[Json]:
    """The findings in the SARIF logs that the step had to leave, as they lie there now."""
    if "findings" not in result.evidence or (step := _step(log, key)) is None or step.evidence is None:
        return
    for one in reported(log.context.output_path, step.evidence.sarif):
        yield _row(key, one.level, one.rule, one.message, *_place(one, log.context.output_path))


def _place(one: Reported, project: Path) -> tuple[str, int, int]:
    file = own_path(one.file, project) if one.file else ""
    return (file, one.line, one.column) if file else ("", 0, 0)


def _step(log: ExecutionLog, key: str) -> Step | None:
    if key.startswith(HOOKS):
        return None
    id = key.rpartition(NESTED)[2].partition("[")[0].partition("#")[0]
    steps = (step for one in (log.workflow, *log.workflows.values()) for step in one.steps())
    return next((step for step in steps if step.id == id), None)


def _row(step: str, level: str, rule: str, message: str, file: str = "", line: int = 0, column: int = 0) -> Json:
    return {
        "step": step,
        "level": level,
        "rule": rule,
        "message": message,
        "file": file,
        "line": line,
        "column": column,
    }
