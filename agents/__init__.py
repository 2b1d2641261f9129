"""The agents that ship with mity: one classifier, five specialists, one table of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mity.healing.rules import AgentRegistry
    from mity.services.services import Services


def register(agents: AgentRegistry, services: Services) -> None:
    """Puts classifier, routes and specialists into the agents: what the entry point `mity.agents` names."""
    # Imported here, because `mity diagnose` reads logs without the rules.
    from mity.agents.coding import register_coding_agent
    from mity.agents.log_reader import SHIPPED
    from mity.agents.specialists import SPECIALISTS

    agents.classify = SHIPPED.classify
    agents.advise = SHIPPED.advise
    agents.routes = dict(SHIPPED.routes)
    agents.coordinator = SHIPPED.coordinator
    for specialist in SPECIALISTS:
        agents.add(specialist)
    register_coding_agent(agents, services)
