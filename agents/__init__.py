"""The agents that ships with mity: one classifier, five specialists, one table of routes."""

from __future__ import annotations

from mity.agents.classify import advice, classify
from mity.agents.coding import register_coding_agent
from mity.agents.routes import ROUTES
from mity.agents.specialists import SPECIALISTS
from mity.healing.rules import AgentRegistry
from mity.services.services import Services


def register(agents: AgentRegistry, services: Services) -> None:
    """Puts classifier, routes and specialists into the agents: what the entry point `mity.agents` names."""
    agents.classify = classify
    agents.advise = advice
    agents.routes = dict(ROUTES)
    agents.coordinator = "factory"
    for specialist in SPECIALISTS:
        agents.add(specialist)
    register_coding_agent(agents, services)
