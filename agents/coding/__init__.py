"""External coding agents as plug-ins: off unless configured, asked last, believed never."""

from __future__ import annotations

from mity.agents.coding.presets import agent_for
from mity.agents.coding.rule import CodingAgent
from mity.healing.rules import Specialist
from mity.workshop import Workshop


def coding_agent(workshop: Workshop) -> Specialist | None:
    """The specialist for the agent that [agent] or --agent names; None without one. Raises UsageError."""
    agent = agent_for(workshop.agent)
    if agent is None:
        return None
    rule = CodingAgent(agent, workshop.agent, workshop.runner.redactor.text)
    return Specialist("agent", f"asks {agent.name} for a change when no rule has a fix", (rule,))
