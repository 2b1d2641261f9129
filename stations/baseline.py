"""baseline: which proofs hold before anything is changed, so that a feature can be held to them."""

from __future__ import annotations

from mity.command import Command
from mity.engine.station import Preview, Station, StationOutputs
from mity.errors import MityError
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stacks.reports import read_report
from mity.stations.artefacts import moved_aside, outputs
from mity.stations.complaints import complaints

MUST = ("install", "build", "test")
MAY = ("lint", "typecheck")


class Baseline(Station):
    """Runs the application's own commands as it is. What is red already must be repaired first."""

    name = "baseline"
    description = "see which proofs hold before anything is changed"
    locks_application = True
    outputs = StationOutputs(keys=("held", "complaints"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        held: dict[str, bool | None] = {}
        said: dict[str, list[str]] = {}
        tests = 0
        folder = self._services.stack(context)
        if folder is not None:
            self._services.clean_slate(context, folder.stack)
        for verb in (*MUST, *MAY):
            with moved_aside(context.output_path, self._reports(context) if verb == "test" else ()):
                held[verb], output = self._holds(context, verb)
                tests = self._tests(context, output) if verb == "test" else tests
            if verb in MAY and held[verb] is False:
                said[verb] = complaints(output)
            if held[verb] is False and verb in MUST:
                raise MityError(
                    f"'{verb}' fails before anything was added: repair the application first, "
                    f"for example with `mity heal {context.output_path}`"
                )
        context.set_output("held", held)
        context.set_output("complaints", said)
        if tests:
            context.set_output("tests_before", tests)
        words = [f"{verb} {'passes' if value else 'fails'}" for verb, value in held.items() if value is not None]
        return StationResult.done(", ".join(words) or "nothing can be proven here", {"held": held, "tests": tests})

    def preview(self, context: WorkflowContext) -> Preview:
        commands = [command.line for verb in (*MUST, *MAY) for command in self._commands(context, verb)]
        return Preview(tuple(commands))

    def _commands(self, context: WorkflowContext, verb: str) -> tuple[Command, ...]:
        folder = self._services.stack(context)
        if folder is None or verb not in folder.stack.verbs:
            return ()
        return self._services.commands(context, folder.stack, verb).commands

    def _holds(self, context: WorkflowContext, verb: str) -> tuple[bool | None, str]:
        """True or False for commands that ran, None when there is nothing to run; what the last one printed."""
        ran = self._services.run_all(self._commands(context, verb))
        if not ran.outcomes or (ran.failed is not None and ran.failed.not_found):
            return None, ""
        return ran.failed is None, ran.outcomes[-1].output

    def _reports(self, context: WorkflowContext) -> tuple[str, ...]:
        """What the tests must write anew."""
        folder = self._services.stack(context)
        report = folder.stack.report if folder else None
        return (report.path,) if report and report.path else ()

    def _tests(self, context: WorkflowContext, printed: str) -> int:
        """How many tests there are by the report; 0 when it cannot be read."""
        folder = self._services.stack(context)
        report = folder.stack.report if folder else None
        if report is None or not printed:
            return 0
        try:
            counts = read_report(report, outputs(context.output_path, (report.path,) if report.path else ()), printed)
            return counts.tests if counts else 0
        except (ValueError, OSError):
            return 0
