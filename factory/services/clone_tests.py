"""The tests of a clone as proof: how many ran, which passed, and whether one is gone that passed before."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass

from mity.command import Outcome
from mity.evidence.expected import Expected
from mity.runs.context import WorkflowContext
from mity.services.project_checks import project_checks
from mity.services.services import Services
from mity.stacks.failing import in_output
from mity.stacks.libtest import read_libtest
from mity.stacks.own_tools import TEST
from mity.stacks.test_reports import Counts, joined


@dataclass(frozen=True, slots=True)
class TestRun:
    """How the tests ended. `passing` and `failed` are names, as far as a report has them; `said` is one sentence.

    `missing` says why there is nothing to run.
    """

    passed: bool
    said: str
    passing: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    number: int = 0
    output: str = ""
    missing: str = ""

    __test__ = False

    def lost(self, before: Collection[str]) -> list[str]:
        """The tests of `before` that do not pass any more, or are gone."""
        return sorted(set(before) - self.passing) if self.passing or self.number else sorted(before)


def run_tests(services: Services, context: WorkflowContext) -> TestRun:
    """Runs the tests that the project or its stack has."""
    outcomes: list[Outcome] = []
    counted: list[Counts] = []
    missing: list[str] = []
    for check in project_checks(services, context, context.output_path, TEST):
        if check.missing:
            missing.append(check.missing)
            continue
        with Expected(check.report, context.output_path) if check.report else nullcontext() as looked:
            done = [services.run(command) for command in check.commands]
            counts = looked.shown().counts if looked is not None else None
        said = "\n".join(one.output for one in done)
        if check.absent and not all(one.ok for one in done) and re.search(check.absent, said):
            missing.append(f"{done[0].command.title or done[0].command.line}: what it needs is not installed")
            continue
        counts = read_libtest(said) if check.libtest else counts
        outcomes += done
        counted += [counts] if counts is not None else []
    if not outcomes:
        why = missing[0] if missing else "the project has no tests that mity knows"
        return TestRun(False, why, missing=why)
    return _ended(outcomes, joined(counted) if counted else None, context)


def _ended(outcomes: list[Outcome], counts: Counts | None, context: WorkflowContext) -> TestRun:
    bad = next((one for one in outcomes if not one.ok), None)
    output = "\n".join(one.output for one in outcomes)
    line = (bad or outcomes[-1]).command.title or (bad or outcomes[-1]).command.line
    if counts is None:
        failing = frozenset(one.name for one in in_output(output, context.output_path)) if bad else frozenset()
        said = bad.summary if bad else f"`{line}` passed"
        return TestRun(bad is None, said, failed=failing, output=output)
    said = f"`{line}`: {counts}"
    passed = bad is None and not counts.failures and not counts.errors
    return TestRun(passed, said, counts.passing, counts.ran - counts.passing, counts.tests, output)
