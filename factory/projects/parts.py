"""An application of several parts: each a folder that is an application of a stack of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.projects.app_record import owned_digests, read_app
from mity.stacks.catalog import Catalogue, StackFolder
from mity.stacks.part_spec import Part
from mity.stacks.requirement import Requirement
from mity.text.records import dataclass

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

    A part has a stack that mity has, never one that it brings: what a project brings is trusted by its own `.mity`. One
    that is not there yet has the stack that `answers` name. Raises UsageError for a stack that nothing knows.
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
    untried = [f"{one.name}: {said}" for one in parts if (said := one.folder.stack.experimental)]
    experimental = "; ".join((*([whole.stack.experimental] if whole.stack.experimental else ()), *untried))
    joined = whole.stack.model_copy(
        update={"requires": tuple(requires.values()), "ignore": tuple(ignore), "experimental": experimental}
    )
    return StackFolder(joined, whole.path)


def check_no_part(root: Path) -> None:
    """Raises UsageError for a folder that is a part of an application, which changes as a whole."""
    around = read_app(root).get("part_of")
    if around:
        raise UsageError(
            f"{root} is a part of the application {(root / str(around)).resolve()}: name that one with --app"
        )


def check_single(root: Path, catalogue: Catalogue) -> None:
    """Raises UsageError for an application of several parts, for what cannot be done to those yet."""
    stack_id = str(read_app(root).get("stack") or "")
    if stack_id in catalogue.ids() and (parts := catalogue.get(stack_id).stack.parts):
        named = " and ".join(part.folder for part in parts)
        raise UsageError(
            f"{root} has the parts {named}, and mity updates only applications without parts so far: bring what is new "
            "into each part by hand"
        )


def owned_of_all(root: Path, parts: Iterable[ProjectPart]) -> dict[str, str]:
    """The files that mity generated in an application and in its parts, with the SHA-256 that they had then."""
    below = {f"{part.name}/{path}": one for part in parts for path, one in owned_digests(part.root).items()}
    return {**owned_digests(root), **below}


def _stack(spec: Part, root: Path, catalogue: Catalogue, answers: Mapping[str, Any]) -> StackFolder:
    if root.is_symlink():
        raise UsageError(f"{root} is a link, and mity works on no part of an application through one")
    if root.is_dir():
        known = str(read_app(root).get("stack") or "")
        found = catalogue.get(known) if known in catalogue.ids() else catalogue.detect(root)
        if found is None:
            raise UsageError(f"nothing shows of which stack {root} is: a part must be of one that mity has")
        return found
    return catalogue.get(str(answers.get(spec.answer) or "") if spec.answer else spec.stack)
