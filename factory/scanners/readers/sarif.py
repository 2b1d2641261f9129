"""Reports in SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.evidence.sarif import results
from mity.scanners.readers.report import Report, Source, Unreadable

_SCORES = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))


def read_sarif(source: Source) -> Report:
    """The results of all runs, of every level but those that somebody suppressed. Raises Unreadable."""
    source.text()
    try:
        found = list(results(source.report))
    except (ValueError, OSError) as error:
        raise Unreadable(str(error)) from error
    report = Report()
    for one, properties in found:
        if source.keeps(one.rule):
            word = _word(properties) or one.level
            report.findings.append(source.at(one.rule, word, one.message, one.file, one.line, one.column))
    return report


def _word(properties: Mapping[str, Any]) -> str:
    """What a tool says of the severity beside SARIF's level: a score as GitHub reads it, or a word of its own."""
    for name, value in properties.items():
        if name == "security-severity":
            try:
                score = float(value)
            except (TypeError, ValueError):
                continue
            return next((word for least, word in _SCORES if score >= least), "info")
        if name.rpartition("/")[2] == "severity" and isinstance(value, str):
            return value
    return ""
