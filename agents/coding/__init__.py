"""External coding agents as plug-ins: off unless configured, asked last, believed never."""

from __future__ import annotations

from mity.agents.coding.presets import agent_for
from mity.agents.coding.rule import CodingAgent
from mity.agents.coding.undertaker import CodingUndertaker
from mity.healing.rules import Crew, Specialist
from mity.workshop import Workshop


def employ(crew: Crew, workshop: Workshop) -> None:
    """Takes the agent that [agent] or --agent names into the crew, if one is named. Raises UsageError.

    It mends what no rule can, and it makes features that are wished for in words, both out of the same purse.
    """
    agent = agent_for(workshop.agent)
    if agent is None:
        return
    rule = CodingAgent(agent, workshop.agent, workshop.runner.redactor.text)
    crew.add(Specialist("agent", f"asks {agent.name} for a change when no rule has a fix", (rule,)))
    crew.undertaker = CodingUndertaker(rule.contract)
