"""The three-way merge of an application with a newer version of its template, in folders beside it.

Nothing of the application is written here: the result says what would have to be.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from mity.changes.proof_tree import below, proof_tree
from mity.errors import MityError
from mity.features.ownership import Ownership
from mity.features.templates import renamed_path
from mity.projects.app_record import APP_FILE, BASES_FILE, OWNERSHIP_FILE
from mity.stacks.catalog import Catalogue
from mity.system.files import storage_error
from mity.system.git import Repository
from mity.system.git_history import RecordedFiles
from mity.system.runner import Runner
from mity.system.three_way import merge_folders
from mity.system.trees import tree
from mity.text.records import dataclass, field
from mity.trust.consents import Consents
from mity.trust.template import template_consent
from mity.updates.bases import Bases, Content, content_of
from mity.updates.conflicts import Conflict, find_conflict, settle, side_for
from mity.updates.fitting import assume, earlier_rendering
from mity.updates.origin import Origin
from mity.updates.rendering import Rendering, render_version
from mity.updates.target import Target

RECORDS = (APP_FILE, OWNERSHIP_FILE, BASES_FILE)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a file: create, update, merge or delete; `content` is None for one that goes."""

    path: str
    kind: str
    before: Content | None
    content: Content | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What an update would change, what it cannot decide, and the new version: its files, and its answers.

    `hidden` are files that git ignores.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    pristine: Mapping[str, Content]
    answers: Mapping[str, str]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taking:
    """An update as it was asked for: `settled` names the side that has the right in files that both changed."""

    root: Path
    origin: Origin
    target: Target
    answers: Mapping[str, str]
    ownership: Ownership
    ignore: tuple[str, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict)


def merge_update(runner: Runner, catalogue: Catalogue, consents: Consents, taking: Taking, within: Path) -> Merged:
    """Merges in the empty folder `within`. Raises UsageError, MityError, StorageError."""
    target = taking.target
    trusted = not target.foreign or consents.has(template_consent(target.source))
    if not trusted and target.source.code:
        raise MityError(
            f"the template {target.source.origin} brings code that would run and was not trusted: "
            f"`mity trust {target.source.origin}` shows it, or give --trust"
        )
    new = render_version(runner, target.source, taking.answers, within / "new", trusted=trusted, foreign=target.foreign)

    @functools.cache
    def earlier() -> Rendering | None:
        return earlier_rendering(runner, catalogue, consents, taking.root, taking.ownership, within / "earlier")

    if not taking.ownership.files and (made := earlier()) is not None:
        assume(taking.ownership, made, taking.origin.template)
    try:
        with RecordedFiles(taking.root, APP_FILE) as history:
            sides = _Sides(taking, new, Bases(taking.root, taking.ownership, history, new, earlier), within)
            return sides.merge()
    except OSError as error:
        raise storage_error("compare the files of", taking.root, error) from error


