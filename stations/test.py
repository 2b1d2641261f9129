"""test: the application's own tests, counted from the report that they write."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path

from mity.command import Command, Outcome
from mity.engine.station import HEAL_THEN_ASK, Preview, Station
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.copied_reports import not_of_this_run
from mity.services.rewritten import expectations, rewritten
from mity.services.rewritten import told as told_rewritten
from mity.services.services import Services
from mity.services.test_baseline import doubt, too_few
from mity.services.test_names import keep_names
from mity.stacks.agreement.judges import judges
from mity.stacks.agreement.judges import told as told_judges
from mity.stacks.agreement.left_out import chosen_out, left_out
from mity.stacks.agreement.left_out import told as told_left_out
from mity.stacks.counts import Counts, belied, said_besides
from mity.stacks.failing import in_output, in_reports, told
from mity.stacks.hanging import under_way
from mity.stacks.model import Report, Stack
from mity.stacks.reports import read_report
from mity.stations.artefacts import Fresh, described, moved_aside, outputs
from mity.stations.dry_run import commands_of
from mity.stations.questions import OPTIONS
from mity.system.passing import passing
from mity.system.trees import tree

_LISTED = 50


class Test(Station):
    """Runs the stack's `test` command; no report, or no test that ran, is a failure."""

    __test__ = False  # not a test case, whatever pytest thinks of the name
    name = "test"
    description = "run the application's tests"
    locks_application = True
    proves = "before"
    dependencies = ("build",)
    on_failure = HEAL_THEN_ASK
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        if folder is None:
            return StationResult.unavailable("no stack was recognised: nothing says how to test it")
        report = folder.stack.report
        resolved = self._services.commands(context, folder.stack, "test")
        if missing := resolved.missing or self._not_installed(context, folder.stack, resolved.commands):
            return StationResult.unavailable(missing)
        self._services.clean_slate(context, folder.stack)
        with passing(context.output_path, folder.stack.passing), moved_aside(context.output_path, _patterns(report)):
            return self._tested(context, report if resolved.report else None, folder.stack, resolved.commands)

    def _not_installed(self, context: WorkflowContext, stack: Stack, commands: Sequence[Command]) -> str:
        """Why the environment that runs the tests is not there and cannot be made here, or an empty string."""
        program = Path(commands[0].argv[0])
        if program.is_absolute() or len(program.parts) < 2 or (context.output_path / program).exists():
            return ""
        missing = self._services.commands(context, stack, "install").missing if "install" in stack.commands else ""
        return missing and f"nothing was installed: {missing}"

    def preview(self, context: WorkflowContext) -> Preview:
        return commands_of(self._services, context, "test")

    def _tested(
        self, context: WorkflowContext, report: Report | None, stack: Stack, commands: Sequence[Command]
    ) -> StationResult:
        """Runs the commands; what their report shows, or the one that failed."""
        before = expectations(context.output_path, stack.ignore)
        began = time.time()
        ran = self._services.run_all(commands)
        after = expectations(context.output_path, stack.ignore)
        self._services.scope.run.rewritten.update(rewritten(before, after))
        outcome = ran.outcomes[-1]
        counts, fresh, unreadable = _counted(context, report, outcome)
        collected = counts.collected if counts else None
        if ran.failed is not None:
            failing = _failing(context, report, outcome)
            execution = Execution(outcome, len(ran.outcomes) - 1, collected, failing=failing, counts=counts)
            return StationResult.failed(ran.failed.summary, execution=execution)
        if report is None:
            return StationResult.done("the command succeeded; no report says what was tested")
        if not unreadable and _unclear(report, counts):
            return StationResult.done("the command succeeded; neither a report nor its output says what was tested")
        problem = unreadable or _problem(report, counts)
        failing = _failing(context, report, outcome) if problem else ()
        execution = Execution(outcome, len(ran.outcomes), collected, problem, failing=failing, counts=counts)
        if problem or counts is None:
            return StationResult.failed(problem, execution=execution)
        scope = self._services.scope
        first = not scope.overrides.repeated  # a run after a repair is judged by the repair
        earlier = first and bool(scope.run.repairs)
        if first and (few := too_few(context, counts, scope.run.redactor, blind=earlier)):
            return StationResult.failed(few)
        self._services.keep_shared(context, stack, "test")
        context.set_output("tests", _json(counts))
        evidence = {**_json(counts), "reports": fresh, "command": outcome.command.line}
        evidence |= self._services.held("test")
        evidence |= keep_names(scope, counts.ran) | ({"printed": counts.printed} if counts.printed else {})
        out = left_out(context.output_path, before, counts.known)
        some = chosen_out(context.output_path, before, counts.known)
        evidence |= {"left_out": [*out, *some][:_LISTED]} if out or some else {}
        own = judges(context.output_path, map(str, tree(context.output_path, stack.ignore)), before)
        evidence |= {"judges": own} if own else {}
        unsure = told_rewritten(scope.run.rewritten) if scope.run.rewritten else ""
        unsure = unsure or not_of_this_run(context.output_path, _files(context, report), stack.ignore, began)
        if why := unsure or (doubt(context, scope.run) if earlier else ""):
            return _with(StationResult.done(f"{counts}, not proven: {why}"), execution)
        said = f"{counts}{_printed(report, counts)}{told_left_out(out, some)}{told_judges(own)}"
        said += belied(counts, outcome.output)
        return _with(StationResult.done(said, evidence), execution)


