"""What the healing is asked to upgrade, and what an ecosystem answers."""

from __future__ import annotations

from collections.abc import Callable

from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.model import Advice
from mity.healing.rules import FailureContext
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """A package in a file, and the version that mends it; `through` is `NAME@VERSION` of another that leads there.

    `depth` is how many folders below the project the file is.
    """

    name: str
    version: str
    file: str
    fixed: str
    through: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """How it is upgraded: edits first, then commands. `scope` are the files that may differ, as paths of the folder."""

    title: str
    edits: tuple[Edit, ...] = ()
    commands: tuple[Command, ...] = ()
    scope: tuple[str, ...] = field(default=())


Ecosystem = Callable[[FailureContext, Asked], Way | Advice]
"""Its failure is the one in the folder of the file; paths that it answers with are those of that folder."""


def by_hand(asked: Asked, why: str, command: str = "") -> Advice:
    """What a person has to do where no manager can be asked."""
    wanted = asked.through or f"{asked.name} {asked.fixed}"
    return Advice(f"{asked.file} needs {wanted}, which mends {asked.name} {asked.version}: {why}", command)
