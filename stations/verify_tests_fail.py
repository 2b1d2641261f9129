"""The new tests, tried without what they are for: they must fail."""

from __future__ import annotations

from typing import Any

from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.stacks.resolve import ResolvedCommands


def verify_tests_fail(
    services: Services, context: WorkflowContext, station: str, recipe: ResolvedCommands
) -> dict[str, Any]:
    """How the tests end without the feature, as evidence.

    `exit_code` is 0 when they pass, and is left out when they could not be tried.
    """
    if recipe.missing or not recipe.commands:
        return {"said": f"its tests were not tried without it: {recipe.missing or 'there is no command for it'}"}
    for command in recipe.commands:
        outcome = services.run(context, station, command)
        if outcome.interrupted:
            raise KeyboardInterrupt
        if outcome.not_found:
            return {"said": f"its tests were not tried without it: {outcome.summary}"}
        if not outcome.ok:
            return {"said": "its tests fail without it", "command": command.line, "exit_code": outcome.exit_code}
    return {"said": "its tests pass without it", "command": recipe.commands[-1].line, "exit_code": 0}
