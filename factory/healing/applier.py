"""The bench of the healing loop: a fix is applied to the real project, checked, and taken back when told to."""

from __future__ import annotations

import contextlib
import difflib
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from mity.changes.edit import Edit
from mity.changes.snapshot import Entry, Snapshot, Snapshots, differing
from mity.command import Command, Outcome, Run
from mity.healing.model import Diagnosis, Fix
from mity.healing.ports import Rejected
from mity.healing.scopes import violation
from mity.system.files import drop_bytecode, inside, passed_over, write_atomic

ASIDE = ".mity/aside"
_LONGEST_DIFF = 20_000
_LONGEST_SAID = 800
_ERRORS_TOLD = 6
_ERROR = re.compile(r"\b(?:error|fatal)\b:? +\S|\bERR! +\S", re.IGNORECASE)


@dataclass(slots=True)
class AppliedFix:
    """A fix that stands in the project: the state before it and right after it, and the folders moved away."""

    snapshots: Snapshots
    before: Snapshot
    after: Snapshot
    moved: tuple[tuple[Path, Path], ...]
    folders_before: frozenset[str] = frozenset()
    folders_after: frozenset[str] = frozenset()

    def look(self) -> None:
        """Takes the present state of the project for what the fix left."""
        self.after, self.folders_after = self.snapshots.take(self.before), self.snapshots.folders()

    @property
    def diff(self) -> str:
        """What the fix changed, as a unified diff; binary files and modes in one line each."""
        paths = differing(self.before, self.after)
        return "".join(_diff(self.snapshots, p, self.before.get(p), self.after.get(p)) for p in paths)

    def revert(self) -> list[str]:
        """Puts back what the fix changed, except paths that somebody edited after it; returns those."""
        now = self.snapshots.take(self.after)
        theirs: list[str] = []
        back: list[str] = []
        for path in differing(self.before, self.after):
            was, made, found = self.before.get(path), self.after.get(path), now.get(path)
            if not _same(found, made) and not _same(found, was):
                theirs.append(path)
            elif not _same(found, was):
                back.append(path)
        self._put_back(back)
        drop_bytecode(self.snapshots.project, back)
        for place, aside in self.moved:
            _remove(place)
            aside.rename(place)
        return theirs

    def _put_back(self, paths: Iterable[str]) -> None:
        """What is new goes first, because it may stand where something else was."""
        root = self.snapshots.project
        for path in sorted(paths, key=lambda path: path in self.before):
            if path in self.before:
                self._remove_folders()
            self.snapshots.put_back(path, self.before.get(path))
        self._remove_folders()
        for path in sorted(self.folders_before - self.folders_after):
            (root / path).mkdir(parents=True, exist_ok=True)

    def _remove_folders(self) -> None:
        """Removes the folders that the fix made, as far as nobody put anything into them."""
        for path in sorted(self.folders_after - self.folders_before, reverse=True):
            with contextlib.suppress(OSError):
                (self.snapshots.project / path).rmdir()


