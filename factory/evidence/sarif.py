"""Findings of analysers, by the SARIF 2.1.0 log that the attempt wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mity.errors import MityError
from mity.evidence.files import regular_files
from mity.evidence.found import Found
from mity.reading import Unfit, read_bytes
from mity.stacks.report_xml import MOST_BYTES
from mity.text.data import parse_json
from mity.text.records import dataclass

SIGN = re.compile(r'"runs"\s*:\s*\[|"\$schema"\s*:\s*"[^"]*sarif')
"""What a SARIF log has near its beginning or its end."""
_LEVELS = ("none", "note", "warning", "error")
_NUMBER = 1 << 31


@dataclass(frozen=True, slots=True)
class Reported:
    """One finding: its level, rule, message, and its place: a path as the log has it, line and column from 1, or 0."""

    level: str
    rule: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0


def read_findings(files: list[Path]) -> Found:
    """How many errors and warnings all logs together report; a run that its tool calls unsuccessful is a problem."""
    levels = Counter[str]()
    problems: list[str] = []
    try:
        for path in files:
            for run in _runs(path):
                levels.update(level for level, _ in _levels(run, path.name))
                if not _ended_well(run):
                    problems.append(f"{path.name} says that its tool did not end well")
    except (ValueError, OSError) as error:
        return Found(problems=(f"the SARIF log cannot be believed: {error}",))
    return Found({"findings": {"error": levels["error"], "warning": levels["warning"]}}, tuple(problems))


def reported(folder: Path, patterns: Iterable[str]) -> Iterator[Reported]:
    """The errors and warnings of the logs that match one of the patterns; nothing of one that cannot be read."""
    try:
        files = regular_files(folder, patterns)
    except MityError:
        return
    for path in files:
        try:
            rows = [(level, one) for run in _runs(path) for level, one in _levels(run, path.name)]
        except (ValueError, OSError):
            continue
        yield from (_reported(level, one) for level, one in rows if level in ("error", "warning"))


def results(path: Path) -> Iterator[tuple[Reported, Mapping[str, Any]]]:
    """Every result of one log that nobody suppressed, with its properties behind those of its rule.

    Raises ValueError for what is no log of a tool that ended well, OSError.
    """
    for run in _runs(path):
        if not _ended_well(run):
            raise ValueError("its SARIF log says that it did not end well")
        rules = {str(one.get("id")): _member(one, "properties") for one in _rules(run)}
        for level, result in _levels(run, path.name):
            given = {**rules.get(str(result.get("ruleId")), {}), **_member(result, "properties")}
            yield _reported(level, result), given


def _reported(level: str, result: Mapping[str, Any]) -> Reported:
    place = _member(next(iter(_rows(result.get("locations"))), None), "physicalLocation")
    region, file = _member(place, "region"), _member(place, "artifactLocation")
    message = str(_member(result, "message").get("text") or "")
    rule = str(result.get("ruleId") or "")
    name = unquote(str(file.get("uri") or "")).removeprefix("file://")
    return Reported(level, rule, message or rule, name, _count(region, "startLine"), _count(region, "startColumn"))


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _member(value: Any, name: str) -> Mapping[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _count(region: Mapping[str, Any], name: str) -> int:
    value = region.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _NUMBER else 0


def _runs(path: Path) -> list[Mapping[str, Any]]:
    try:
        data = parse_json(read_bytes(path, MOST_BYTES).removeprefix(b"\xef\xbb\xbf"))
    except Unfit as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{path.name} is not JSON: {error}") from error
    version = data.get("version") if isinstance(data, dict) else None
    if version != "2.1.0":
        raise ValueError(f"{path.name} is not a log of SARIF 2.1.0: its version is {str(version)[:20]}")
    runs = data.get("runs")
    if not isinstance(runs, list) or not runs or not all(isinstance(run, dict) for run in runs):
        raise ValueError(f"{path.name} holds no run of a tool")
    return runs


def _levels(run: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each result that is there now and that nobody accepted, with its level."""
    results = run.get("results")
    if results is None:
        raise ValueError(f"{name} has a run without results: its tool found nothing out")
    usual = _usual_levels(run)
    for result in results if isinstance(results, list) else [results]:
        if not isinstance(result, dict):
            raise ValueError(f"{name} has a result that is no object")
        if result.get("kind", "fail") == "fail" and result.get("baselineState") != "absent" and not _accepted(result):
            level = result.get("level") or usual.get(str(result.get("ruleId")), "warning")
            if level not in _LEVELS:
                raise ValueError(f"{name} has a result of the unknown level {str(level)[:20]!r}")
            yield level, result


def _usual_levels(run: Mapping[str, Any]) -> dict[str, str]:
    """The level of each rule for results that say none."""
    found: dict[str, str] = {}
    for rule in _rules(run):
        usual = rule.get("defaultConfiguration")
        if isinstance(usual, dict) and isinstance(usual.get("level"), str):
            found[str(rule.get("id"))] = usual["level"]
    return found


def _rules(run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _rows(_member(run.get("tool"), "driver").get("rules"))


def _accepted(result: Mapping[str, Any]) -> bool:
    """Whether somebody suppressed a result, and no suppression is still under review or rejected."""
    given = result.get("suppressions")
    if not isinstance(given, list) or not given:
        return False
    return all(isinstance(one, dict) and one.get("status", "accepted") == "accepted" for one in given)


def _ended_well(run: Mapping[str, Any]) -> bool:
    calls = run.get("invocations")
    return not any(
        isinstance(one, dict) and one.get("executionSuccessful") is False
        for one in (calls if isinstance(calls, list) else ())
    )
