"""What a run would take from a foreign `.mity/` or log, and whether this user consented to it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mity.engine.choice import Choice
from mity.engine.frame import PARAMETERS
from mity.errors import LogError
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.scanners.consent import scanners_item
from mity.services.config import CONFIG, AgentConfig
from mity.text.records import dataclass, field
from mity.trust.consents import Consents
from mity.trust.item import Item, UntrustedError, command_line, item
from mity.trust.project import (
    agent_item,
    check_home,
    limits_item,
    sandbox_item,
    stack_item,
    token_item,
    workflow_item,
    workflow_lines,
)
from mity.trust.reusable import file_items, generates
from mity.workflow.core import Policy
from mity.workflow.library import Library, shipped_workflow
from mity.workflow.model import Workflow

RUN_AGENT = "run.agent"
"""Where a context has the coding agent that its run began with: a name that no parameter can have."""
_OLD_AGENT = "agent"
SCAN = "scan"
"""The station that runs scanners."""


@dataclass(frozen=True, slots=True)
class TrustGate:
    """The gate of one workspace. `agent` is what its own settings name; `agent_named`: whether a coding
    agent is named already, so that the one in a log does not count; `tokens` are hosts with their variables; `wider` is
    what the settings let through the sandbox, `spends` what they let the agent do, whoever named it.
    """

    workspace: Path
    agent: AgentConfig
    library: Library
    agent_named: bool = False
    tokens: Mapping[str, str] = field(default_factory=dict)
    wider: Sequence[str] = ()
    spends: Sequence[str] = ()
    consents: Consents = field(default_factory=Consents)

    def for_run(self, context: WorkflowContext, workflow: Workflow, called: Mapping[str, Workflow]) -> list[Item]:
        """What a run would take from the project, without what was trusted. Raises UsageError for links in `.mity`."""
        found = self._used([workflow, *called.values()], context.output_path)
        if self.library.definitions.from_project:
            place = ", ".join(sorted(self.library.definitions.from_project))
            found.append(workflow_item(place, {workflow.id: workflow, **called}))
        return self.consents.missing([*found, *self._reusable([workflow, *called.values()])])

    def _reusable(self, workflows: Iterable[Workflow]) -> list[Item]:
        """The project's files of workflows, where one of these generates a workflow, which may use each of them."""
        if not generates(workflows):
            return []
        self.library.own_names()
        return file_items({file: self.library.source(file) for file in self.library.own_files()})

    def for_resume(self, log: ExecutionLog, choice: Choice | None = None) -> list[Item]:
        """The same for a run that continues: its log may have come with the project."""
        all_of_it = [log.workflow, *log.workflows.values()]
        used = [*self._used(all_of_it, log.context.output_path), *self._reusable(all_of_it)]
        agent = [] if self.agent_named else self._log_agent(log)
        return self.consents.missing([*used, *self._of_log(log, choice), *agent])

    def _used(self, workflows: Iterable[Workflow], project: Path) -> list[Item]:
        """What of the project's own a run of these uses: commands alone use neither its stack nor an agent.

        Tokens are needed by whatever tells of the run.
        """
        check_home(project)
        steps = [step for one in workflows for step in one.steps()]
        heals = any(link.policy is Policy.HEAL for step in steps for link in step.on_failure or ())
        uses = any(step.station or step.verify or step.agent is not None or step.generate for step in steps)
        scans = any(step.station == SCAN or step.generate for step in steps)
        return self.of_project(project, scans=scans) if heals or uses else self._tokens()

    def of_project(self, project: Path, *, scans: bool = True) -> list[Item]:
        """What the project's `.mity/` names, trusted or not: stack, coding agent, scanners for what scans, tokens.

        Raises UsageError.
        """
        check_home(project)
        place = str(self.workspace / CONFIG)
        agent = agent_item(place, self.agent.preset, self.agent.command)
        limits = limits_item(place, self.spends) if self.spends and self.agent_named else None
        scanners = scanners_item(project) if scans else None
        return [*(one for one in (stack_item(project), agent, limits, scanners) if one is not None), *self._tokens()]

    def _tokens(self) -> list[Item]:
        """The variables that the settings name for hosts, and what they let through the sandbox."""
        place = str(self.workspace / CONFIG)
        return [*(token_item(place, host, variable) for host, variable in self.tokens.items()), *self.of_sandbox()]

    def of_sandbox(self) -> list[Item]:
        """What the settings let through the sandbox, trusted or not."""
        return [sandbox_item(str(self.workspace / CONFIG), self.wider)] if self.wider else []

    def check(self, items: Iterable[Item]) -> None:
        """Raises UntrustedError when there is one."""
        if items := list(items):
            raise refusal(self.workspace, items)

    def remember_run(self, context: WorkflowContext, workflow: Workflow, called: Mapping[str, Workflow]) -> None:
        """Lets a resume continue what this user has begun, without asking."""
        log = ExecutionLog("", workflow, [], context, workflows=dict(called))
        self.consents.give([*self._of_log(log, None), *self._log_agent(log)], keep=False)

    def remember_answer(self, log: ExecutionLog, choice: Choice | None) -> None:
        """The same for commands that this user gave as an answer."""
        if choice is not None and choice.run:
            self.consents.give(self._answers(log.context.workspace, [choice]), keep=False)

    def _of_log(self, log: ExecutionLog, choice: Choice | None) -> list[Item]:
        where = log.context.workspace
        workflows = {log.workflow.id: log.workflow, **log.workflows}
        found: list[Item] = []
        if any(not _is_shipped(one) for one in workflows.values()):
            lines = [line for one in workflows.values() for line in workflow_lines(one)]
            content = [_place(where), {name: one.to_json() for name, one in workflows.items()}]
            found.append(item("log", f"the workflow in the log of run {log.run_id}", lines, content))
        pending = [] if choice is not None else [Choice.from_json(row) for row in log.answers.values()]
        return [*found, *self._answers(where, [one for one in pending if one.run])]

    def _log_agent(self, log: ExecutionLog) -> list[Item]:
        agent = recorded_agent(log.context)
        if agent is None:
            return []
        lines = [f"agent: {command_line(agent.command) or agent.preset}"]
        content = [_place(log.context.workspace), agent.preset, list(agent.command)]
        return [item("log-agent", f"the coding agent in the log of run {log.run_id}", lines, content)]

    def _answers(self, where: Path, choices: Iterable[Choice]) -> list[Item]:
        title = "an answer in the log that is commands"
        return [
            item("answer", title, [f"$ {line}" for line in one.commands], [_place(where), one.text])
            for one in choices
            if one.commands
        ]


