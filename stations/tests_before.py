"""tests-before: what builds, which tests run and which checks pass before anything changes."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationOutputs
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.services import Services
from mity.services.test_names import masked
from mity.stations.complaints import complaints
from mity.stations.dry_run import commands_of
from mity.stations.forge_questions import OPTIONS
from mity.stations.test import Test

_MUST, _MAY = ("install", "build"), ("lint", "typecheck")


class TestsBefore(Station):
    """Installs, builds, tests and checks the project as it is.

    Tests that fail are told and end nothing: mending them may be what is asked for.
    """

    __test__ = False  # not a test case, whatever pytest thinks of the name
    name = "tests-before"
    description = "Running the tests before anything changes"
    locks_application = True
    outputs = StationOutputs(keys=("held", "complaints", "ran_before", "tests_before"))
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        context.set_output("held", {})
        context.set_output("complaints", {})
        context.set_output("ran_before", [])
        context.set_output("tests_before", 0)
        if self._services.stack(context) is None:
            return StationResult.unavailable("no stack was recognised: nothing says how to build and test it")
        for verb in _MUST:
            if failed := self._failed(context, verb):
                return failed
        self._look(context)
        tested = Test(self._services).execute(context)
        context.new_outputs.pop("tests", None)  # what is proven is proven behind the change
        counts = tested.execution.counts if tested.execution else None
        if counts is None:
            return StationResult.done(f"before the change: {tested.message}")
        ran = sorted(masked(counts.ran, self._services.scope.run.redactor))
        context.set_output("ran_before", ran)
        context.set_output("tests_before", counts.tests)
        return StationResult.done(f"before the change: {counts}", {"tests": counts.tests, "passed": counts.passed})

    def preview(self, context: WorkflowContext) -> Preview:
        return commands_of(self._services, context, *_MUST, "test", *_MAY)

    def _failed(self, context: WorkflowContext, verb: str) -> StationResult | None:
        folder = self._services.stack(context)
        if folder is None or verb not in folder.stack.verbs:
            return None
        resolved = self._services.commands(context, folder.stack, verb)
        if resolved.missing:
            return StationResult.unavailable(resolved.missing)
        self._services.ignore_results(context, folder.stack)
        ran = self._services.run_all(resolved.commands)
        if ran.failed is None:
            return None
        said = f"'{verb}' fails before anything was changed: {ran.failed.summary}"
        return StationResult.failed(said, execution=Execution(ran.failed, problem=said))

    def _look(self, context: WorkflowContext) -> None:
        """Which of the linters and type checkers pass, and what the others say, so that a change can be held to it."""
        folder = self._services.stack(context)
        held: dict[str, bool] = {}
        said: dict[str, list[str]] = {}
        for verb in _MAY if folder else ():
            assert folder is not None
            if verb not in folder.stack.verbs:
                continue
            ran = self._services.run_all(self._services.commands(context, folder.stack, verb).commands)
            if ran.outcomes and not (ran.failed and ran.failed.not_found):
                held[verb] = ran.failed is None
                said |= {} if held[verb] else {verb: complaints(ran.outcomes[-1].output)}
        context.set_output("held", held)
        context.set_output("complaints", said)
