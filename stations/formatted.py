"""New files, given to the application's own formatter."""

from __future__ import annotations

from mity.context import WorkflowContext
from mity.errors import MityError
from mity.recipe import Recipe
from mity.workshop import Workshop


def formatted(workshop: Workshop, context: WorkflowContext, station: str, recipe: Recipe) -> list[str]:
    """The command lines that were run; none when the formatter is not there. Raises MityError when it fails."""
    for command in recipe.commands:
        outcome = workshop.run(context, station, command)
        if outcome.interrupted:
            raise KeyboardInterrupt
        if not outcome.ok and not outcome.not_found:
            raise MityError(f"the application's formatter does not take the feature: {outcome.summary}")
    return [command.line for command in recipe.commands]