def recorded_agent(context: WorkflowContext) -> AgentConfig | None:
    """The coding agent that a run began with, as its log says; None for none. Raises LogError."""
    named = context.metadata.get(RUN_AGENT)
    if named is None and _OLD_AGENT not in (context.metadata.get(PARAMETERS) or {}):
        named = context.metadata.get(_OLD_AGENT)
    if not named:
        return None
    try:
        agent = AgentConfig.model_validate(named)
    except ValueError as error:
        raise LogError("the log names a coding agent that is none: start again, or name another run") from error
    return agent if agent.preset or agent.command else None


def refusal(project: Path, items: Iterable[Item]) -> UntrustedError:
    """The error for what was not trusted: what it is, where, and the next step."""
    items = list(items)
    what = " and ".join(one.title for one in items)
    return UntrustedError(
        f"nothing was run: {what} came with the project and was not trusted here. Read it by "
        f"`mity trust {shlex.quote(str(project))} --dry-run`, then trust it by `mity trust "
        f"{shlex.quote(str(project))}`, or give --trust",
        items,
    )


def _place(workspace: Path) -> str:
    return str(workspace.resolve())


def _is_shipped(workflow: Workflow) -> bool:
    own = shipped_workflow(workflow.id)
    return own is not None and own.to_json() == workflow.to_json()
