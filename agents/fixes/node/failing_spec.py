"""Tests of JavaScript runners that ran and failed: reported, because mity does not edit tests."""

from __future__ import annotations

import re

from mity.agents.node.messages import said
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_FAILED = re.compile(
    r"^ *FAIL +(?:\|[\w -]+\| +|[\w-]+ +(?=\S+\.[cm]?[jt]sx? ))?(?P<test>\S+\.[cm]?[jt]sx?(?: > [^\n]+)?)"
    r"|^ +● (?P<jest>[^\n]+ › [^\n]+)",
    re.MULTILINE,
)


class FailingSpec(Rule):
    """Reports the first failing test."""

    id = "failing-spec"
    title = "report the failing test of a JavaScript runner"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.TEST:
            return None
        tests = list(dict.fromkeys((m["test"] or m["jest"]).strip() for m in _FAILED.finditer(said(failure))))
        if not tests:
            return None
        more = f" and {len(tests) - 1} more" if len(tests) > 1 else ""
        return Advice(f"fix the code that {tests[0]}{more} checks; mity does not edit tests")
