"""One piece of work of a coding agent, whatever it is for: told, watched, paid, and judged by what its folder holds."""

from __future__ import annotations

import math
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mity.agents.coding.agent_sandbox import confined
from mity.agents.coding.dialects import DIALECTS
from mity.agents.coding.endings import idle, refusal
from mity.agents.coding.ledger import Ledger, Meter
from mity.agents.coding.presets import Agent, filled, spent
from mity.agents.coding.project_copy import FOR_AGENTS, Changes, ProjectCopy
from mity.agents.coding.protocol import PROMPT_FILE, REQUEST_FILE, Task
from mity.changes.record import ASIDE
from mity.changes.watch import ProjectWatch
from mity.command import Command, Outcome, Run
from mity.errors import StorageError
from mity.healing.ports import NotAllowed, Rejected
from mity.services.config import AgentConfig, SandboxConfig
from mity.text.records import dataclass, field

_SAID = 400
_NAMED = 3


@dataclass(slots=True)
class AgentBudget:
    """An agent, what it may cost, and what it has cost in this run; `redact` masks the secrets of a text.

    `barred` says why it is not asked again in this run; `sandbox` is what it may reach.
    """

    agent: Agent
    config: AgentConfig
    redact: Callable[[str], str]
    cost_usd: float = 0.0
    barred: str = ""
    sandbox: SandboxConfig = field(default_factory=SandboxConfig)

    @property
    def left_usd(self) -> float:
        """The money that is left."""
        return max(self.config.money_budget_usd - self.cost_usd, 0.0)

    @property
    def used_up(self) -> str:
        """Why it is not asked (again): the money is spent, or it may not ask its model; else an empty string."""
        if self.barred:
            return self.barred
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
    ledger: Ledger = field(default_factory=Ledger)

    def done(self, make: Callable[[ProjectCopy], Task], run: Run, files: Sequence[str] = ()) -> Changes:
        """What the agent changed in its copy; `files` are named to agents that want some. Raises Rejected."""
        changes, _ = self.worked(make, run, files)
        if not changes:
            raise Rejected(idle(self.contract.agent, self.ledger))
        return changes

    def worked(self, make: Callable[[ProjectCopy], Task], run: Run, files: Sequence[str] = ()) -> tuple[Changes, str]:
        """What the agent changed, which may be nothing, and what it answered. Raises Rejected."""
        agent = self.contract.agent
        with ProjectCopy(self.root, (*self.ignore, *FOR_AGENTS, *agent.litter)) as scratch:
            task = make(scratch)
            budget = round(self.contract.left_usd, 4)
            meter = self._meter(budget)
            command = self._command(scratch, task, files, meter)
            with confined(agent, self.contract.sandbox, scratch.home, [Path(command.argv[0])]) as within:
                outcome, strayed = self._watched(run, replace(command, confinement=within))
            self._hear(meter, outcome)
            self._account(outcome, task.time_s, budget)
            if strayed:
                raise Rejected(
                    f"{_some(strayed)} changed in the project while {agent.name} worked on its copy: put back, "
                    f"and what was there last is in {ASIDE}"
                )
            over = meter.over if outcome.exit_code != 0 else ""
            if why := refusal(agent, outcome, self.ledger, self.contract.config, task.time_s, over):
                if isinstance(why, NotAllowed):
                    self.contract.barred = str(why)
                raise why
            changes = scratch.changes()
        self.record["changed"] = sorted(changes)
        return changes, self.ledger.answer if agent.speaks and not agent.answer else outcome.output

    def _meter(self, budget_usd: float) -> Meter:
        agent, config = self.contract.agent, self.contract.config
        return Meter(agent.name, DIALECTS[agent.speaks], config.turn_budget, budget_usd, self.ledger)

    def _hear(self, meter: Meter, outcome: Outcome) -> None:
        """Takes what the agent told where nobody heard it line by line."""
        if self.contract.agent.speaks and not self.ledger.rows:
            meter.read(outcome.output)

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

    def _command(self, scratch: ProjectCopy, task: Task, files: Sequence[str], meter: Meter) -> Command:
        agent, config = self.contract.agent, self.contract.config
        values = {
            "workdir": str(scratch.workdir),
            "prompt": task.prompt(),
            "request_file": str(scratch.leave(REQUEST_FILE, task.to_json())),
            "prompt_file": str(scratch.leave(PROMPT_FILE, task.prompt())),
            "budget_usd": f"{task.budget_usd:g}",
            "time_s": str(math.floor(task.time_s)),
            "until": f"{time.time() + task.time_s:.3f}",
            "model": config.model,
            "turns": str(config.turn_budget or ""),
        }
        env = {
            "MITY_AGENT_REQUEST": values["request_file"],
            "MITY_AGENT_PROMPT": values["prompt_file"],
            "GIT_CEILING_DIRECTORIES": str(scratch.workdir.parent),
            "PWD": str(scratch.workdir),
            "OLDPWD": str(scratch.workdir),
            **agent.env,
        }
        program = self.contract.program(scratch.workdir) or self.program
        argv = (
            *_door(agent, values),
            program,
            *filled(agent.line(config.model, config.turn_budget)[1:], values, files),
        )
        title = f"{agent.name} works on a copy, {task.time_s:.0f} s at most"
        stdin = Path(values["prompt_file"]) if agent.stdin else None
        heard = meter if agent.speaks else None
        return Command(argv, scratch.workdir, env, task.time_s, title, alone=True, stdin=stdin, meter=heard)

    def _last(self, outcome: Outcome) -> list[str]:
        """The last lines of its answer; of an agent that only prints, the last ones printed."""
        told = self.ledger.error or self.ledger.answer
        return [line for line in told.splitlines() if line.strip()][-3:] if told else outcome.tail(3)

    def _account(self, outcome: Outcome, seconds: float, budget_usd: float) -> None:
        """What the log keeps of it. Nothing that the agent says is believed, except what it cost."""
        agent = self.contract.agent
        cost = self.ledger.cost_usd if agent.speaks else spent(outcome.output, agent.cost)
        self.contract.cost_usd += cost or 0.0
        self.record |= {
            **(self.ledger.to_json() if agent.speaks else {}),
            "time_budget_s": round(seconds, 1),
            "seconds": round(outcome.duration_s, 1),
            "money_budget_usd": budget_usd,
            "turn_budget": self.contract.config.turn_budget,
            "cost_usd": None if cost is None else round(cost, 6),
            "exit_code": outcome.exit_code,
            "sandbox": outcome.held.to_json() if outcome.held else None,
            "timed_out": outcome.timed_out,
            "said": [line[:_SAID] for line in self._last(outcome)],
        }


def _door(agent: Agent, values: Mapping[str, str]) -> tuple[str, ...]:
    """What stands before the program of an agent that is asked by the protocol."""
    if not agent.acp:
        return ()
    return (sys.executable, "-P", "-m", "mity.agents.coding.acp.client", "--until", values["until"], "--")


def _some(paths: list[str]) -> str:
    """The first of some paths, and how many more."""
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return f"{', '.join(paths[:_NAMED])}{more}"
