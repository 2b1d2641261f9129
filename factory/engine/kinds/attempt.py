"""What one attempt of a command is given: its folder, its variables, and files for inputs and outputs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mity.command import Command
from mity.engine.step_scope import StepScope
from mity.errors import MityError, UsageError
from mity.runs.artifacts import load_outputs
from mity.runs.context import WorkflowContext
from mity.system.files import inside, storage_error
from mity.system.scratch import Scratch
from mity.text.records import dataclass
from mity.workflow.core import Step
from mity.workflow.values import written

LONGEST = 131_068
"""Bytes that one variable may hold: a longer one cannot be handed to a program on Linux."""
_LONGEST_PAIR = 131_071
_REFUSED = "the variable {} cannot be given to the command: {}"
_INSTEAD = "read it from the JSON file that $MITY_INPUTS names"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where a command runs, with which variables, and the file that it writes its outputs to."""

    folder: Path
    env: Mapping[str, str]
    output: Path


def project_of(view: WorkflowContext) -> Path:
    """The folder that commands of a run work in."""
    return view.output_path if view.output_path.is_dir() else view.workspace


def folder_of(step: Step, project: Path) -> Path:
    """Where the step's command runs. Raises UsageError for a `cwd` that is not there or leads out of the project."""
    if not step.cwd:
        return project
    folder = project / step.cwd
    if Path(step.cwd).is_absolute() or not inside(project, folder):
        raise UsageError(f"cwd: {step.cwd} leads out of {project}: name a folder within it")
    if not folder.is_dir():
        raise UsageError(
            f"cwd: there is no folder {step.cwd} in {project}: make it in an earlier step, or name another"
        )
    return folder


def enclosed(command: Command, step: Step, view: WorkflowContext, attempt: Attempt, scope: StepScope) -> Command:
    """The command as it is to be started: in a sandbox where the project is not the user's own. Raises StorageError."""
    services = scope.run.services
    if services is None or not step.sandbox:
        return command
    return services.enclosed(view, command, attempt.output.parent)


@contextmanager
def attempt_of(step: Step, view: WorkflowContext, env: Mapping[str, str], scope: StepScope) -> Iterator[Attempt]:
    """The surroundings of one attempt, for the time of a `with` block.

    Raises UsageError for a folder that cannot be, MityError for a variable that no program can be given, StorageError.
    """
    project = project_of(view)
    folder = folder_of(step, project)
    inputs = load_outputs(view.inputs.items(), view.workspace)
    given = {**_of_inputs(step, inputs, scope), **env}
    for name, value in given.items():
        if why := unfit(name, value):
            raise MityError(f"{_REFUSED.format(name, why)}; declare it in `inputs:` and {_INSTEAD}")
    with Scratch("step") as place:
        output = _file(place / "output", "")
        about = {
            "MITY_OUTPUT": str(output),
            "MITY_INPUTS": str(_file(place / "inputs.json", json.dumps(inputs, ensure_ascii=False))),
            "MITY_RUN_ID": view.run_id,
            "MITY_STEP": scope.address,
            "MITY_STEP_KEY": f"{view.run_id}/{scope.address}",
            "MITY_ATTEMPT": str(scope.attempt),
            "MITY_RESUMED": "true" if scope.resumed else "false",
        }
        yield Attempt(folder, {**about, **given}, output)


def unfit(name: str, value: str) -> str:
    """Why no program can be given a variable, in a clause; empty when it can."""
    if "\0" in value:
        return "it holds a NUL"
    size = len(value.encode("utf-8", "surrogateescape"))
    if size <= LONGEST and len(name) + 1 + size <= _LONGEST_PAIR:
        return ""
    return f"it holds {size:,} bytes, and a variable takes {LONGEST:,} at most"


def _of_inputs(step: Step, inputs: Mapping[str, Any], scope: StepScope) -> dict[str, str]:
    """The variable of each input. One that no variable can hold is left out if the command does not name it."""
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, value in inputs.items():
        variable = f"MITY_INPUT_{name.upper().replace('-', '_')}"
        if variable in names:
            raise UsageError(f"the inputs '{names[variable]}' and '{name}' are both {variable}: rename one of them")
        names[variable] = name
        text = "" if value is None else written(value)
        why = unfit(variable, text)
        if why and _names(step, variable):
            raise MityError(f"{_REFUSED.format(variable, why)}; {_INSTEAD}")
        if why:
            scope.note(f"{variable} is not set: {why}; '{name}' is in the JSON file $MITY_INPUTS")
        else:
            found[variable] = text
    return found


def _names(step: Step, variable: str) -> bool:
    words = step.command if isinstance(step.command, tuple) else (step.command,)
    return any(re.search(rf"\b{re.escape(variable)}\b", word) for word in words)


def _file(path: Path, text: str) -> Path:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise storage_error("write", path, error) from error
    return path
