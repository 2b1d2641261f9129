"""An application of several parts: each a folder that is an application of a stack of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mity.projects.app_record import read_app
from mity.projects.detect import recognise
from mity.stacks.catalog import Catalogue, StackFolder
from mity.stacks.model import Requirement
from mity.stacks.part_spec import Part

_OWN = ("heal.git", "aside", "logs", "locks", "artifacts", "watch", "cache", "reports", "memory.json")
"""What mity keeps in a part beside its files."""


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """One part: what the stack of the whole says of it, its folder, its own stack."""

    spec: Part
    root: Path
    folder: StackFolder

    @property
    def name(self) -> str:
        """Its folder, by which people know it."""
        return self.spec.folder

    @property
    def answers(self) -> dict[str, Any]:
        """What it was made from."""
        return dict(read_app(self.root).get("answers") or {})


def parts_of(
    whole: StackFolder, root: Path, catalogue: Catalogue, answers: Mapping[str, Any] | None = None
) -> tuple[ProjectPart, ...]:
    """The parts of an application in their order; none for one that is a single application.

    A part that is not there yet has the stack that `answers` name. Raises UsageError for one that nothing knows.
    """
    return tuple(
        ProjectPart(spec, root / spec.folder, _stack(spec, root / spec.folder, catalogue, answers or {}))
        for spec in whole.stack.parts
    )


def together(whole: StackFolder, parts: Iterable[ProjectPart]) -> StackFolder:
    """The stack of the whole with what its parts require and ignore."""
    parts = tuple(parts)
    if not parts:
        return whole
    requires: dict[str, Requirement] = {one.tool: one for one in whole.stack.requires}
    ignore = dict.fromkeys(whole.stack.ignore)
    for part in parts:
        for one in part.folder.stack.requires:
            requires.setdefault(one.tool, one)
        ignore |= dict.fromkeys((*part.folder.stack.ignore, *(f"{part.name}/.mity/{name}" for name in _OWN)))
    joined = whole.stack.model_copy(update={"requires": tuple(requires.values()), "ignore": tuple(ignore)})
    return StackFolder(joined, whole.path)


def _stack(spec: Part, root: Path, catalogue: Catalogue, answers: Mapping[str, Any]) -> StackFolder:
    if root.is_dir():
        return recognise(root, catalogue)
    return catalogue.get(str(answers.get(spec.answer) or "") if spec.answer else spec.stack)
