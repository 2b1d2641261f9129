"""A step that asks a coding agent: it works on a copy, and what it may change is taken over into the project."""

from __future__ import annotations

import dataclasses
import secrets
import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mity.changes.changeset import ChangeSet
from mity.changes.edit import Edit
from mity.command import Command, Outcome
from mity.engine.kinds.attempt import project_of
from mity.engine.kinds.command import claims, promised_outputs
from mity.engine.kinds.outputs import checked_outputs
from mity.engine.ports import Unavailable
from mity.engine.step_scope import StepScope
from mity.errors import MityError, StorageError
from mity.evidence.expected import Expected
from mity.evidence.found import Shown
from mity.reading import read_bytes, read_text
from mity.runs.artifacts import kept, load_outputs
from mity.runs.context import WorkflowContext
from mity.runs.events import utc_now
from mity.runs.result import StationResult
from mity.system.files import drop_bytecode, inside, write_atomic
from mity.workflow.core import Step
from mity.workflow.parts import Agent, Evidence

if TYPE_CHECKING:
    from mity.coding.task import Answer

_MOST = 256 * 1024


def run_agent(step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> StationResult:
    """Asks the coding agent that the step names, else the configured one; its last JSON object is the outputs.

    Without an agent or its prompt the step is unavailable. Raises KeyboardInterrupt when the run is cancelled.
    """
    started_at, started = utc_now(), time.monotonic()
    record: dict[str, Any] = {}
    try:
        result = _asked(step, view, env, scope, record)
    except Unavailable as error:
        result = StationResult.unavailable(str(error))
    except MityError as error:
        result = StationResult.failed(str(error), {"agent": record} if record else {})
    return dataclasses.replace(result, started_at=started_at, duration_s=time.monotonic() - started)


def prompt_of(agent: Agent, workspace: Path) -> str:
    """The words of a prompt. Raises Unavailable when the file that holds them is not there or cannot be read."""
    if not agent.prompt_file:
        return agent.prompt
    path = workspace / agent.prompt_file
    if not inside(workspace, path):
        raise Unavailable(f"prompt_file: {agent.prompt_file} leads out of {workspace}: name a file within it")
    try:
        words = read_text(path, most=_MOST)
    except OSError as error:
        raise Unavailable(
            f"prompt_file: {agent.prompt_file} cannot be read in {workspace}: {error.strerror}; write the prompt there"
        ) from error
    except UnicodeDecodeError as error:
        raise Unavailable(f"prompt_file: {agent.prompt_file} is not UTF-8: save it as such") from error
    if not words.strip():
        raise Unavailable(f"prompt_file: {agent.prompt_file} is empty: write the prompt there")
    return words


def _asked(
    step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope, record: dict[str, Any]
) -> StationResult:
    agent, services, project = step.agent, scope.run.services, project_of(view)
    if agent is None or services is None:
        raise Unavailable("no coding agent is configured: name one under [agent] in .mity/config.toml, or with --agent")
    words = prompt_of(agent, view.workspace)
    asked = view.for_step(load_outputs(view.inputs.items(), view.workspace))

    def run(command: Command) -> Outcome:
        limited = dataclasses.replace(command, env={**env, **command.env})
        return scope.run_all([limited]).outcomes[-1]

    declared = step.evidence if step.evidence is not None and claims(step) else Evidence()
    with (
        scope.run.asking,
        Expected(declared, project, scope.run.ignore(view)) if claims(step) else nullcontext() as looked,
    ):
        answer = services.ask(agent, words, asked, project, run, record)
        _apply(answer, project, view, scope)
        shown = looked.shown() if looked is not None else Shown({})
    evidence = {"exit_code": record.get("exit_code"), "changed": sorted(one.path for one in answer.edits)}
    evidence |= {"agent": record, **shown.evidence}
    if shown.problems:
        return StationResult.failed(f"{record.get('name')} ended well, but {'; '.join(shown.problems)}", evidence)
    outputs = promised_outputs(step, checked_outputs(answer.outputs), scope)
    changed = f"{len(answer.edits)} files changed" if answer.edits else "no file changed"
    spent = _spent(record)
    done = StationResult.done(f"{record.get('name')}: {changed}{spent}", evidence)
    return dataclasses.replace(done, outputs=kept(outputs, view.workspace), claims=claims(step) or bool(answer.edits))


def _spent(record: dict[str, Any]) -> str:
    """The turns and the dollars of an agent that tells them."""
    turns, cost = record.get("turns"), record.get("cost_usd")
    told = f", {turns} turns" if turns else ""
    return told if cost is None else f"{told}, {cost:.2f} USD"


def _apply(answer: Answer, project: Path, view: WorkflowContext, scope: StepScope) -> None:
    """Writes the edits as one change, which is kept as a whole or not at all. Raises MityError with nothing changed."""
    if not answer.edits:
        return
    owner = f"{scope.key}~agent-{secrets.token_hex(4)}"
    change = ChangeSet.begin(project, scope.run.ignore(view), owner, run_id=view.run_id)
    try:
        change.declare(edit.path for edit in answer.edits)
        for edit in answer.edits:
            if _content(project / edit.path) != answer.found.get(edit.path):
                raise MityError(f"{edit.path} changed in the project while the agent worked on its copy")
            if not inside(project, project / edit.path):
                raise MityError(f"{edit.path} leads out of {project} now")
        for edit in answer.edits:
            _write(project / edit.path, edit)
        change.look()
        drop_bytecode(project, change.changed())
    except BaseException:
        change.undo()
        raise
    change.keep()


def _content(path: Path) -> bytes | None:
    try:
        return read_bytes(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MityError(f"{path} cannot be read: {error.strerror}") from error


def _write(path: Path, edit: Edit) -> None:
    try:
        mode = path.stat().st_mode & 0o7777 if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, edit.content or b"", durable=False)
        if mode is not None:
            path.chmod(mode)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error
