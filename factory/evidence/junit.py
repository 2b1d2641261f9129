"""Tests, by the JUnit reports that the attempt wrote."""

from __future__ import annotations

import re
from pathlib import Path

from mity.evidence.found import Found
from mity.stacks.test_reports import read_junit

ROOT = re.compile(r"<(?:\w+:)?testsuites?[\s/>]")
"""What a report has near its beginning."""


def read_tests(files: list[Path]) -> Found:
    """The counts of all reports together. At least one test must have run, and none may have failed."""
    try:
        counts = read_junit(files)
    except (ValueError, OSError) as error:
        return Found(problems=(f"the test report cannot be believed: {error}",))
    failed = counts.failures + counts.errors
    shown = {"collected": counts.tests, "passed": counts.passed, "failed": failed, "skipped": counts.skipped}
    names = ", ".join(path.name for path in files[:3]) + (" …" if len(files) > 3 else "")
    problem = f"{names} says that no test ran" if counts.run < 1 else f"{names} says: {counts}" if failed else ""
    return Found({"tests": shown}, (problem,) if problem else (), counts)
