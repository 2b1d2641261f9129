"""Tests that ran and failed: reported, because mity does not edit tests."""

from __future__ import annotations

import re

from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_FAILED = re.compile(
    r"^(?:(?:FAILED|ERROR) |test (?=\S+ \.\.\. FAILED)|[ \t]+Failed (?=[\w.]+(?:\([^\n]*\))? \[)"
    r"|\[ERROR\] {2,3}(?=[A-Z][\w$]*\.\w+:\d))(?P<test>\S+(?:::\S+)?)",
    re.MULTILINE,
)


class FailingTest(Rule):
    """Reports the first failing test."""

    id = "failing-test"
    title = "report the failing test"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.TEST:
            return None
        tests = list(dict.fromkeys(found["test"] for found in _FAILED.finditer(failure.output)))
        if not tests:
            return None
        more = f" and {len(tests) - 1} more" if len(tests) > 1 else ""
        return Advice(f"fix the code that {tests[0]}{more} checks; mity does not edit tests")