class FixApplier:
    """Applies fixes to the project in `project`. `run` executes a fix's commands; `ignore` are folders not kept."""

    def __init__(self, project: Path, ignore: Iterable[str], run: Run) -> None:
        self._project = project
        self._ignore = tuple(ignore)
        self._run = run
        self._snapshots: Snapshots | None = None
        self._last: Snapshot = {}

    def apply(self, diagnosis: Diagnosis, fix: Fix, limit_s: float) -> AppliedFix:
        """Snapshot, edits, commands within `limit_s` seconds, checks. Raises Rejected with nothing changed."""
        if fix.is_retry:
            return AppliedFix(self._store(), {}, {}, ())
        snapshots = self._store()
        try:
            before = snapshots.take(self._last)
        except OSError as error:
            raise Rejected(f"the project cannot be read as a whole, so nothing is changed: {error}") from error
        edits = (*fix.edits, *self._authored(fix, before, limit_s))
        moved = self._move_aside(fix.move_aside)
        applied = AppliedFix(snapshots, before, before, moved, snapshots.folders())
        try:
            self._edit(edits)
            self._commands(fix.commands, limit_s)
            applied.look()
            drop_bytecode(self._project, differing(before, applied.after))
            self._last = applied.after
            self._check(diagnosis, fix, applied)
        except (Rejected, OSError) as error:
            applied.look()
            diff = applied.diff[:_LONGEST_DIFF]
            applied.revert()
            raise Rejected(str(error), diff) from error
        except BaseException:
            applied.look()
            applied.revert()
            raise
        return applied

    def _authored(self, fix: Fix, before: Snapshot, limit_s: float) -> tuple[Edit, ...]:
        """What the author of a fix makes of it; void when the project did not stand still meanwhile."""
        if fix.generator is None:
            return ()
        edits: tuple[Edit, ...] = ()
        refused: Rejected | None = None
        try:
            edits = fix.generator.edits(self._run, limit_s)
        except Rejected as error:
            refused = error
        if changed := differing(before, self._store().take(before)):
            names = ", ".join(changed[:3])
            said = f"{refused or 'nothing was applied'}; {names} changed in the project meanwhile, left as it is"
            raise Rejected(said, refused.diff if refused else "")
        if refused is not None:
            raise refused
        return edits

    def _store(self) -> Snapshots:
        if self._snapshots is None:
            self._snapshots = Snapshots(self._project, self._ignore)
        return self._snapshots

    def _edit(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            target = self._project / edit.path
            if target.is_symlink() or not inside(self._project, target):
                raise Rejected(f"{edit.path} leads out of the project")
            place = PurePosixPath(target.resolve().relative_to(self._project.resolve()).as_posix())
            if passed_over(place, self._store().ignore):
                raise Rejected(f"{edit.path} lies in a folder of which no state is kept")
            if edit.content is not None:
                mode = target.stat().st_mode & 0o7777 if target.exists() else None
                target.parent.mkdir(parents=True, exist_ok=True)
                write_atomic(target, edit.content, durable=False)
                if mode is not None:
                    target.chmod(mode)
            if edit.mode is not None:
                target.chmod(edit.mode)

    def _commands(self, commands: Iterable[Command], limit_s: float) -> None:
        for command in commands:
            outcome = self._run(replace(command, timeout=min(command.timeout, limit_s)))
            if not outcome.ok:
                said = _told(outcome)
                raise Rejected(f"{outcome.summary}: {said}" if said else outcome.summary)

    def _check(self, diagnosis: Diagnosis, fix: Fix, applied: AppliedFix) -> None:
        changed = {
            path: (self._store().content(applied.before.get(path)), self._store().content(applied.after.get(path)))
            for path in differing(applied.before, applied.after)
        }
        if reason := violation(diagnosis, fix, changed):
            raise Rejected(reason)

    def _move_aside(self, names: Iterable[str]) -> tuple[tuple[Path, Path], ...]:
        """Moves what is generated (environments, caches, results) out of the way; only names the stack ignores."""
        moved: list[tuple[Path, Path]] = []
        for name in names:
            place = self._project / name
            if (
                not any(fnmatch(Path(name).name, pattern) for pattern in self._ignore)
                or place.is_symlink()
                or not place.exists()
                or not inside(self._project, place)
            ):
                continue
            aside = self._project / ASIDE / name
            number = 1
            while aside.exists():
                aside, number = self._project / ASIDE / f"{name}-{number}", number + 1
            aside.parent.mkdir(parents=True, exist_ok=True)
            (self._project / ASIDE / ".gitignore").write_text("*\n", encoding="utf-8")
            place.rename(aside)
            moved.append((place, aside))
        return tuple(moved)


def _told(outcome: Outcome) -> str:
    """What a failed command says of its cause: the first of its last lines that speak of an error, else the last."""
    lines = [line.strip() for line in outcome.tail(40)]
    errors = [line for line in lines if _ERROR.search(line)]
    return " ".join(errors[:_ERRORS_TOLD] or lines[-2:])[:_LONGEST_SAID]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _same(one: Entry | None, other: Entry | None) -> bool:
    return one is other if one is None or other is None else one.same(other)


def _diff(snapshots: Snapshots, path: str, before: Entry | None, after: Entry | None) -> str:
    old, new = snapshots.content(before), snapshots.content(after)
    if old == new:
        modes = [f"{entry.mode & 0o7777:o}" if entry else "none" for entry in (before, after)]
        return f"mode of {path}: {modes[0]} → {modes[1]}\n"
    try:
        lines = [(data or b"").decode("utf-8").splitlines(keepends=True) for data in (old, new)]
    except UnicodeDecodeError:
        return f"{path}: bytes changed\n"
    names = ("/dev/null" if old is None else f"a/{path}", "/dev/null" if new is None else f"b/{path}")
    text = difflib.unified_diff(lines[0], lines[1], *names)
    return "".join(line if line.endswith("\n") else line + "\n" for line in text)
