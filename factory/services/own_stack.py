"""The stack that a project brings: what a run found is what it goes by, whatever a command writes meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

from mity.engine.scope import RunScope
from mity.errors import UsageError
from mity.projects.app_record import STACK_FILE
from mity.system.clone_places import is_clone
from mity.system.trees import digest

_NOTHING_YET = {".git", ".mity"}


def check_own_stack(run: RunScope, project: Path) -> None:
    """Raises UsageError where the stack file of a project is neither as the run met it nor as mity itself wrote it.

    What a command wrote was neither shown nor trusted, and would decide what the next steps prove. In a clone that mity
    made nothing is compared: commits are checked out there, and commands cannot write into `.mity`.
    """
    own = project / STACK_FILE
    if is_clone(project) or not _has_files(project):
        return
    if _state(own) not in run.own_stacks.setdefault(own, {_state(own)}):
        raise UsageError(f"{own} was changed while this run was under way: look at it, then run this again")


def wrote_own_stack(run: RunScope, project: Path) -> None:
    """To be told when mity itself may have written the stack file of a project."""
    own = project / STACK_FILE
    run.own_stacks.setdefault(own, set()).add(_state(own))


def _has_files(project: Path) -> bool:
    try:
        with os.scandir(project) as entries:
            return any(one.name not in _NOTHING_YET for one in entries)
    except OSError:
        return False


def _state(path: Path) -> str:
    return digest(path) if os.path.lexists(path) else ""
