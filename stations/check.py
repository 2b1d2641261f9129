"""check: the application's own linters, formatter and type checker."""

from __future__ import annotations

from mity.command import Command, Outcome
from mity.engine.station import Preview, Station
from mity.healing.model import AttemptResult, Overrides
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.build import preview
from mity.stations.healed import ask_after, healed_result, with_overrides

VERBS = ("lint", "typecheck")


class Check(Station):
    """Runs the stack's `lint` and `typecheck` commands, those that held before."""

    name = "check"
    description = "run the application's linters and type checkers"
    dependencies = ("build",)

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        held = context.get_input("held", {}) or {}
        verbs = [verb for verb in VERBS if folder and verb in folder.stack.verbs and held.get(verb) is not False]
        if folder is None or not verbs:
            return StationResult.done("no check of the application held before", {"checks": []})
        recipes = [self._services.recipe(context, folder.stack, verb) for verb in verbs]
        if missing := next((recipe.missing for recipe in recipes if recipe.missing), ""):
            return StationResult.unavailable(missing)
        commands = [command for recipe in recipes for command in recipe.commands]
        healed = self._services.heal(context, self.name, lambda overrides: self._attempt(context, commands, overrides))
        if not healed.trial.ok:
            return ask_after(self.name, healed)
        evidence = {"checks": [command.line for command in commands], "exit_code": 0}
        return healed_result(StationResult.done(f"{' and '.join(verbs)} are content", evidence), healed)

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._services, context, *VERBS)

    def _attempt(self, context: WorkflowContext, commands: list[Command], overrides: Overrides) -> AttemptResult:
        outcome = Outcome(commands[0], 0)
        for position, command in enumerate(commands):
            outcome = self._services.run(context, self.name, with_overrides(command, overrides))
            if not outcome.ok:
                return AttemptResult(False, outcome, position)
        return AttemptResult(True, outcome, len(commands))
