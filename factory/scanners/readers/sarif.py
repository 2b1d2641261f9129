"""Reports in SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.evidence.sarif import results
from mity.scanners.readers.report import Report, Source, Unreadable, score_word


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
            if word := score_word(value):
                return word
            continue
        if name.rpartition("/")[2] == "severity" and isinstance(value, str):
            return value
    return ""
