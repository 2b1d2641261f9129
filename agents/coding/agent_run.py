"""One piece of work of a coding agent, whatever it is for: told, watched, paid, and judged by what its folder holds."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mity.agents.coding.presets import Agent, filled, spent
from mity.agents.coding.project_copy import Changes, ProjectCopy
from mity.agents.coding.protocol import PROMPT_FILE, REQUEST_FILE, Task
from mity.changes.record import ASIDE
from mity.changes.watch import ProjectWatch
from mity.command import Command, Outcome, Run
from mity.errors import StorageError
from mity.healing.ports import Rejected
from mity.services.config import AgentConfig

_SAID = 400
_NAMED = 3


@dataclass(slots=True)
class AgentBudget:
    """An agent, what it may cost, and what it has cost in this run; `redact` masks the secrets of a text."""

    agent: Agent
    config: AgentConfig
    redact: Callable[[str], str]
    cost_usd: float = 0.0

    @property
    def left_usd(self) -> float:
        """The money that is left."""
        return max(self.config.money_budget_usd - self.cost_usd, 0.0)

    @property
    def used_up(self) -> str:
        """One sentence when all the money is spent, else an empty string."""
        limit = self.config.money_budget_usd
        if not self.cost_usd or self.cost_usd < limit:
            return ""
        return (
            f"the money for {self.agent.name} is used up: {self.cost_usd:.2f} of {limit:.2f} USD;"
            " money_budget_usd in .mity/config.toml sets it"
        )

    def program(self, root: Path) -> str:
        """The agent's program, or an empty string when it is not there."""
        word = self.agent.argv[0]
        if Path(word).name != word and not Path(word).is_absolute():
            word = str(root / word)
        return shutil.which(word) or ""


@dataclass(slots=True)
class AgentRun:
    """The agent of a contract at work on a copy of `root`; `record` gets what the log keeps of it."""

    contract: AgentBudget
    root: Path
    ignore: Iterable[str]
    program: str
    record: dict[str, Any]

    def done(self, make: Callable[[ProjectCopy], Task], run: Run, files: Sequence[str] = ()) -> Changes:
        """What the agent changed in its copy; `files` are named to agents that want some. Raises Rejected."""
        changes, _ = self.worked(make, run, files)
        if not changes:
            raise Rejected(f"{self.contract.agent.name} ended well but changed nothing")
        return changes

    def worked(self, make: Callable[[ProjectCopy], Task], run: Run, files: Sequence[str] = ()) -> tuple[Changes, str]:
        """What the agent changed, which may be nothing, and what it printed. Raises Rejected."""
        agent = self.contract.agent
        with ProjectCopy(self.root, (*self.ignore, *agent.litter)) as scratch:
            task = make(scratch)
            budget = round(self.contract.left_usd, 4)
            outcome, strayed = self._watched(run, self._command(scratch, task, files))
            self._account(outcome, task.time_s, budget)
            if strayed:
                raise Rejected(
                    f"{_some(strayed)} changed in the project while {agent.name} worked on its copy: put back, "
                    f"and what was there last is in {ASIDE}"
                )
            if not outcome.ok:
                raise Rejected(_ending(agent.name, outcome, task.time_s))
            changes = scratch.changes()
        self.record["changed"] = sorted(changes)
        return changes, outcome.output

    def _watched(self, run: Run, command: Command) -> tuple[Outcome, list[str]]:
        """Runs the agent, whose processes end with it; then everything but its copy is as it was. Raises Rejected."""
        with ProjectWatch(self.root) as watch:
            try:
                return run(command), watch.put_back()
            except StorageError as error:
                raise Rejected(str(error)) from error
            except BaseException:
                watch.put_back()
                raise

    def _command(self, scratch: ProjectCopy, task: Task, files: Sequence[str]) -> Command:
        agent = self.contract.agent
        values = {
            "workdir": str(scratch.workdir),
            "prompt": task.prompt(),
            "request_file": str(scratch.leave(REQUEST_FILE, task.to_json())),
            "prompt_file": str(scratch.leave(PROMPT_FILE, task.prompt())),
            "budget_usd": f"{task.budget_usd:g}",
            "time_s": str(math.floor(task.time_s)),
        }
        env = {
            "MITY_AGENT_REQUEST": values["request_file"],
            "MITY_AGENT_PROMPT": values["prompt_file"],
            "GIT_CEILING_DIRECTORIES": str(scratch.workdir.parent),
            "PWD": str(scratch.workdir),
            "OLDPWD": str(scratch.workdir),
        }
        program = self.contract.program(scratch.workdir) or self.program
        argv = (program, *filled(agent.argv[1:], values, files))
        title = f"{agent.name} works on a copy, {task.time_s:.0f} s at most"
        return Command(argv, scratch.workdir, env, task.time_s, title, alone=True)

    def _account(self, outcome: Outcome, seconds: float, budget_usd: float) -> None:
        """What the log keeps of it. Nothing that the agent says is believed, except what it cost."""
        cost = spent(outcome.output, self.contract.agent.cost)
        self.contract.cost_usd += cost or 0.0
        self.record |= {
            "time_budget_s": round(seconds, 1),
            "seconds": round(outcome.duration_s, 1),
            "money_budget_usd": budget_usd,
            "cost_usd": None if cost is None else round(cost, 6),
            "exit_code": outcome.exit_code,
            "timed_out": outcome.timed_out,
            "said": [line[:_SAID] for line in outcome.tail(3)],
        }


def _some(paths: list[str]) -> str:
    """The first of some paths, and how many more."""
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return f"{', '.join(paths[:_NAMED])}{more}"


def _ending(name: str, outcome: Outcome, seconds: float) -> str:
    if outcome.not_found:
        return f"{name} could not be started: {outcome.output.strip()}"
    if outcome.timed_out:
        return f"{name} was stopped at its time budget of {seconds:.0f} s, and what it had done so far is discarded"
    if outcome.interrupted:
        return f"{name} was interrupted"
    return f"{name} exited with {outcome.exit_code}, and what it had done so far is discarded"
