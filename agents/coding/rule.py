"""The rule that asks a coding agent, and the errand it runs when the fix is applied."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.agents.coding.distrust import FORBIDDEN, judges, objection, patch
from mity.agents.coding.presets import Agent, filled, spent
from mity.agents.coding.protocol import PROMPT_FILE, REQUEST_FILE, Request
from mity.agents.coding.scratch import Scratch
from mity.command import Command, Outcome
from mity.config import AgentConfig
from mity.healing.model import Advice, Edit, ErrorType, Fix, Proposal, Run
from mity.healing.ports import Rejected
from mity.healing.rules import Case, Rule
from mity.healing.scopes import allowed

HOPELESS = ("interrupted", "network", "toolchain")
SHORTEST_S = 0.5
_TAIL = 60
_MOST_FILES = 8
_SAID = 400
_FILE = re.compile(r"[\w./\\-]+\.\w{1,6}")


class CodingAgent(Rule):
    """Lets an agent change a copy of the project, when no other rule has a fix."""

    id = "coding-agent"
    last_resort = True

    def __init__(self, agent: Agent, config: AgentConfig, redact: Callable[[str], str]) -> None:
        self.title = f"let {agent.name} change a copy of the project, and take over what it changed"
        self.agent = agent
        self.config = config
        self.redact = redact
        self.cost_usd = 0.0

    def applies(self, case: Case) -> bool:
        return case.diagnosis.error_type is not ErrorType.PORT and case.diagnosis.kind not in HOPELESS

    def plan(self, case: Case) -> Proposal | None:
        program = self.program(case.root)
        if not program:
            return Advice(f"the coding agent {self.agent.name} is not on this machine", self.agent.get)
        if self.cost_usd and self.cost_usd >= self.config.money_budget_usd:
            limit = self.config.money_budget_usd
            return Advice(
                f"the money for {self.agent.name} is used up: {self.cost_usd:.2f} of {limit:.2f} USD;"
                " money_budget_usd in .mity/config.toml sets it"
            )
        return Fix(self.id, self.title, author=Errand(self, case, program))

    def program(self, root: Path) -> str:
        """The agent's program, or an empty string when it is not there."""
        word = self.agent.argv[0]
        if Path(word).name != word and not Path(word).is_absolute():
            word = str(root / word)
        return shutil.which(word) or ""


class Errand:
    """One task for the agent: told, watched, and judged by what its folder holds at the end."""

    def __init__(self, rule: CodingAgent, case: Case, program: str) -> None:
        self._rule = rule
        self._case = case
        self._program = program
        self._budget_usd = max(rule.config.money_budget_usd - rule.cost_usd, 0.0)
        self.record: dict[str, Any] = {"name": rule.agent.name, "program": program}

    def edits(self, run: Run, limit_s: float) -> tuple[Edit, ...]:
        """What the agent changed, when it may. Raises Rejected."""
        case, name = self._case, self._rule.agent.name
        # The failed command must run again within the same limit, else nothing could be proven.
        seconds = min(self._rule.config.time_budget_secs, limit_s - 2 * case.trial.outcome.duration_s)
        if seconds < SHORTEST_S:
            raise Rejected(f"too little of the time for healing is left to ask {name}")
        forbidden = (*FORBIDDEN, *judges(case.root, case.commands("test")))
        with Scratch(case.root, (*case.ignore, *self._rule.agent.litter)) as scratch:
            outcome = run(self._command(scratch, self._request(scratch, seconds, forbidden)))
            self._account(outcome, seconds)
            if not outcome.ok:
                raise Rejected(_ending(name, outcome, seconds))
            changes = scratch.changes()
        self.record["changed"] = sorted(changes)
        if not changes:
            raise Rejected(f"{name} ended well but changed nothing")
        if reason := objection(changes, forbidden, self._rule.redact):
            raise Rejected(reason, self._rule.redact(patch(changes)))
        return tuple(Edit(path, after) for path, (_, after) in changes.items())

    def _request(self, scratch: Scratch, seconds: float, forbidden: tuple[str, ...]) -> Request:
        case = self._case
        diagnosis = case.diagnosis.to_json()
        diagnosis["evidence"] = [scratch.moved(line) for line in diagnosis["evidence"]]
        if diagnosis["location"]:
            diagnosis["location"]["file"] = scratch.moved(diagnosis["location"]["file"])
        outcome = case.trial.outcome
        return Request(
            scratch.workdir,
            scratch.moved(self._rule.redact(outcome.command.line)),
            scratch.moved(self._rule.redact(case.trial.complaint or outcome.summary)),
            diagnosis,
            tuple(scratch.moved(line) for line in outcome.tail(_TAIL)),
            allowed(case.diagnosis, Fix(CodingAgent.id, "", author=self)),
            forbidden,
            seconds,
            round(self._budget_usd, 4),
        )

    def _command(self, scratch: Scratch, request: Request) -> Command:
        agent = self._rule.agent
        values = {
            "workdir": str(scratch.workdir),
            "prompt": request.prompt(),
            "request_file": str(scratch.leave(REQUEST_FILE, request.to_json())),
            "prompt_file": str(scratch.leave(PROMPT_FILE, request.prompt())),
            "budget_usd": f"{request.budget_usd:g}",
            "time_s": str(math.floor(request.time_s)),
        }
        env = {
            "MITY_AGENT_REQUEST": values["request_file"],
            "MITY_AGENT_PROMPT": values["prompt_file"],
            "GIT_CEILING_DIRECTORIES": str(scratch.workdir.parent),
            "PWD": str(scratch.workdir),
            "OLDPWD": str(scratch.workdir),
        }
        program = self._rule.program(scratch.workdir) or self._program
        argv = (program, *filled(agent.argv[1:], values, self._files()))
        title = f"{agent.name} works on a copy, {request.time_s:.0f} s at most"
        return Command(argv, scratch.workdir, env, request.time_s, title, alone=True)

    def _files(self) -> list[str]:
        """The files of the project that the failure names, nearest first."""
        case = self._case
        place = [case.diagnosis.location.file] if case.diagnosis.location else []
        lines = [*case.diagnosis.evidence, *reversed(case.trial.outcome.tail(_TAIL))]
        words = [*place, *(word for line in lines for word in _FILE.findall(line))]
        found = dict.fromkeys(path for word in words if (path := case.inside(word)))
        return list(found)[:_MOST_FILES]

    def _account(self, outcome: Outcome, seconds: float) -> None:
        """What the log keeps of it. Nothing that the agent says is believed, except what it cost."""
        cost = spent(outcome.output, self._rule.agent.cost)
        self._rule.cost_usd += cost or 0.0
        self.record |= {
            "time_budget_s": round(seconds, 1),
            "seconds": round(outcome.duration_s, 1),
            "money_budget_usd": round(self._budget_usd, 4),
            "cost_usd": None if cost is None else round(cost, 6),
            "exit_code": outcome.exit_code,
            "timed_out": outcome.timed_out,
            "said": [line[:_SAID] for line in outcome.tail(3)],
        }


def _ending(name: str, outcome: Outcome, seconds: float) -> str:
    if outcome.not_found:
        return f"{name} could not be started: {outcome.output.strip()}"
    if outcome.timed_out:
        return f"{name} was stopped at its time budget of {seconds:.0f} s, and what it had done so far is discarded"
    if outcome.interrupted:
        return f"{name} was interrupted"
    return f"{name} exited with {outcome.exit_code}, and what it had done so far is discarded"
