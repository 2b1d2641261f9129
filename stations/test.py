"""test: the application's own tests, counted from the report that they write."""

from __future__ import annotations

from mity.command import Outcome
from mity.context import WorkflowContext
from mity.reports import Counts, read_junit
from mity.result import StationResult
from mity.stacks import Report
from mity.station import Preview, Station
from mity.stations.artefacts import made, state
from mity.stations.build import preview
from mity.stations.questions import ask, ask_after
from mity.workshop import Workshop


class Test(Station):
    """Runs the stack's `test` command; no report, or no test that ran, is a failure."""

    __test__ = False  # not a test case, whatever pytest thinks of the name
    name = "test"
    description = "run the application's tests"
    dependencies = ("build",)

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._workshop.stack(context)
        if folder is None:
            return StationResult.unavailable("no stack was recognised: nothing says how to test it")
        report = folder.stack.report
        recipe = self._workshop.recipe(context, folder.stack, "test")
        if recipe.missing:
            return StationResult.unavailable(recipe.missing)
        before = state(context.output_path, [report.path] if report else [])
        for command in recipe.commands:
            outcome = self._workshop.run(context, self.name, command)
            if not outcome.ok:
                return ask_after(self.name, outcome)
        if report is None:
            return StationResult.done("the command ended well; no report says what was tested")
        return self._judge(context, report, made(context.output_path, before, [report.path]), outcome)

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._workshop, context, "test")

    def _judge(
        self, context: WorkflowContext, report: Report, fresh: list[dict[str, object]], outcome: Outcome
    ) -> StationResult:
        if not fresh:
            return ask(
                f"test: the command ended well but wrote no report at {report.path}. How shall mity go on?",
                outcome.tail(),
                outcome.command.line,
            )
        try:
            counts = read_junit(context.output_path / str(item["path"]) for item in fresh)
        except ValueError as error:
            return ask(f"test: {error}. How shall mity go on?", outcome.tail(), outcome.command.line)
        if counts.run < 1 or counts.failures or counts.errors:
            what = "no test ran" if counts.run < 1 else str(counts)
            return ask(
                f"test: the command ended well but its report says: {what}. How shall mity go on?",
                outcome.tail(),
                outcome.command.line,
            )
        context.set_output("tests", _json(counts))
        evidence = {**_json(counts), "reports": fresh, "command": outcome.command.line}
        return StationResult.done(str(counts), evidence)


def _json(counts: Counts) -> dict[str, int]:
    return {
        "tests": counts.tests,
        "passed": counts.passed,
        "failed": counts.failures + counts.errors,
        "skipped": counts.skipped,
    }
