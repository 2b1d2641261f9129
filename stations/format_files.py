"""New files, given to the application's own formatter."""

from __future__ import annotations

from mity.errors import MityError
from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.stacks.resolve import ResolvedCommands


def format_files(services: Services, context: WorkflowContext, station: str, recipe: ResolvedCommands) -> list[str]:
    """The command lines that were run; none when the formatter is not there. Raises MityError when it fails."""
    for command in recipe.commands:
        outcome = services.run(context, station, command)
        if outcome.interrupted:
            raise KeyboardInterrupt
        if not outcome.ok and not outcome.not_found:
            raise MityError(f"the application's formatter does not take the feature: {outcome.summary}")
    return [command.line for command in recipe.commands]
