"""The tests of a feature, run by themselves: they must fail without it, and pass with it."""

from __future__ import annotations

from typing import Any

from mity.services.services import Services
from mity.stacks.resolve import ResolvedCommands


def verify_tests_fail(services: Services, resolved: ResolvedCommands) -> dict[str, Any]:
    """How the tests end without the feature, as evidence.

    `exit_code` is 0 when they pass, and is left out when they could not be run.
    """
    if resolved.missing or not resolved.commands:
        reason = resolved.missing or "there is no command for it"
        return {"said": f"its tests were not run without it: {reason}"}
    ran = services.run_all(resolved.commands)
    if ran.failed is None:
        return {"said": "its tests pass without it", "command": resolved.commands[-1].line, "exit_code": 0}
    if ran.failed.not_found:
        return {"said": f"its tests were not run without it: {ran.failed.summary}"}
    return {
        "said": "its tests fail without it",
        "command": ran.failed.command.line,
        "exit_code": ran.failed.exit_code,
    }


def verify_tests_pass(services: Services, resolved: ResolvedCommands) -> str:
    """Why the tests do not pass with the feature, in a clause; empty when they do or cannot be run alone."""
    if resolved.missing or not resolved.commands:
        return ""
    ran = services.run_all(resolved.commands)
    if ran.failed is None or ran.failed.not_found:
        return ""
    return f"its own tests do not pass with it: {ran.failed.summary}"
