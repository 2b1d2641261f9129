"""A log for another run, or for the same one by another definition: which results it keeps."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mity.engine.frame import PARAMETERS
from mity.engine.kinds.outputs import OutputError, of_type
from mity.engine.place import resolved
from mity.engine.plan import Plan
from mity.engine.rewind import again_from, callers_of, decided_anew
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.keys import NESTED, RULE
from mity.runs.log import ExecutionLog
from mity.runs.result import REUSED
from mity.suggest import did_you_mean
from mity.workflow.core import Step
from mity.workflow.model import Workflow

FORKED_FROM = "forked_from"
"""The member of a log that names the run whose results it began with."""


def wanted(
    log: ExecutionLog, planned: Plan, from_step: str, outputs: Mapping[str, Mapping[str, Any]]
) -> tuple[str, dict[str, Mapping[str, Any]]]:
    """The key of the first step of a replay, and the other outputs of earlier steps by the keys of these.

    Raises UsageError for a step that the run does not have or whose result is not reused, and for an output that a step
    neither gave nor declares, or declares to be of another type.
    """
    key = resolved(log, planned, from_step)
    reused = reused_before(log, planned, key)
    found: dict[str, Mapping[str, Any]] = {}
    for name, values in outputs.items():
        try:
            step = resolved(log, planned, name)
        except UsageError as error:
            raise UsageError(f"--set {name}: {error}") from error
        if step not in reused:
            hint = did_you_mean(step, reused)
            raise UsageError(f"--set {name}: no result of this step is reused before '{key}': {hint}")
        declared = next((one.step for one in planned.steps() if one.key == step), Step(step))
        given = [*log.results[step].outputs, *declared.outputs]
        if wrong := next((one for one in values if one not in given), ""):
            raise UsageError(
                f"--set {name}.{wrong}: step '{step}' gives no output '{wrong}': {did_you_mean(wrong, given)}"
            )
        try:
            found[step] = {one: of_type(declared, one, value) for one, value in values.items()}
        except OutputError as error:
            raise UsageError(f"--set {name}: {error}") from error
    return key, found


def reused_before(log: ExecutionLog, planned: Plan, key: str) -> list[str]:
    """The keys of the results that a replay from the step `key` on takes over."""
    again = set(again_from(planned, key, log.stations) or ())
    return [name for name in log.results if name in log.stations and name not in again]


def before(log: ExecutionLog, planned: Plan, from_step: str) -> str:
    """The key of the step right behind which the files were as a replay from a step on began; empty for the start.

    Raises UsageError where steps that run again changed files at the same time as one that does not.
    """
    key = resolved(log, planned, from_step)
    reused = [name for name in reused_before(log, planned, key) if not log.results[name].extra.get(REUSED)]
    mixed = next(
        (row for row in log.changes if 0 < len(set(row["steps"]) & set(reused)) < len(set(row["steps"]))), None
    )
    if mixed is not None:
        steps = ", ".join(mixed["steps"])
        raise UsageError(
            f"the files cannot go back to before '{key}': {steps} changed files at the same time, and not all of them "
            "run again; replay from an earlier step, or without --rewind"
        )
    return reused[-1] if reused else ""


def replayed(
    log: ExecutionLog,
    planned: Plan,
    called: dict[str, Workflow],
    key: str,
    outputs: Mapping[str, Mapping[str, Any]],
    parameters: Mapping[str, Any],
) -> ExecutionLog:
    """A new run that begins with the results of `log` before the step `key`.

    `called` takes in the workflows that steps before it have generated; `outputs` are values that take the place of
    those a step gave, by the step's key, as `wanted` checked them; `parameters` is what the new run is given.
    """
    again = set(again_from(planned, key, log.stations) or ())
    context = WorkflowContext.from_json({**log.context.to_json(), "outputs": {}})
    context.env = dict(log.context.env)
    context.metadata = {**log.context.metadata, **parameters, PARAMETERS: dict(parameters)}
    made = ExecutionLog("", planned.workflow, planned.keys(), context, workflows=called)
    made.extra[FORKED_FROM] = log.run_id
    called |= _generated(log, lambda name: name not in again)
    made.progress.given.update({name: one for name, one in log.progress.given.items() if name not in again})
    reused = {name: log.results[name] for name in reused_before(log, planned, key)}
    made.touched = [dict(row) for row in log.touched if row["station"] in reused]
    _keep_order(made, [name for name in log.stations if name in reused])
    for name in log.stations:
        if name in reused:
            result = reused[name]
            given = {**result.outputs, **outputs.get(name, {})}
            made.record(name, dataclasses.replace(result, outputs=given, extra={**result.extra, REUSED: True}))
    anew = {*decided_anew(log, planned, again), *again}
    for member in ("conditions", "lists", "edges"):
        decided = getattr(log.progress, member)
        getattr(made.progress, member).update({place: one for place, one in decided.items() if place not in anew})
    return made


def redefined(log: ExecutionLog, planned: Plan, called: dict[str, Workflow], kept: Iterable[str]) -> ExecutionLog:
    """The same run by another definition, with the results of the steps `kept`; the others are in its history."""
    names = set(kept)
    for name in [one for one in log.results if one not in names]:
        log.drop(name)
    old = log.stations
    called |= _generated(log, names.__contains__)
    log.workflow, log.workflows, log.stations = planned.workflow, called, []
    log.add(planned.keys())
    _keep_order(log, [name for name in old if name in names])
    ids = {_id(name) for name in names}
    ids |= {_id(stage.address) for stage in planned.stages if any(step.step.id in ids for step in stage.steps)}
    for decided in (log.progress.conditions, log.progress.lists, log.progress.edges):
        for address in [one for one in decided if _id(one) not in ids and not _rule_stands(log, one)]:
            del decided[address]
    return log


def _rule_stands(log: ExecutionLog, address: str) -> bool:
    """Whether an address is that of a condition of the workflow which the definition still has there."""
    number = address.removeprefix(RULE)
    rules, known = log.workflow.rules, log.progress.conditions.get(address)
    at = int(number) - 1 if address.startswith(RULE) and number.isdigit() else len(rules)
    return known is not None and at < len(rules) and rules[at].condition == known["text"]


def _generated(log: ExecutionLog, stands: Callable[[str], bool]) -> dict[str, Workflow]:
    """What steps have generated whose result stands, by the names under which the log has it."""
    return {name: one for name, one in log.workflows.items() if NESTED in name and stands(name.rpartition(NESTED)[0])}


def _keep_order(log: ExecutionLog, names: Iterable[str]) -> None:
    """Takes in keys that the plan does not have, each behind the one before it."""
    behind = ""
    for name in [one for key in names for one in (*callers_of(key), key)]:
        if name not in log.stations:
            log.add([name], behind if behind in log.stations else "")
        behind = name


def _id(address: str) -> str:
    return address.rpartition("/")[2].rpartition(">")[2].partition("[")[0].partition("#")[0]
