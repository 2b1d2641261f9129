"""build: dependencies installed and artefacts made, proven by files that are newer than the start."""

from __future__ import annotations

from mity.context import WorkflowContext
from mity.result import StationResult
from mity.station import Preview, Station
from mity.stations.artefacts import made, state
from mity.stations.questions import ask, ask_after
from mity.workshop import Workshop


class Build(Station):
    """Runs the stack's `install` and `build` commands."""

    name = "build"
    description = "install the dependencies and build"
    dependencies = ("validate",)

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._workshop.stack(context)
        if folder is None:
            return StationResult.unavailable("no stack was recognised: nothing says how to build it")
        stack = folder.stack
        for tool in self._workshop.tools(stack).values():
            if not tool.ready and not tool.optional:
                return StationResult.unavailable(tool.problem)
        patterns = stack.artefacts
        before = state(context.output_path, patterns)
        ran: list[str] = []
        for verb in ("install", "build"):
            recipe = self._workshop.recipe(context, stack, verb)
            if recipe.missing and verb in stack.commands:
                return StationResult.unavailable(recipe.missing)
            for command in recipe.commands:
                outcome = self._workshop.run(context, self.name, command)
                if not outcome.ok:
                    return ask_after(self.name, outcome)
                ran.append(command.line)
        if not ran:
            return StationResult.unavailable(f"stack {stack.id} has nothing to install or build")
        fresh = made(context.output_path, before, patterns)
        if patterns and not fresh:
            wanted = ", ".join(patterns)
            return ask(f"build: the commands ended well but made no artefact ({wanted}). How shall mity go on?", ran)
        context.set_output("artefacts", [item["path"] for item in fresh])
        names = ", ".join(item["path"] for item in fresh)
        evidence = {"artefacts": fresh, "commands": ran} if fresh else {}
        return StationResult.done(names or "the commands ended well; nothing shows what they made", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._workshop, context, "install", "build")


def preview(workshop: Workshop, context: WorkflowContext, *verbs: str) -> Preview:
    """The commands of `verbs`, or why they cannot run here."""
    folder = workshop.stack(context)
    if folder is None:
        return Preview(notes=("known after scaffolding: the stack is recognised by its files",))
    recipes = [workshop.recipe(context, folder.stack, verb, PREVIEWED) for verb in verbs]
    commands = tuple(command.line for recipe in recipes for command in recipe.commands)
    return Preview(commands, tuple(recipe.missing for recipe in recipes if recipe.missing))


PREVIEWED = {"host": "127.0.0.1", "port": "<free port>"}
