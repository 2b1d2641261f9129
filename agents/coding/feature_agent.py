"""A coding agent that undertakes commissions: features that were asked for in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from mity.agents.coding.agent_run import AgentBudget, AgentRun
from mity.agents.coding.order import FeaturePrompt
from mity.agents.coding.patch_check import patch
from mity.agents.coding.presets import PRESETS
from mity.agents.coding.project_copy import ProjectCopy, secret
from mity.agents.coding.protocol import TaskLimits
from mity.agents.coding.step_prompt import carry_out
from mity.changes.edit import Edit
from mity.changes.policy import violation
from mity.changes.protected import SOURCES, matches
from mity.coding.task import Answer, FeatureTask, Patch, PromptTask
from mity.command import Run
from mity.healing.ports import Rejected
from mity.system.trees import tree

_LONGEST_PATCH = 1_000_000
_MOST_FILES = 40


class FeatureAgent:
    """Lets the agent of a contract make a feature in a copy of the project."""

    def __init__(self, contract: AgentBudget) -> None:
        self._contract = contract
        self.name = contract.agent.name

    @property
    def line(self) -> str:
        """How the agent is called, with the places of its task unfilled."""
        return " ".join(self._contract.agent.argv)

    @property
    def budget(self) -> tuple[float, float]:
        """Seconds and US dollars, by the settings and by what is spent already."""
        return self._contract.config.time_budget_secs, round(self._contract.left_usd, 4)

    def unavailable_reason(self, root: Path) -> str:
        """Why the agent cannot be asked; empty when it can."""
        if self._contract.program(root):
            return self._contract.used_up
        get = self._contract.agent.get
        how = f"get it by `{get}`" if self.name in PRESETS else get or "install it, or name another one with --agent"
        return f"the coding agent {self.name} is not on this machine: {how}"

    def develop(self, task: FeatureTask, run: Run, record: dict[str, Any]) -> Patch:
        """What the agent made, when all of it is within the terms of the task. Raises Rejected."""
        if reason := self.unavailable_reason(task.root):
            raise Rejected(reason)
        contract = self._contract
        program = contract.program(task.root)
        record |= {"name": self.name, "program": program}
        work = AgentRun(contract, task.root, task.ignore, program, record)
        changes = work.done(lambda scratch: self._order(task, scratch), run, _sources(task))
        diff = contract.redact(patch(changes, _LONGEST_PATCH))
        if reason := violation(replace(task.terms.policy, redact=contract.redact), changes):
            raise Rejected(reason, diff)
        return Patch(tuple(Edit(path, after) for path, (_, after) in changes.items()), diff)

    def carry_out(self, task: PromptTask, run: Run, record: dict[str, Any]) -> Answer:
        """What the agent made of a step's prompt, when all of it is within its policy. Raises Rejected."""
        if reason := self.unavailable_reason(task.root):
            raise Rejected(reason)
        program = self._contract.program(task.root)
        record |= {"name": self.name, "program": program}
        return carry_out(self._contract, task, run, record, program)

    def _order(self, task: FeatureTask, scratch: ProjectCopy) -> FeaturePrompt:
        terms, redact = task.terms, self._contract.redact

        def say(text: str) -> str:
            return scratch.moved(redact(text))

        about = {name: _told(value, say) for name, value in task.about.items()}
        bounds = TaskLimits(
            scratch.workdir,
            terms.policy.allowed,
            terms.policy.protected,
            terms.rules,
            terms.most_files,
            terms.most_lines,
            terms.time_s,
            terms.money_usd,
        )
        return FeaturePrompt(bounds, redact(task.title), about, terms.policy.new_only)


def _sources(task: FeatureTask) -> list[str]:
    """Files for agents that only see what they are given: the README and the sources, those at the top first."""
    paths = [str(path) for path in tree(task.root, task.ignore)]
    policy = task.terms.policy
    others = (*policy.new_only, *policy.protected)
    own = [path for path in paths if matches(path, SOURCES) and not matches(path, others) and not secret(path)]
    shallow = sorted(own, key=lambda path: (path.count("/"), path))
    return [*(path for path in paths if path == "README.md"), *shallow][:_MOST_FILES]


def _told(value: Any, say: Callable[[str], str]) -> Any:
    """A text, or each text of a list, as the agent may read it."""
    return [say(str(one)) for one in value] if isinstance(value, list | tuple) else say(str(value))
