"""build: dependencies installed and artefacts made, proven by files that are newer than the start."""

from __future__ import annotations

from typing import Any

from mity.command import Command, Outcome
from mity.engine.station import Preview, Station
from mity.healing.model import AttemptResult, Overrides
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stacks.model import Stack
from mity.stations.artefacts import made, state
from mity.stations.healed import ask_after, healed_result, with_overrides

_LISTED = 50
_SHOWN = 3


class Build(Station):
    """Runs the stack's `install` and `build` commands."""

    name = "build"
    description = "install the dependencies and build"

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        if folder is None:
            return StationResult.unavailable("no stack was recognised: nothing says how to build it")
        stack = folder.stack
        if lacking := self._services.lacking(stack):
            return StationResult.unavailable(lacking)
        for verb in ("install", "build"):
            missing = self._services.recipe(context, stack, verb).missing
            if missing and verb in stack.commands:
                return StationResult.unavailable(missing)
        if not self._commands(context, stack):
            return StationResult.unavailable(f"stack {stack.id} has nothing to install or build")
        taken = self._take(context, stack)
        healed = self._services.heal(
            context, self.name, lambda overrides: self._attempt(context, stack, taken, overrides)
        )
        if not healed.trial.ok:
            return ask_after(self.name, healed)
        fresh, ran = healed.trial.value
        context.set_output("artefacts", [item["path"] for item in fresh[:_LISTED]])
        evidence = {"artefacts": fresh[:_LISTED], "count": len(fresh), "commands": ran} if fresh else {}
        said = _named(fresh) or "the commands ended well; nothing shows what they made"
        return healed_result(StationResult.done(said, evidence), healed)

    def _take(self, context: WorkflowContext, stack: Stack) -> dict[str, str]:
        """Puts cached trees in place: what to tell about each, by the verb that it makes needless ("" for none)."""
        taken: dict[str, str] = {}
        for tree in self._services.shared(context, stack):
            if said := tree.take(self._services.trees):
                self._services.note(said)
                taken[tree.spec.after if tree.spec.whole else ""] = said
        return taken

    def _commands(self, context: WorkflowContext, stack: Stack) -> list[tuple[str, Command]]:
        """Each command with its verb."""
        recipes = {verb: self._services.recipe(context, stack, verb) for verb in ("install", "build")}
        return [(verb, command) for verb, recipe in recipes.items() for command in recipe.commands]

    def _attempt(
        self, context: WorkflowContext, stack: Stack, taken: dict[str, str], overrides: Overrides
    ) -> AttemptResult:
        before = state(context.output_path, stack.artefacts)
        commands = self._commands(context, stack)
        ran = list(taken.values())
        outcome = Outcome(commands[0][1], 0, "\n".join(ran))
        needless = set(taken)
        taken.clear()  # a second attempt installs for itself: healing must not depend on a cache
        for position, (verb, command) in enumerate(commands):
            if verb in needless:
                continue
            outcome = self._services.run(context, self.name, with_overrides(command, overrides))
            if not outcome.ok:
                return AttemptResult(False, outcome, position)
            ran.append(command.line)
            if [verb] != [later for later, _ in commands[position + 1 : position + 2]]:
                self._services.keep_shared(context, stack, verb)
        fresh = made(context.output_path, before, stack.artefacts)
        if stack.artefacts and not fresh:
            complaint = f"the commands ended well but made no artefact ({', '.join(stack.artefacts)})"
            return AttemptResult(False, outcome, len(commands), problem=complaint)
        return AttemptResult(True, outcome, len(commands), value=(fresh, ran))

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._services, context, "install", "build")


def _named(fresh: list[dict[str, Any]]) -> str:
    """The first artefacts by name, and how many more."""
    names = [item["path"] for item in fresh]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def preview(services: Services, context: WorkflowContext, *verbs: str) -> Preview:
    """The commands of `verbs`, or why they cannot run here."""
    folder = services.stack(context)
    if folder is None:
        return Preview(notes=("known after scaffolding: the stack is recognised by its files",))
    recipes = [services.recipe(context, folder.stack, verb, PREVIEWED) for verb in verbs]
    commands = tuple(command.line for recipe in recipes for command in recipe.commands)
    return Preview(commands, tuple(recipe.missing for recipe in recipes if recipe.missing))


PREVIEWED = {"host": "127.0.0.1", "port": "<free port>"}
