"""A run whose definition was changed since it began: what differs, and which results stand by the new one."""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Container, Mapping
from typing import Any

from mity.errors import ChangedDefinitionError
from mity.runs.keys import HOOKS, NESTED, RULE
from mity.runs.log import ExecutionLog
from mity.workflow.model import Workflow
from mity.workflow.snapshot import plain

_PROSE = frozenset({"description", "name", "title"})
_MOST_LINES = 60


def core(workflow: Workflow) -> Any:
    """What a workflow does, without what is only for readers, as plain JSON data."""
    data = {name: value for name, value in workflow.to_json().items() if name not in _PROSE | {"version"}}
    return _without_prose(data)


def _without_prose(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_prose(one) for name, one in value.items() if name != "description"}
    return [_without_prose(one) for one in value] if isinstance(value, list) else value


def same(log: ExecutionLog, workflow: Workflow, called: Mapping[str, Workflow]) -> bool:
    """Whether a definition does what the one in the log does."""
    now = {workflow.id: core(workflow), **{name: core(one) for name, one in called.items()}}
    return now == {name: core(one) for name, one in _begun(log).items()}


def _begun(log: ExecutionLog) -> dict[str, Workflow]:
    """What the run began with: its workflow and those that this calls, without what its steps have generated."""
    return {log.workflow.id: log.workflow, **{name: one for name, one in log.workflows.items() if NESTED not in name}}


def refusal(log: ExecutionLog, workflow: Workflow, called: Mapping[str, Workflow]) -> ChangedDefinitionError:
    """The error of a resume whose definition was changed: the difference in lines, and the two ways on."""
    before = _lines(_begun(log))
    after = _lines({workflow.id: workflow, **called})
    changed = list(difflib.unified_diff(before, after, "when it began", "now", lineterm="", n=2))
    shown = "\n".join(changed[:_MOST_LINES]) + ("\n…" if len(changed) > _MOST_LINES else "")
    return ChangedDefinitionError(
        f"workflow '{workflow.id}' was changed since run {log.run_id} began:\n{shown}\n"
        f"`mity resume {log.run_id} --keep-definition` goes on by the old one, `--accept-changes` by the new one"
    )


def _lines(workflows: Mapping[str, Workflow]) -> list[str]:
    return json.dumps({name: core(one) for name, one in workflows.items()}, indent=1, ensure_ascii=False).splitlines()


def standing(log: ExecutionLog, workflow: Workflow) -> tuple[list[str], list[str]]:
    """The keys of the results that stand by the new definition, and notes about those that do not.

    A result stands when its step is before the first change, or its step is the same. Parts of a step (items of a
    loop, steps of a workflow that it calls, what its success asked for) stand with it, and what a condition asked for
    that is the same. What is done at an end is done again at the next one.
    """
    old, new = _bodies(log.workflow), _bodies(workflow)
    first = next((index for index, (id, body) in enumerate(new.items()) if old.get(id) != body), len(new))
    same = {id for at, (id, body) in enumerate(new.items()) if at < first or old.get(id) == body}
    kept, notes = [], []
    for key in log.results:
        id = _step_of(key)
        if id in same or (key.startswith(HOOKS) and _action_stands(key, same, log.workflow, workflow)):
            kept.append(key)
        elif key.startswith(HOOKS):
            continue
        elif id not in new:
            notes.append(f"step '{key}' is not in the workflow any more; what it gave stays readable in the history")
        else:
            notes.append(f"step '{key}' was changed and runs again")
    return kept, notes


def _action_stands(key: str, same: Container[str], old: Workflow, new: Workflow) -> bool:
    """Whether an action stays done, where the steps `same` and the conditions that are both old and new do."""
    name = key.partition("/")[2]
    if name.startswith(RULE):
        at = int(name.removeprefix(RULE)) - 1
        return bool(_asked(old, at) == _asked(new, at))
    return _step_of(name.rpartition(".")[0]) in same


def _asked(workflow: Workflow, at: int) -> Any:
    """A condition of a workflow with all that it asks for."""
    rule = workflow.rules[at] if at < len(workflow.rules) else None
    step = workflow.recovery.get(rule.then.step) if rule is not None and rule.then is not None else None
    return _without_prose([plain(rule), plain(step)])


def _step_of(key: str) -> str:
    return key.partition(">")[0].partition("[")[0].partition("#")[0]


def _bodies(workflow: Workflow) -> dict[str, Any]:
    """What each step does, and what its stage says of it."""
    found = {}
    for stage in workflow.stages:
        about = _without_prose(plain(dataclasses.replace(stage, steps=())))
        found.update({step.id: [about, _without_prose(plain(step))] for step in stage.steps})
    return found
