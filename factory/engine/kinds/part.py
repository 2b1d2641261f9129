"""One step of a run as another machine is handed it, and its result as that machine tells it: plain JSON data."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from mity.command import Command, Outcome, Overrides
from mity.engine.kinds.attempt import project_of
from mity.engine.step_scope import StepScope
from mity.errors import MityError, UsageError
from mity.redaction import MASK, Redactor, hide
from mity.runs.context import PART, WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.stacks.counts import Counts
from mity.workflow.core import Step
from mity.workflow.snapshot import plain, read_part

Json = dict[str, Any]
TOLD = "execution"
"""The member of a part's result that tells what happened, for the repairs of the run that it belongs to."""
_NOT_TOLD: Json = {
    **dict.fromkeys(("runs_on", "on_success", "ensure", "next"), ()),
    "on_failure": None,
    "inputs": {},
    "loop": None,
    "failed": None,
}
"""What of a step whoever handed it over looks after, or has filled in."""
_MOST = 200_000  # characters of what a command printed
_FLAGS = ("timed_out", "not_found", "interrupted", "hung")
_PLAIN = ("progress", "tests_collected", "problem", "failing", "part")


def handed(step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> Json:
    """What another machine needs for one attempt of a step: all that it reads is filled in, nothing is read again.

    Raises UsageError for a secret that has no name by which the other machine could find it.
    """
    made = {
        "step": plain(dataclasses.replace(step, **_NOT_TOLD)),
        "env": dict(env),
        "run": view.run_id,
        "address": scope.address,
        "attempt": scope.attempt,
        "inputs": dict(view.inputs),
        "choice": view.choice,
        "overrides": dataclasses.asdict(scope.overrides),
        "proofs": scope.run.proof_terms,
    }
    if found := _secret(made, scope.run.redactor):
        raise UsageError(
            f"step '{step.id}' runs on another worker, and its {found} holds a secret, which goes into no database:"
            " let its command read the variable of its worker instead"
        )
    return made


def part_of(
    step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope
) -> tuple[Step, Mapping[str, str], StepScope]:
    """The step that was handed over, its variables and its scope; `view` gets its inputs. Another step, such as the one
    that asks whether it was done, has its variables alone.

    Raises MityError for a secret that this machine does not have.
    """
    told = view.metadata[PART]
    given = {**_names(told, scope), **told["env"], **env}
    masked = [name for values in (given, told["inputs"]) for name, value in values.items() if value == MASK]
    if masked:
        raise MityError(f"this worker needs the secret {masked[0]}: set it in its environment")
    try:
        made: Step = read_part(Step, told["step"])
    except ValidationError as error:
        raise MityError(f"step '{step.id}' cannot be read as it was handed over: {error.errors()[0]['msg']}") from error
    if step.id != made.id:
        return step, given, scope
    view.inputs, view.choice = told["inputs"], told["choice"]
    return made, given, dataclasses.replace(scope, overrides=Overrides(**told["overrides"]))


def _names(told: Json, scope: StepScope) -> dict[str, str]:
    """The variables by which a command knows which step of which run it is: those of the run that the step is of."""
    run_id, address = str(told["run"]), str(told["address"])
    attempt = {"MITY_ATTEMPT": str(told["attempt"]), "MITY_RESUMED": "true" if scope.resumed else "false"}
    return {"MITY_RUN_ID": run_id, "MITY_STEP": address, "MITY_STEP_KEY": f"{run_id}/{address}", **attempt}


def told(result: StationResult, view: WorkflowContext, redactor: Redactor) -> StationResult:
    """The result of a part with what happened, as it is recorded."""
    if result.execution is None:
        return result
    execution, outcome = result.execution, result.execution.outcome
    text = outcome.output
    text = text if len(text) <= _MOST else f"{text[: _MOST // 2]}\n…\n{text[-_MOST // 2 :]}"
    row: Json = {name: getattr(execution, name) for name in _PLAIN}
    counts = {} if execution.counts is None else dataclasses.asdict(execution.counts)
    row["counts"] = {name: sorted(one) if isinstance(one, frozenset) else one for name, one in counts.items()}
    row["outcome"] = {
        "argv": list(outcome.command.argv),
        "title": outcome.command.title,
        "timeout": outcome.command.timeout,
        "exit_code": outcome.exit_code,
        "output": redactor.text(text),
        "duration_s": outcome.duration_s,
        **{name: getattr(outcome, name) for name in _FLAGS},
    }
    row["place"] = str(view.workspace)
    return dataclasses.replace(result, extra={**result.extra, TOLD: row})


def heard(result: StationResult, view: WorkflowContext) -> StationResult:
    """The result of a part as one of a step that ran here: paths of the other machine are those of this one."""
    row = result.extra.get(TOLD)
    if not isinstance(row, dict):
        return result
    extra = {name: value for name, value in result.extra.items() if name != TOLD}
    said, place = row["outcome"], str(row["place"])
    here = str(view.workspace)
    command = Command(tuple(said["argv"]), project_of(view), timeout=float(said["timeout"]), title=said["title"])
    flags: Json = {name: bool(said[name]) for name in _FLAGS}
    output = str(said["output"]).replace(place, here)
    outcome = Outcome(command, said["exit_code"], output, float(said["duration_s"]), **flags)
    plainly = {name: row[name] for name in _PLAIN if name != "failing"}
    counts = read_part(Counts, row["counts"]) if row["counts"] else None
    execution = Execution(outcome, **plainly, failing=tuple(row["failing"]), counts=counts)
    return dataclasses.replace(result, extra=extra, execution=execution, message=result.message.replace(place, here))


def _secret(made: Mapping[str, Any], redactor: Redactor) -> str:
    """Where a secret stands that is not the value of a name that tells of one; empty where none does."""
    for kind in ("env", "inputs", "step", "overrides"):
        for name, value in hide(made[kind]).items():
            if any(redactor.text(text) != text for text in _texts(value)):
                return {"env": f"variable {name}", "inputs": f"input '{name}'"}.get(kind, str(name))
    return ""


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for one in inner for text in _texts(one)]