def _with(result: StationResult, execution: Execution) -> StationResult:
    """The result with what happened, so that a repair after which fewer tests are found is seen."""
    return dataclasses.replace(result, execution=execution)


def _patterns(report: Report | None) -> list[str]:
    return [report.path] if report and report.path else []


def _files(context: WorkflowContext, report: Report | None) -> list[Path]:
    return list(outputs(context.output_path, _patterns(report)))


def _counted(context: WorkflowContext, report: Report | None, outcome: Outcome) -> tuple[Counts | None, Fresh, str]:
    """The counts, the reports that were just written, and why one of them cannot be believed."""
    if report is None:
        return None, [], ""
    files = _files(context, report)
    fresh = described(context.output_path, files)
    try:
        counts = read_report(report, files, outcome.output)
        return counts and said_besides(counts, outcome.output), fresh, ""
    except (ValueError, OSError) as error:
        return None, fresh, f"the command succeeded but its report cannot be believed: {error}"


def _failing(context: WorkflowContext, report: Report | None, outcome: Outcome) -> tuple[str, ...]:
    """Which tests failed and where, by their report or else by what was printed."""
    root = context.output_path
    if outcome.timed_out and (hangs := under_way(outcome.output, root)):
        return told(hangs)
    found = in_reports(outputs(root, _patterns(report)), root) if report and report.format != "libtest" else []
    printed = [] if any(one.place for one in found) else in_output(outcome.output, root)
    return told(printed if any(one.place for one in printed) or not found else found)


def _problem(report: Report, counts: Counts | None) -> str:
    """Why commands that succeeded are no success: what their report says, or that there is none."""
    if counts is None:
        where = f"at {report.path}" if report.format == "junit" else "in its output"
        return f"the command succeeded but left no {report.format} report {where}"
    if counts.run < 1 or counts.failures or counts.errors:
        return f"the command succeeded but its report says: {'no test ran' if counts.run < 1 else counts}"
    return ""


def _unclear(report: Report, counts: Counts | None) -> bool:
    """Whether nothing tells what was tested, or only words in the output do which the success belies."""
    if report.format != "node":
        return False
    only_printed = counts is not None and counts.printed == counts.tests
    return counts is None or (only_printed and bool(counts.failures or counts.run < 1))


def _printed(report: Report, counts: Counts) -> str:
    """Which of the tests are known only by what was printed, where there could be a log of them."""
    if not (report.path and counts.printed):
        return ""
    return f" ({'' if counts.printed == counts.tests else f'{counts.printed} of them '}by what was printed)"


def _json(counts: Counts) -> dict[str, int]:
    return {
        "tests": counts.tests,
        "passed": counts.passed,
        "failed": counts.failures + counts.errors,
        "skipped": counts.skipped,
        **({"repeated": counts.repeated} if counts.repeated else {}),
    }
