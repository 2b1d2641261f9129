"""A log for another run, or for the same one by another definition: which results it keeps."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mity.engine.frame import PARAMETERS
from mity.engine.plan import Plan
from mity.engine.rewind import again_from
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog
from mity.suggest import did_you_mean
from mity.workflow.model import Workflow

REUSED = "reused"
"""The member of a result that another run made."""
FORKED_FROM = "forked_from"
"""The member of a log that names the run whose results it began with."""


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
    those a step gave, by the step's key; `parameters` is what the new run is given. Raises UsageError for outputs of a
    step whose result is not reused.
    """
    again = set(again_from(planned, key, log.stations) or ())
    context = WorkflowContext.from_json({**log.context.to_json(), "outputs": {}})
    context.env = dict(log.context.env)
    context.metadata = {**log.context.metadata, **parameters, PARAMETERS: dict(parameters)}
    made = ExecutionLog("", planned.workflow, planned.keys(), context, workflows=called)
    made.extra[FORKED_FROM] = log.run_id
    called |= _generated(log, lambda name: name not in again)
    made.progress.given.update({name: one for name, one in log.progress.given.items() if name not in again})
    reused = {name: result for name, result in log.results.items() if name in log.stations and name not in again}
    if unknown := [name for name in outputs if name not in reused]:
        hint = did_you_mean(unknown[0], reused)
        raise UsageError(f"--set {unknown[0]}: no result of this step is reused before '{key}': {hint}")
    made.touched = [dict(row) for row in log.touched if row["station"] in reused]
    _keep_order(made, [name for name in log.stations if name in reused])
    for name in log.stations:
        if name in reused:
            result = reused[name]
            given = {**result.outputs, **outputs.get(name, {})}
            made.record(name, dataclasses.replace(result, outputs=given, extra={**result.extra, REUSED: True}))
    _keep_decisions(made, log, lambda address: _id(address) not in {_id(one) for one in again})
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
        for address in [one for one in decided if _id(one) not in ids]:
            del decided[address]
    return log


def _generated(log: ExecutionLog, stands: Callable[[str], bool]) -> dict[str, Workflow]:
    """What steps have generated whose result stands, by the names under which the log has it."""
    return {name: one for name, one in log.workflows.items() if NESTED in name and stands(name.rpartition(NESTED)[0])}


def _keep_order(log: ExecutionLog, names: Iterable[str]) -> None:
    """Takes in keys that the plan does not have, each behind the one before it."""
    behind = ""
    for name in names:
        if name not in log.stations:
            log.add([name], behind if behind in log.stations else "")
        behind = name


def _keep_decisions(log: ExecutionLog, source: ExecutionLog, stands: Callable[[str], bool]) -> None:
    for member in ("conditions", "lists", "edges"):
        decided = getattr(source.progress, member)
        getattr(log.progress, member).update({name: one for name, one in decided.items() if stands(name)})


def _id(address: str) -> str:
    return address.rpartition("/")[2].rpartition(">")[2].partition("[")[0].partition("#")[0]
