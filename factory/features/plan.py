"""The plan for a feature: what becomes of each file, by what was rendered, what is owned and what is there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mity.changes.protected import matches
from mity.errors import UsageError
from mity.features.ownership import Ownership, digest
from mity.text.records import dataclass, field

Read = Callable[[str], bytes | None]
WRITES = ("create", "update", "merge", "derive")


@dataclass(frozen=True, slots=True)
class Action:
    """What becomes of a file: create, update, merge, derive, keep or delete. `text` is the bare render.

    `feature` is whose file it is, empty for one that is made of all features.
    """

    path: str
    kind: str
    role: str
    text: str = ""
    feature: str = ""

    @property
    def writes(self) -> bool:
        """True when the file gets new content."""
        return self.kind in WRITES

    def to_json(self) -> dict[str, str]:
        """What the log keeps of it."""
        return {"path": self.path, "kind": self.kind, "role": self.role, "sha256": digest(self.text.encode())}


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions for features, and why some files are left alone."""

    features: tuple[str, ...]
    actions: tuple[Action, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def changes(self) -> list[Action]:
        """The actions that change something."""
        return [action for action in self.actions if action.kind != "keep"]

    def to_json(self) -> dict[str, Any]:
        """What the log keeps."""
        return {
            "feature": ", ".join(self.features),
            "actions": [action.to_json() for action in self.actions],
            "notes": list(self.notes),
        }


def joined_plan(features: tuple[str, ...], parts: Mapping[str, Plan]) -> Plan:
    """The plans for the parts of an application as one, with paths below the whole."""
    actions = (
        dataclasses.replace(action, path=f"{part}/{action.path}")
        for part, plan in parts.items()
        for action in plan.actions
    )
    notes = dict.fromkeys(note for plan in parts.values() for note in plan.notes)
    return Plan(features, tuple(actions), tuple(notes))


def plan_files(
    feature: str,
    rendered: Mapping[str, str],
    owned: Ownership,
    read: Read,
    tests: Iterable[str],
) -> list[Action]:
    """The actions that bring the files of a feature from what is there to what was rendered.

    Raises UsageError when a file is in the way, or was moved or deleted by its owner.
    """
    globs = tuple(tests)
    actions: list[Action] = []
    for path, text in sorted(rendered.items()):
        role = "test" if matches(path, globs) else "code"
        actions.append(Action(path, _kind(feature, path, text, owned, read(path)), role, text, feature))
    gone = [p for p, one in owned.of(feature).items() if p not in rendered and one.role in ("code", "test")]
    for path in sorted(gone):
        if _pristine(path, owned, read(path)):
            actions.append(Action(path, "delete", owned.files[path].role, feature=feature))
    return actions


def plan_derived(rendered: Mapping[str, str], owned: Ownership, read: Read) -> list[Action]:
    """The actions for files made of all features, which nobody but mity writes; one that a newer template does not make
    at its place any more is deleted. Raises UsageError.
    """
    actions: list[Action] = []
    for path, text in sorted(rendered.items()):
        there = read(path)
        record = owned.files.get(path)
        if there is not None and record is None:
            raise UsageError(f"{path} is in the way and not mity's: move it, then try again")
        if there is not None and record is not None and digest(there) != record.sha256:
            raise _edited(path)
        same = record is not None and record.rendered == digest(text.encode()) and there is not None
        actions.append(Action(path, "keep" if same else "derive", "derived", text))
    elsewhere = [path for path, one in owned.files.items() if one.role == "derived" and path not in rendered]
    for path in sorted(elsewhere):
        if (there := read(path)) is not None:
            if digest(there) != owned.files[path].sha256:
                raise _edited(path)
            actions.append(Action(path, "delete", "derived"))
    return actions


def _edited(path: str) -> UsageError:
    return UsageError(f"{path} is made of all features by mity and was edited: take it back from git")


def plan_removal(feature: str, owned: Ownership, read: Read) -> list[Action]:
    """The actions that take a feature's files away. Raises UsageError when one was edited."""
    actions: list[Action] = []
    for path, one in sorted(owned.of(feature).items()):
        if one.role == "migration":
            continue  # history: databases out there have applied it
        data = read(path)
        if data is None:
            continue
        if digest(data) != one.sha256:
            raise UsageError(f"{path} was edited since mity wrote it: it is not removed. Move your changes away first")
        actions.append(Action(path, "delete", one.role, feature=feature))
    return actions


def _kind(feature: str, path: str, text: str, owned: Ownership, there: bytes | None) -> str:
    record = owned.files.get(path)
    if record is None or record.feature != feature:
        if there is not None:
            raise UsageError(f"{path} is in the way: choose another name for the feature, or move that file")
        return "create"
    if record.rendered == digest(text.encode()):
        return "keep"
    if there is None:
        raise UsageError(f"{path} was moved or deleted: put it back, or make this change by hand")
    if digest(there) == record.sha256:
        return "update"
    if owned.base(path) is None:
        raise UsageError(f"{path} was edited, and what mity once wrote is not known any more: change it by hand")
    return "merge"


def _pristine(path: str, owned: Ownership, there: bytes | None) -> bool:
    return there is not None and digest(there) == owned.files[path].sha256
