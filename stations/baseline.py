"""baseline: which proofs hold before anything is changed, so that a feature can be held to them."""

from __future__ import annotations

from typing import Any

from mity.engine.station import Preview, Station, StationOutputs
from mity.errors import MityError
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stacks.test_reports import read_junit, read_libtest

MUST = ("install", "build", "test")
MAY = ("lint", "typecheck")


class Baseline(Station):
    """Runs the application's own commands as it stands. What is red already must be mended first."""

    name = "baseline"
    description = "see which proofs hold before anything is changed"
    outputs = StationOutputs(keys=("held",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        held: dict[str, bool | None] = {}
        printed: dict[str, str] = {}
        for verb in (*MUST, *MAY):
            held[verb] = self._holds(context, verb, printed)
            if held[verb] is False and verb in MUST:
                raise MityError(
                    f"'{verb}' fails before anything was added: mend the application first, "
                    f"such as by `mity heal {context.output_path}`"
                )
        context.set_output("held", held)
        tests = self._tests(context, printed.get("test", ""))
        if tests:
            context.set_output("tests_before", tests)
        words = [f"{verb} {'holds' if value else 'fails'}" for verb, value in held.items() if value is not None]
        said = ", ".join(words) or "nothing can be proven here"
        return StationResult.done(said, {"held": held, "tests": tests})

    def preview(self, context: WorkflowContext) -> Preview:
        commands = [command.line for verb in (*MUST, *MAY) for command in self._commands(context, verb)]
        return Preview(tuple(commands))

    def _commands(self, context: WorkflowContext, verb: str) -> Any:
        folder = self._services.stack(context)
        if folder is None or verb not in folder.stack.verbs:
            return ()
        return self._services.recipe(context, folder.stack, verb).commands

    def _holds(self, context: WorkflowContext, verb: str, printed: dict[str, str]) -> bool | None:
        """True or False for commands that ran, None when there is nothing to run."""
        commands = self._commands(context, verb)
        for command in commands:
            outcome = self._services.run(context, self.name, command)
            if outcome.interrupted:
                raise KeyboardInterrupt
            if outcome.not_found:
                return None
            printed[verb] = outcome.output
            if not outcome.ok:
                return False
        return True if commands else None

    def _tests(self, context: WorkflowContext, printed: str) -> int:
        """How many tests there are by the report; 0 when it cannot be read."""
        folder = self._services.stack(context)
        report = folder.stack.report if folder else None
        if report is None or not printed:
            return 0
        if report.format == "libtest":
            counts = read_libtest(printed)
            return counts.tests if counts else 0
        try:
            return read_junit(sorted(context.output_path.glob(report.path))).tests
        except (ValueError, OSError):
            return 0
