"""Why the work of a coding agent cannot be taken, in one sentence: no key, no quota, no model, a limit, a crash."""

from __future__ import annotations

import re

from mity.agents.coding.ledger import Ledger
from mity.agents.coding.presets import Agent
from mity.command import Outcome
from mity.healing.ports import NotAllowed, Rejected
from mity.services.config import AgentConfig

_LONGEST = 240
_WHERE = ".mity/config.toml"
_MODEL = re.compile(
    r"model[^.\n]{0,80}\b(?:not[ _-]?found|does ?n[o']t exist|not (?:supported|available|accessible)|unknown|invalid)"
    r"|\b(?:unknown|invalid|unsupported|no such) model|model_?not_?found|selected model",
    re.IGNORECASE,
)
_QUOTA = re.compile(
    r"\b429\b|quota|rate[ _-]?limit|insufficient|credit balance|usage limit|billing|resource_?exhausted"
    r"|too many requests|\b402\b",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"\b401\b|\b403\b|unauthori[sz]ed|authenticat|api[ _-]?key|not logged in|/login\b|\blog ?in\b|auth method"
    r"|credentials|sign in|No auth",
    re.IGNORECASE,
)


def refusal(
    agent: Agent, outcome: Outcome, ledger: Ledger, config: AgentConfig, seconds: float, over: str
) -> Rejected | None:
    """Why nothing of an agent's work is taken; None when its turn ended as it should."""
    name = agent.name
    if over:
        return Rejected(f"{name} was stopped at {over}, and what it had done so far is discarded")
    if outcome.not_found:
        return Rejected(f"{name} could not be started: {outcome.output.strip()}")
    if outcome.timed_out or ledger.ended == "time":
        return Rejected(
            f"{name} was stopped at its time budget of {seconds:.0f} s, and what it had done so far is discarded"
        )
    if outcome.interrupted:
        return Rejected(f"{name} was interrupted")
    failed = not outcome.ok or ledger.ended in ("error", "refusal") or ledger.ended.startswith("error")
    if not failed and ledger.ended not in (*_CUT, "max_turn_requests"):
        return None
    return _named(agent, outcome, ledger, config)


def _named(agent: Agent, outcome: Outcome, ledger: Ledger, config: AgentConfig) -> Rejected:
    """The same for a turn that failed, by what the agent said of it."""
    name = agent.name
    if re.search("budget", ledger.ended):
        return Rejected(f"{name} stopped at its budget of {config.money_budget_usd:.2f} USD; what it did is discarded")
    if re.search("turn", ledger.ended) or outcome.exit_code == _TOO_MANY_TURNS.get(name):
        most = f"limit of {config.turn_budget} turns" if config.turn_budget else "own limit of turns"
        return Rejected(f"{name} stopped at its {most}; what it did is discarded")
    if ledger.ended in _CUT:
        return Rejected(f"{name} ended with '{ledger.ended}', and what it had done so far is discarded")
    said = ledger.error or (_last(outcome) if agent.speaks else "")
    told = f": {said[:_LONGEST]}" if said else ""
    if not agent.speaks or not said:
        return Rejected(f"{name} exited with {outcome.exit_code}, and what it had done so far is discarded")
    if _MODEL.search(said):
        model = f"the model {config.model}" if config.model else "its model"
        return Rejected(f"{name} cannot use {model}: name another one by `model` under [agent] in {_WHERE}{told}")
    if _QUOTA.search(said):
        return Rejected(f"{name} has no quota left: wait, or raise the limit of its account{told}")
    if _KEY.search(said):
        return NotAllowed(f"{name} may not ask its model: {agent.key or 'give it a key'}{told}")
    return Rejected(f"{name} failed, and what it had done so far is discarded{told}")


_CUT = ("max_tokens", "cancelled", "refusal")
"""Ends of a turn whose work is not whole."""
_TOO_MANY_TURNS = {"qwen": 53, "gemini": 53}
"""Exit codes that mean that the limit of turns was reached."""


def idle(agent: Agent, ledger: Ledger) -> str:
    """A turn that ended well and changed nothing, in a clause."""
    said = f"said '{ledger.ended}'" if ledger.ended else "ended well"
    failed = f"; {ledger.failed_calls} of its {ledger.calls} tool calls failed" if ledger.failed_calls else ""
    return f"{agent.name} {said} but changed nothing{failed}"


def _last(outcome: Outcome) -> str:
    """The last line that is no JSON and speaks of an error, else the last one that is no JSON."""
    last = outcome.output.splitlines()[-40:]
    lines = [line.strip() for line in last if line.strip() and not line.lstrip().startswith(("{", "}", "at "))]
    errors = [line for line in lines if re.search(r"error|fail|invalid|denied|must|cannot", line, re.IGNORECASE)]
    return (errors or lines or [""])[-1]
