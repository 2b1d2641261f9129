"""Findings of analysers, by the SARIF 2.1.0 log that the attempt wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.evidence.found import Found
from mity.reading import Unfit, read_bytes
from mity.stacks.report_xml import MOST_BYTES
from mity.text.data import parse_json

SIGN = re.compile(r'"runs"\s*:\s*\[|"\$schema"\s*:\s*"[^"]*sarif')
"""What a SARIF log has near its beginning or its end."""
_LEVELS = ("none", "note", "warning", "error")


def read_findings(files: list[Path]) -> Found:
    """How many errors and warnings all logs together report; a run that its tool calls unsuccessful is a problem."""
    levels = Counter[str]()
    problems: list[str] = []
    try:
        for path in files:
            for run in _runs(path):
                levels.update(_levels(run, path.name))
                if not _ended_well(run):
                    problems.append(f"{path.name} says that its tool did not end well")
    except (ValueError, OSError) as error:
        return Found(problems=(f"the SARIF log cannot be believed: {error}",))
    return Found({"findings": {"error": levels["error"], "warning": levels["warning"]}}, tuple(problems))


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


def _levels(run: Mapping[str, Any], name: str) -> Iterator[str]:
    """The level of each result that is there now and that nobody accepted."""
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
            yield level


def _usual_levels(run: Mapping[str, Any]) -> dict[str, str]:
    """The level of each rule for results that say none."""
    tool = run.get("tool")
    driver = tool.get("driver") if isinstance(tool, dict) else None
    rules = driver.get("rules") if isinstance(driver, dict) else None
    found: dict[str, str] = {}
    for rule in rules if isinstance(rules, list) else ():
        usual = rule.get("defaultConfiguration") if isinstance(rule, dict) else None
        if isinstance(usual, dict) and isinstance(usual.get("level"), str):
            found[str(rule.get("id"))] = usual["level"]
    return found


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
