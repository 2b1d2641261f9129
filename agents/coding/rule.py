"""The rule that asks a coding agent, and the errand it runs when the fix is applied."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from mity.agents.coding.agent_run import AgentBudget, AgentRun
from mity.agents.coding.patch_check import agent_policy, patch
from mity.agents.coding.presets import Agent
from mity.agents.coding.project_copy import ProjectCopy
from mity.agents.coding.protocol import RULES, FixPrompt, TaskLimits
from mity.changes.edit import Edit
from mity.changes.policy import violation
from mity.changes.protected import config_files_of_tests
from mity.changes.shadows import packages_of
from mity.command import Run
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.ports import Rejected
from mity.healing.rules import FailureContext, Rank, Rule
from mity.healing.scopes import MOST_SOURCE_FILES, MOST_SOURCE_LINES, allowed
from mity.services.config import AgentConfig, SandboxConfig

HOPELESS = ("interrupted", "network", "toolchain")
SHORTEST_S = 0.5
_TAIL = 60
_MOST_FILES = 8
_FILE = re.compile(r"[\w./\\-]+\.\w{1,6}")


class AgentRule(Rule):
    """Lets an agent change a copy of the project, when no other rule has a fix."""

    id = "coding-agent"
    rank = Rank.LAST_RESORT

    def __init__(
        self, agent: Agent, config: AgentConfig, redact: Callable[[str], str], sandbox: SandboxConfig | None = None
    ) -> None:
        self.title = f"let {agent.name} change a copy of the project, and take over what it changed"
        self.contract = AgentBudget(agent, config, redact, sandbox=sandbox or SandboxConfig())

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is ErrorType.PORT or failure.diagnosis.kind in HOPELESS:
            return None
        contract = self.contract
        program = contract.program(failure.root)
        if not program:
            return Advice(f"the coding agent {contract.agent.name} is not on this machine", contract.agent.get)
        if contract.used_up:
            return Advice(contract.used_up)
        return Fix(self.id, self.title, generator=FixTask(contract, failure, program))


class FixTask:
    """The task to repair one failure."""

    def __init__(self, contract: AgentBudget, case: FailureContext, program: str) -> None:
        self._contract = contract
        self._case = case
        self._program = program
        self.record: dict[str, Any] = {"name": contract.agent.name, "program": program}

    def edits(self, run: Run, limit_s: float) -> tuple[Edit, ...]:
        """What the agent changed, when it may. Raises Rejected."""
        case, contract = self._case, self._contract
        # The failed command must run again within the same limit, else nothing could be proven.
        seconds = min(contract.config.time_budget_secs, limit_s - 2 * case.result.outcome.duration_s)
        if seconds < SHORTEST_S:
            raise Rejected(f"too little of the time for healing is left to ask {contract.agent.name}")
        judging = config_files_of_tests(case.root, case.commands("test"))
        policy = case.terms.applied_to(agent_policy(judging, contract.redact, packages_of(case.root)))
        work = AgentRun(contract, case.root, case.ignore, self._program, self.record)
        changes = work.done(lambda scratch: self._request(scratch, seconds, policy.protected), run, self._files())
        if reason := violation(policy, changes):
            raise Rejected(reason, contract.redact(patch(changes)))
        return tuple(Edit(path, after) for path, (_, after) in changes.items())

    def _request(self, scratch: ProjectCopy, seconds: float, forbidden: tuple[str, ...]) -> FixPrompt:
        case, redact = self._case, self._contract.redact
        diagnosis = case.diagnosis.to_json()
        diagnosis["evidence"] = [scratch.moved(line) for line in diagnosis["evidence"]]
        if diagnosis["location"]:
            diagnosis["location"]["file"] = scratch.moved(diagnosis["location"]["file"])
        outcome = case.result.outcome
        may, never = case.terms.shown(allowed(case.diagnosis, Fix(AgentRule.id, "", generator=self)), forbidden)
        bounds = TaskLimits(
            scratch.workdir,
            may,
            never,
            RULES,
            MOST_SOURCE_FILES,
            MOST_SOURCE_LINES,
            seconds,
            round(self._contract.left_usd, 4),
        )
        return FixPrompt(
            bounds,
            scratch.moved(redact(outcome.command.line)),
            scratch.moved(redact(case.result.problem or outcome.summary)),
            diagnosis,
            tuple(scratch.moved(line) for line in outcome.tail(_TAIL)),
        )

    def _files(self) -> list[str]:
        """The files of the project that the failure names, nearest first."""
        case = self._case
        place = [case.diagnosis.location.file] if case.diagnosis.location else []
        lines = [*case.diagnosis.evidence, *reversed(case.result.outcome.tail(_TAIL))]
        words = [*place, *(word for line in lines for word in _FILE.findall(line))]
        found = dict.fromkeys(path for word in words if (path := case.inside(word)))
        return list(found)[:_MOST_FILES]
