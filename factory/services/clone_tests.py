"""The tests of a clone as proof: how many ran, which passed, and whether one is gone that passed before."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import nullcontext

from mity.command import Outcome
from mity.evidence.expected import Expected
from mity.runs.context import WorkflowContext
from mity.services.project_checks import project_checks
from mity.services.services import Services
from mity.stacks.counts import Counts, joined
from mity.stacks.failing import FailingTest, in_output, in_reports
from mity.stacks.libtest import read_libtest
from mity.stacks.own_tools import TEST
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class TestRun:
    """How the tests ended. `passing` and `failed` are names, as far as a report has them; `said` is one sentence.

    `failing` are the same tests with their places. `missing` says why there is nothing to run.
    """

    passed: bool
    said: str
    passing: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    number: int = 0
    failing: tuple[FailingTest, ...] = ()
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
    failing: list[FailingTest] = []
    root = context.output_path
    for check in project_checks(services, context, root, TEST):
        if check.missing:
            missing.append(check.missing)
            continue
        with Expected(check.report, root) if check.report else nullcontext() as looked:
            done = [services.run(command) for command in check.commands]
            counts = looked.shown().counts if looked is not None else None
            reports = [path for glob in (check.report.junit if check.report else ()) for path in root.glob(glob)]
            broken = in_reports(reports, root)
        said = "\n".join(one.output for one in done)
        if check.absent and not all(one.ok for one in done) and re.search(check.absent, said):
            missing.append(f"{done[0].command.title or done[0].command.line}: what it needs is not installed")
            continue
        counts = read_libtest(said) if check.libtest else counts
        outcomes += done
        failing += broken or ([] if all(one.ok for one in done) else in_output(said, root))
        counted += [counts] if counts is not None else []
    if not outcomes:
        why = missing[0] if missing else "the project has no tests that mity knows"
        return TestRun(False, why, missing=why)
    return _ended(outcomes, joined(counted) if counted else None, tuple(failing))


def _ended(outcomes: list[Outcome], counts: Counts | None, failing: tuple[FailingTest, ...]) -> TestRun:
    bad = next((one for one in outcomes if not one.ok), None)
    line = (bad or outcomes[-1]).command.title or (bad or outcomes[-1]).command.line
    if counts is None:
        said = bad.summary if bad else f"`{line}` passed"
        return TestRun(bad is None, said, failed=frozenset(one.name for one in failing), failing=failing)
    said = f"`{line}`: {counts}"
    passed = bad is None and not counts.failures and not counts.errors
    return TestRun(passed, said, counts.passing, counts.ran - counts.passing, counts.tests, failing)
