"""test: the application's own tests, counted from the report that they write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mity.command import Command, Outcome
from mity.engine.station import Preview, Station
from mity.healing.model import AttemptResult, Overrides
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stacks.model import Report
from mity.stacks.test_reports import Counts, read_junit, read_libtest
from mity.stations.artefacts import State, made, state
from mity.stations.build import preview
from mity.stations.healed import ask_after, healed_result, with_overrides

Fresh = Sequence[Mapping[str, Any]]


class Test(Station):
    """Runs the stack's `test` command; no report, or no test that ran, is a failure."""

    __test__ = False  # not a test case, whatever pytest thinks of the name
    name = "test"
    description = "run the application's tests"
    dependencies = ("build",)

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        if folder is None:
            return StationResult.unavailable("no stack was recognised: nothing says how to test it")
        report = folder.stack.report
        recipe = self._services.recipe(context, folder.stack, "test")
        if recipe.missing:
            return StationResult.unavailable(recipe.missing)
        healed = self._services.heal(
            context, self.name, lambda overrides: self._attempt(context, recipe.commands, report, overrides)
        )
        if not healed.trial.ok:
            return ask_after(self.name, healed)
        if report is None:
            return healed_result(StationResult.done("the command ended well; no report says what was tested"), healed)
        self._services.keep_shared(context, folder.stack, "test")
        counts, fresh = healed.trial.value
        context.set_output("tests", _json(counts))
        evidence = {**_json(counts), "reports": fresh, "command": healed.trial.outcome.command.line}
        return healed_result(StationResult.done(str(counts), evidence), healed)

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._services, context, "test")

    def _attempt(
        self, context: WorkflowContext, commands: Sequence[Command], report: Report | None, overrides: Overrides
    ) -> AttemptResult:
        before = state(context.output_path, _patterns(report))
        for position, command in enumerate(commands):
            outcome = self._services.run(context, self.name, with_overrides(command, overrides))
            if not outcome.ok:
                counts, _ = _counted(context, report, before, outcome)
                return AttemptResult(False, outcome, position, counts.tests if counts else None)
        if report is None:
            return AttemptResult(True, outcome, len(commands))
        counts, fresh = _counted(context, report, before, outcome)
        return _judged(outcome, len(commands), report, counts, fresh)


def _patterns(report: Report | None) -> list[str]:
    return [report.path] if report and report.path else []


def _counted(
    context: WorkflowContext, report: Report | None, before: State, outcome: Outcome
) -> tuple[Counts | None, Fresh]:
    """The counts and the reports that were just written; None when there is nothing that can be read."""
    if report is not None and report.format == "libtest":
        return read_libtest(outcome.output), ()
    fresh = made(context.output_path, before, _patterns(report))
    try:
        files = [context.output_path / str(item["path"]) for item in fresh]
        return (read_junit(files) if files else None), fresh
    except (ValueError, OSError):
        return None, fresh


def _judged(outcome: Outcome, position: int, report: Report, counts: Counts | None, fresh: Fresh) -> AttemptResult:
    """A command that ended well is a success only when its counts say so."""
    if counts is None:
        where = f"at {report.path}" if report.path else "in its output"
        complaint = f"the command ended well but left no {report.format} report {where}"
        return AttemptResult(False, outcome, position, problem=complaint)
    if counts.run < 1 or counts.failures or counts.errors:
        said = "no test ran" if counts.run < 1 else str(counts)
        complaint = f"the command ended well but its report says: {said}"
        return AttemptResult(False, outcome, position, counts.tests, complaint)
    return AttemptResult(True, outcome, position, counts.tests, value=(counts, fresh))


def _json(counts: Counts) -> dict[str, int]:
    return {
        "tests": counts.tests,
        "passed": counts.passed,
        "failed": counts.failures + counts.errors,
        "skipped": counts.skipped,
    }
