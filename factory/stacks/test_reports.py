"""Test reports: counts read from what the test tool wrote, never from what it printed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests were collected and how they ended."""

    tests: int = 0
    failures: int = 0
    errors: int = 0
    skipped: int = 0

    @property
    def run(self) -> int:
        """Tests that really ran."""
        return self.tests - self.skipped

    @property
    def passed(self) -> int:
        """Tests that ran and agreed."""
        return self.run - self.failures - self.errors

    def __str__(self) -> str:
        bad = f", {self.failures + self.errors} failed" if self.failures or self.errors else ""
        return f"{self.passed} passed{bad}" + (f", {self.skipped} skipped" if self.skipped else "")


def read_junit(files: Iterable[Path]) -> Counts:
    """The counts of JUnit XML reports, as pytest, Surefire, vitest and others write them.

    Raises ValueError when a file is not such a report.
    """
    total = Counts()
    for path in files:
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError as error:
            raise ValueError(f"{path.name} is not XML: {error}") from error
        suites = [root] if root.tag == "testsuite" else list(root.iter("testsuite"))
        if root.tag not in ("testsuite", "testsuites"):
            raise ValueError(f"{path.name} is not a JUnit report: its root is <{root.tag}>")
        for case in (case for suite in suites for case in suite.findall("testcase")):
            total = _add(total, {child.tag for child in case})
    return total


_RESULT = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;", re.MULTILINE)


def read_libtest(output: str) -> Counts | None:
    """The counts that Rust's test programs print at their end, added up; None when none printed any."""
    found = [tuple(map(int, match.groups())) for match in _RESULT.finditer(output)]
    if not found:
        return None
    passed, failed, ignored = (sum(column) for column in zip(*found, strict=True))
    return Counts(passed + failed + ignored, failed, 0, ignored)


def _add(total: Counts, tags: set[str]) -> Counts:
    return Counts(
        total.tests + 1,
        total.failures + ("failure" in tags),
        total.errors + ("error" in tags and "failure" not in tags),
        total.skipped + ("skipped" in tags),
    )
