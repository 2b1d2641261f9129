"""What the definition of a step says of its repairs, made ready for the healing loop."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from mity.errors import UsageError
from mity.healing.guardrails import Guardrails
from mity.healing.scopes import HealingTerms
from mity.runs.keys import NESTED
from mity.runs.result import Execution
from mity.services.config import AgentConfig
from mity.services.plugins import with_agent
from mity.services.services import Services
from mity.stacks.model import COMMANDS

LIMITS = tuple(Guardrails().to_json())
"""The limits that a step may set, by their names in the table [healing]."""
_TESTING = re.compile(
    r"\b(?:py\.?test|unittest|nose2|tox|nox|jest|vitest|mocha|ava|karma|playwright|cypress|phpunit|rspec|ctest|nextest"
    r"|tests?|surefire|verify)\b"
)


def terms_of(healing: Mapping[str, Any]) -> HealingTerms:
    """The globs that `heal` names."""
    return HealingTerms(tuple(healing.get("scopes") or ()), tuple(healing.get("never") or ()))


def services_of(healing: Mapping[str, Any], services: Services) -> Services:
    """The services with the agent and the limits that `heal` names.

    Raises UsageError for a limit that is none, and for an agent that is neither known nor a program here.
    """
    if limits := dict(healing.get("limits") or {}):
        for name, value in limits.items():
            if name not in LIMITS or not isinstance(value, int | float) or isinstance(value, bool):
                raise UsageError(f"heal: limits: {name}: {value} is no limit; give a number for {', '.join(LIMITS)}")
        try:
            services = dataclasses.replace(services, guardrails=dataclasses.replace(services.guardrails, **limits))
        except ValueError as error:
            raise UsageError(f"heal: limits: {error}") from error
    if word := str(healing.get("agent") or ""):
        services = with_agent(services, named_agent(services.agent, word))
        services.load_agents()  # one that means nothing is told now, not in the midst of a repair
    return services


def named_agent(agent: AgentConfig, word: str) -> AgentConfig:
    """The settings of a coding agent with another one in its place: a known name or a command line; `off` for none."""
    return agent.model_copy(update={"command": (), "preset": "" if word == "off" else word})


def stage_of(key: str, execution: Execution) -> str:
    """What a step does as rules know it: `test` for what runs tests; else its name, which may be such a word itself."""
    name = key.rpartition(NESTED)[2]
    if name in COMMANDS:
        return name
    tests = execution.counts is not None or _TESTING.search(" ".join(execution.outcome.command.argv))
    return "test" if tests else name
