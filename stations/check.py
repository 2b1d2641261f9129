"""check: the application's own linters, formatter and type checker."""

from __future__ import annotations

from mity.engine.station import HEAL_THEN_ASK, Preview, Station
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.services import Services
from mity.stations.dry_run import commands_of
from mity.stations.questions import OPTIONS

VERBS = ("lint", "typecheck")


class Check(Station):
    """Runs the stack's `lint` and `typecheck` commands, those that passed before."""

    name = "check"
    description = "run the application's linters and type checkers"
    locks_application = True
    proves = "before"
    dependencies = ("build",)
    on_failure = HEAL_THEN_ASK
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        held = context.get_input("held", {}) or {}
        verbs = [verb for verb in VERBS if folder and verb in folder.stack.verbs and held.get(verb) is not False]
        if folder is None or not verbs:
            return StationResult.done("no linter or type checker passed before this change", {"checks": []})
        resolved = [self._services.commands(context, folder.stack, verb) for verb in verbs]
        if missing := next((one.missing for one in resolved if one.missing), ""):
            return StationResult.unavailable(missing)
        self._services.clean_slate(context, folder.stack)
        ran = self._services.run_all([command for one in resolved for command in one.commands])
        execution = Execution(ran.outcomes[-1], len(ran.outcomes) - 1)
        if ran.failed is not None:
            return StationResult.failed(ran.failed.summary, execution=execution)
        evidence = {"checks": ran.lines, "exit_code": 0}
        return StationResult.done(f"{' and '.join(verbs)} passed", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return commands_of(self._services, context, *VERBS)