class _Sides:
    """The three folders of one merge."""

    def __init__(self, taking: Taking, new: Rendering, bases: Bases, within: Path) -> None:
        self._taking = taking
        self._new = new
        self._bases = bases
        self._within = within
        self._base, self._own, self._theirs = (within / name for name in ("base", "own", "theirs"))
        for folder in (self._base, self._own, self._theirs):
            folder.mkdir()

    def merge(self) -> Merged:
        """Fills the folders, merges them, and compares the result with the application."""
        taking, moved = self._taking, self._moves()
        hidden = self._hidden()
        owned = taking.ownership.files
        kept_out = {path for path, one in owned.items() if one.role} | hidden | set(RECORDS)
        pristine = {path: found for path in self._new.digests if (found := content_of(self._new.project / path))}
        for path, content in pristine.items():
            if path not in kept_out:
                content.write(self._theirs / path)
        for path in self._own_paths(hidden):
            if found := content_of(taking.root / path):
                found.write(self._own / self._moved(path, moved))
        for path in owned.keys() - kept_out:
            if found := self._bases.find(path):
                found.write(self._base / self._moved(path, moved))
        merge = merge_folders(self._within, self._base, self._own, self._theirs)
        conflicts = self._decide(merge.result, merge.conflicts)
        changes = tuple(self._changes(merge.result, moved))
        known = {path: content for path, content in pristine.items() if not owned.get(path) or not owned[path].role}
        return Merged(changes, tuple(conflicts), known, self._new.answers, frozenset(hidden))

    def _own_paths(self, hidden: set[str]) -> list[str]:
        root = self._taking.root
        found = set(proof_tree(root, self._taking.ignore))
        found |= {
            path for path in self._taking.ownership.files if (root / path).is_symlink() or (root / path).is_file()
        }
        return sorted(found - hidden - set(RECORDS))

    def _hidden(self) -> set[str]:
        """Files of the template that are there and that git ignores: settings of one person, which stay as they are."""
        root = self._taking.root
        places = frozenset(Repository(root).ignored())
        paths = {*self._taking.ownership.files, *self._new.digests}
        return {path for path in paths if below(path, places) and (root / path).exists()}

    def _moves(self) -> dict[str, str]:
        """Files of the template's that its notes say were renamed, where the owner has them under the old name."""
        taking = self._taking
        rows = reversed(taking.target.changes_since(taking.origin.version))
        named = [pair for row in rows for pair in row.renamed.items()]
        found: dict[str, str] = {}
        for old, new in ((renamed_path(old, taking.answers), renamed_path(new, taking.answers)) for old, new in named):
            before = next((path for path, now in found.items() if now == old), old)
            taken = {now for path, now in found.items() if path != before}
            if before in taking.ownership.files and self._free(before, new, taken):
                found[before] = new
        return found

    def _free(self, before: str, new: str, taken: set[str]) -> bool:
        """Whether a file that is there may go to a path: nobody has it, nothing goes there, and no file is above it."""
        root = self._taking.root
        above = [root / one for one in PurePosixPath(new).parents]
        blocked = any(os.path.lexists(one) and not one.is_dir() for one in above)
        free = new not in taken and not blocked and not os.path.lexists(root / new)
        return (root / before).is_file() and free

    def _moved(self, path: str, moved: Mapping[str, str]) -> str:
        return moved.get(path, path)

    def _decide(self, result: Path, unmerged: Mapping[str, str]) -> list[Conflict]:
        """Settles what was decided already; what is left is a conflict, and stays as the owner has it."""
        left: list[Conflict] = []
        for path in unmerged:
            side = side_for(path, self._taking.settled)
            place, mine = result / path, content_of(self._own / path)
            data = settle(path, result, self._own, self._theirs, side) if side else None
            if not side:
                left.append(find_conflict(path, result, self._base, self._own, self._theirs))
            mode = mine or content_of(self._theirs / path) or Content(b"")
            chosen = (Content(data, mode.mode) if data is not None else None) if side else mine
            place.unlink(missing_ok=True)
            if chosen is not None:
                chosen.write(place)
        return left

    def _changes(self, result: Path, moved: Mapping[str, str]) -> list[Change]:
        """What differs between the application and the result."""
        before = {str(path): content_of(self._own / path) for path in tree(self._own)}
        before = {old: before[self._moved(old, moved)] for old in self._names(before, moved)}
        after = {str(path): content_of(result / path) for path in tree(result)}
        changes: list[Change] = []
        for path in sorted(before.keys() | after.keys()):
            old, new = before.get(path), after.get(path)
            if old != new:
                changes.append(Change(path, self._kind(path, old, new), old, new))
        return changes

    def _names(self, before: Mapping[str, object], moved: Mapping[str, str]) -> set[str]:
        """The paths of the application, which has files under their old names still."""
        back = {new: old for old, new in moved.items()}
        return {back.get(path, path) for path in before}

    def _kind(self, path: str, old: Content | None, new: Content | None) -> str:
        if old is None:
            return "create"
        if new is None:
            return "delete"
        return "update" if new == content_of(self._theirs / path) else "merge"
