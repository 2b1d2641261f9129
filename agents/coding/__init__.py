"""External coding agents as plug-ins: off unless configured, asked last, believed never."""

from __future__ import annotations

from mity.agents.coding.feature_agent import FeatureAgent
from mity.agents.coding.presets import agent_for
from mity.agents.coding.rule import AgentRule
from mity.healing.rules import AgentRegistry, Specialist
from mity.services.services import Services


def register_coding_agent(agents: AgentRegistry, services: Services) -> None:
    """Takes the agent that [agent] or --agent names into the agents, if one is named. Raises UsageError.

    It repairs what no rule can, and it makes features that are asked for in words, both within the same budget.
    """
    agent = agent_for(services.agent)
    if agent is None:
        return
    rule = AgentRule(agent, services.agent, services.runner.redactor.text, services.sandbox)
    agents.add(Specialist("agent", f"asks {agent.name} for a change when no rule has a fix", (rule,)))
    agents.coding_agent = FeatureAgent(rule.contract)
