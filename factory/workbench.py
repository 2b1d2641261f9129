"""The bench of the healing loop: a fix is applied to the real project, checked, and taken back when told to."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from mity.command import Command, Outcome
from mity.healing.model import Diagnosis, Edit, Fix
from mity.healing.ports import Rejected
from mity.healing.scopes import violation
from mity.system.files import inside, write_atomic
from mity.system.snapshot import Entry, Snapshot, Snapshots, differing

Run = Callable[[Command], Outcome]
ASIDE = ".mity/aside"


@dataclass(slots=True)
class Applied:
    """A fix that stands in the project: the state before it and right after it, and the folders moved away."""

    snapshots: Snapshots
    before: Snapshot
    after: Snapshot
    moved: tuple[tuple[Path, Path], ...]

    @property
    def diff(self) -> str:
        """What the fix changed, as a unified diff; binary files and modes in one line each."""
        paths = differing(self.before, self.after)
        return "".join(_diff(self.snapshots, p, self.before.get(p), self.after.get(p)) for p in paths)

    def revert(self) -> list[str]:
        """Puts back what the fix changed, except paths that somebody edited after it; returns those."""
        now = self.snapshots.take(self.after)
        theirs: list[str] = []
        for path in differing(self.before, self.after):
            was, made, found = self.before.get(path), self.after.get(path), now.get(path)
            if not _same(found, made) and not _same(found, was):
                theirs.append(path)
            elif not _same(found, was):
                self.snapshots.put_back(path, was)
        for place, aside in self.moved:
            shutil.rmtree(place, ignore_errors=True)
            aside.rename(place)
        return theirs


class Workbench:
    """Applies fixes to the project in `project`. `run` executes a fix's commands; `ignore` are folders not kept."""

    def __init__(self, project: Path, ignore: Iterable[str], run: Run) -> None:
        self._project = project
        self._ignore = tuple(ignore)
        self._run = run
        self._snapshots: Snapshots | None = None
        self._last: Snapshot = {}

    def apply(self, diagnosis: Diagnosis, fix: Fix, limit_s: float) -> Applied:
        """Snapshot, edits, commands within `limit_s` seconds, checks. Raises Rejected with nothing changed."""
        if fix.unchanged:
            return Applied(self._store(), {}, {}, ())
        snapshots = self._store()
        before = snapshots.take(self._last)
        moved = self._move_aside(fix.discards)
        applied = Applied(snapshots, before, before, moved)
        try:
            self._edit(fix.edits)
            self._commands(fix.commands, limit_s)
            applied.after = self._last = snapshots.take(before)
            self._check(diagnosis, fix, applied)
        except (Rejected, OSError) as error:
            applied.after = snapshots.take(before)
            applied.revert()
            raise Rejected(str(error)) from error
        except BaseException:
            applied.after = snapshots.take(before)
            applied.revert()
            raise
        return applied

    def _store(self) -> Snapshots:
        if self._snapshots is None:
            self._snapshots = Snapshots(self._project, self._ignore)
        return self._snapshots

    def _edit(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            target = self._project / edit.path
            if target.is_symlink() or not inside(self._project, target):
                raise Rejected(f"{edit.path} leads out of the project")
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
                said = " ".join(outcome.tail(2))
                raise Rejected(f"{outcome.summary}: {said}" if said else outcome.summary)

    def _check(self, diagnosis: Diagnosis, fix: Fix, applied: Applied) -> None:
        changed = {
            path: (self._store().content(applied.before.get(path)), self._store().content(applied.after.get(path)))
            for path in differing(applied.before, applied.after)
        }
        if reason := violation(diagnosis, fix, changed):
            raise Rejected(reason)

    def _move_aside(self, names: Iterable[str]) -> tuple[tuple[Path, Path], ...]:
        """Moves generated folders (environments, caches) out of the way; only those that the stack ignores."""
        moved: list[tuple[Path, Path]] = []
        for name in names:
            place = self._project / name
            if (
                not any(fnmatch(Path(name).name, pattern) for pattern in self._ignore)
                or place.is_symlink()
                or not place.is_dir()
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
