"""Stations and agents that are installed, loaded by their entry points."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING

from mity.dsl.installed import register_steps
from mity.engine.registry import StationRegistry
from mity.plugins import load_plugins
from mity.runs.context import WorkflowContext
from mity.services.config import AgentConfig
from mity.services.services import Services
from mity.services.trust_gate import recorded_agent

if TYPE_CHECKING:
    from mity.healing.rules import AgentRegistry


def load_stations(services: Services) -> StationRegistry:
    """Every installed station, ours and third-party ones, and the steps of installed workflows in Python.

    Raises DefinitionError.
    """
    registry = StationRegistry()
    load_plugins("mity.stations", registry, services)
    register_steps(registry)
    return registry


def load_agents(services: Services) -> AgentRegistry:
    """Every installed specialist, ours and third-party ones. Raises DefinitionError."""
    from mity.healing.rules import AgentRegistry

    agents = AgentRegistry()
    load_plugins("mity.agents", agents, services)
    return agents


def services_for(services: Services, context: WorkflowContext) -> Services:
    """The services of a run: the coding agent that it began with, unless another one is named now. Raises LogError."""
    named, agent = recorded_agent(context), services.agent
    if named is None or agent.preset or agent.command:
        return services
    return with_agent(services, agent.model_copy(update={"preset": named.preset, "command": named.command}))


def with_agent(services: Services, agent: AgentConfig) -> Services:
    """The services with another coding agent."""
    again = dataclasses.replace(services, agent=agent)
    return dataclasses.replace(again, load_agents=cache(lambda: load_agents(again)))
