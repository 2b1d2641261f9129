"""Fixes applied to the real project, each in a change set of its own, which is kept or taken back."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from mity.changes.changeset import ChangeSet
from mity.changes.edit import Edit
from mity.changes.policy import ChangePolicy, violation
from mity.changes.shadows import packages_of
from mity.changes.snapshot import Snapshot, Snapshots, State, differing, own_ignore
from mity.command import Command, Outcome, Run
from mity.errors import StorageError
from mity.healing.model import Diagnosis, Fix
from mity.healing.ports import Rejected
from mity.healing.scopes import NO_TERMS, HealingTerms, fix_policy
from mity.system.files import drop_bytecode, inside, write_atomic
from mity.system.passing import passing
from mity.system.trees import passed_over
from mity.text.records import dataclass

_LONGEST_DIFF = 20_000
_LONGEST_SAID = 800
_UNREADABLE = "the project cannot be read as a whole, so nothing is changed"
_ERRORS_TOLD = 6
_ERROR = re.compile(r"\b(?:error|fatal)\b:? +\S|\bERR! +\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """A fix that was applied; `change` is None for a plain second try, which changes nothing."""

    change: ChangeSet | None = None

    @property
    def name(self) -> str:
        """The name of the change in the project's records, unlike that of any other fix."""
        return self.change.owner if self.change else ""

    @property
    def diff(self) -> str:
        """What the fix changed, as a unified diff; binary files and modes in one line each."""
        return self.change.diff if self.change else ""

    def keep(self) -> None:
        """What the fix changed stays. Raises StorageError."""
        if self.change:
            self.change.keep()

    def revert(self) -> list[str]:
        """Puts back what the fix changed, except paths that somebody edited after it; returns those."""
        return list(self.change.undo().left) if self.change else []


class FixApplier:
    """Applies fixes to the project in `project`. `run` executes a fix's commands; `ignore` are folders not kept.

    Each fix is a change set of its own, which `owner` (the address of the step that is healed) and `run_id` name;
    `terms` are what the step allows besides. `unkept` are files that commands make and that do not stay where they were
    not there before; `began` hears of the state of the project before each fix.
    """

    def __init__(
        self,
        project: Path,
        ignore: Iterable[str],
        run: Run,
        *,
        owner: str = "heal",
        run_id: str = "mity",
        terms: HealingTerms = NO_TERMS,
        unkept: Iterable[str] = (),
        began: Callable[[State], None] = lambda state: None,
    ) -> None:
        self._project = project
        self._ignore = tuple(ignore)
        self._run = run
        self._owner = owner
        self._run_id = run_id
        self._terms = terms
        self._unkept = tuple(unkept)
        self._began = began
        self._last: Snapshot = {}

    def apply(self, diagnosis: Diagnosis, fix: Fix, limit_s: float) -> AppliedFix:
        """Snapshot, edits, commands within `limit_s` seconds, checks. Raises Rejected with nothing changed."""
        if fix.is_retry:
            return AppliedFix()
        edits = (*fix.edits, *self._generated(fix, limit_s))
        targets = [self._target(edit) for edit in edits]
        change = self._begin()
        try:
            change.declare(targets)
            change.move_aside(fix.move_aside)
            for edit in edits:
                _write(self._project / edit.path, edit)
            with passing(self._project, self._unkept):
                self._commands(fix.commands, limit_s)
            self._look(change)
            if reason := violation(self._policy(diagnosis, fix), change.changes()):
                raise Rejected(reason)
        except (Rejected, StorageError, OSError) as error:
            raise Rejected(str(error), self._take_back(change)) from error
        except BaseException:
            self._take_back(change)
            raise
        return AppliedFix(change)

    def _policy(self, diagnosis: Diagnosis, fix: Fix) -> ChangePolicy:
        policy = self._terms.applied_to(fix_policy(diagnosis, fix))
        return replace(policy, package=packages_of(self._project))

    def _begin(self) -> ChangeSet:
        owner = f"{self._owner}~fix-{secrets.token_hex(4)}"
        try:
            change = ChangeSet.begin(self._project, self._ignore, owner, run_id=self._run_id, known=self._last)
        except StorageError as error:
            raise Rejected(f"{_UNREADABLE}: {error}") from error
        self._began(change.before)
        return change

    def _look(self, change: ChangeSet) -> None:
        change.look()
        drop_bytecode(self._project, change.changed())
        self._last = change.after.files if change.after else {}

    def _take_back(self, change: ChangeSet) -> str:
        """Undoes a fix that must not be; returns what it would have changed."""
        diff = ""
        with contextlib.suppress(StorageError):  # without a look it is undone as well
            self._look(change)
            diff = change.diff[:_LONGEST_DIFF]
        change.undo()
        return diff

    def _generated(self, fix: Fix, limit_s: float) -> tuple[Edit, ...]:
        """The edits of a fix's generator; void when the project changed while it worked."""
        if fix.generator is None:
            return ()
        snapshots = Snapshots(self._project, self._ignore)
        edits: tuple[Edit, ...] = ()
        refused: Rejected | None = None
        before = _taken(snapshots, self._last)
        try:
            edits = fix.generator.edits(self._run, limit_s)
        except Rejected as error:
            refused = error
        if changed := differing(before, _taken(snapshots, before)):
            names = ", ".join(changed[:3])
            reason = f"{refused or 'nothing was applied'}; {names} changed in the project meanwhile, left as it is"
            raise Rejected(reason, refused.diff if refused else "")
        if refused is not None:
            raise refused
        return edits

    def _target(self, edit: Edit) -> str:
        """The path that an edit writes, relative to the project. Raises Rejected for one that it must not write."""
        target = self._project / edit.path
        if target.is_symlink() or not inside(self._project, target):
            raise Rejected(f"{edit.path} leads out of the project")
        place = PurePosixPath(target.resolve().relative_to(self._project.resolve()).as_posix())
        if passed_over(place, own_ignore(self._ignore)):
            raise Rejected(f"{edit.path} is in a folder that snapshots do not cover, so it could not be put back")
        return str(place)

    def _commands(self, commands: Iterable[Command], limit_s: float) -> None:
        for command in commands:
            outcome = self._run(replace(command, timeout=min(command.timeout, limit_s)))
            if not outcome.ok:
                said = _told(outcome)
                raise Rejected(f"{outcome.summary}: {said}" if said else outcome.summary)


def _taken(snapshots: Snapshots, known: Snapshot) -> Snapshot:
    try:
        return snapshots.take(known).files
    except OSError as error:
        raise Rejected(f"{_UNREADABLE}: {error}") from error


def _write(target: Path, edit: Edit) -> None:
    if edit.content is not None:
        mode = target.stat().st_mode & 0o7777 if target.exists() else None
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, edit.content, durable=False)
        if mode is not None:
            target.chmod(mode)
    if edit.mode is not None:
        target.chmod(edit.mode)


def _told(outcome: Outcome) -> str:
    """What a failed command says of its cause: the first of its last lines that speak of an error, else the last."""
    lines = [line.strip() for line in outcome.tail(40)]
    errors = [line for line in lines if _ERROR.search(line)]
    return " ".join(errors[:_ERRORS_TOLD] or lines[-2:])[:_LONGEST_SAID]
