"""Control groups, where this process may make them: what a command and all that it starts may use together."""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path

from mity.confinement import Limits
from mity.text.records import dataclass

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "mity-"
_NUMBERS = itertools.count()
_LOOKS, _PAUSE_S = 20, 0.01
_ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 126; shift; done; shift; exec "$@"'
"""A shell enters the groups and becomes the command, so that nothing of the command is ever outside."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one command, a folder for each hierarchy; none where the system gives none."""

    folders: tuple[Path, ...] = ()

    def entered(self, argv: tuple[str, ...]) -> tuple[str, ...]:
        """The command that runs `argv` within the groups."""
        if not self.folders:
            return argv
        return ("/bin/sh", "-c", _ENTER, "sh", *map(str, self.folders), "--", *argv)

    def remove(self) -> None:
        """Removes the groups; one that still holds a process is left to `sweep`."""
        for folder in self.folders:
            for _ in range(_LOOKS):
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(_PAUSE_S)
                else:
                    break


def groups(limits: Limits) -> Groups:
    """New groups with these limits, or none."""
    made: list[Path] = []
    for parent, settings in _parents(limits):
        _sweep(parent)
        folder = parent / f"{_PREFIX}{os.getpid()}-{next(_NUMBERS)}"
        try:
            folder.mkdir()
            made.append(folder)
            for name, value in settings.items():
                _write(folder / name, value)
        except OSError:
            Groups(tuple(made)).remove()
            return Groups()
    return Groups(tuple(made))


def available() -> bool:
    """Whether this process may make groups that limit memory and the number of processes."""
    made = groups(Limits())
    made.remove()
    return bool(made.folders)


def _parents(limits: Limits) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folders in which a group is made, each with the settings that it is given."""
    memory, count = str(limits.memory), str(limits.processes)
    for line in _lines(Path("/proc/self/cgroup")):
        number, controllers, own = line.split(":", 2)
        if number == "0" and not controllers and (parent := _delegated(own)):
            yield parent, {"pids.max": count, "memory.max": memory}
        for name, setting, value in (("pids", "pids.max", count), ("memory", "memory.limit_in_bytes", memory)):
            if name in controllers.split(","):
                yield _ROOT / controllers / own.lstrip("/"), {setting: value}


def _delegated(own: str) -> Path | None:
    """In the unified hierarchy: the nearest group above this process in which groups with limits can be made."""
    here = _ROOT / own.lstrip("/")
    for folder in (here, *here.parents):
        if not folder.is_relative_to(_ROOT):
            return None
        given = " ".join(_lines(folder / "cgroup.subtree_control")).split()
        if {"pids", "memory"} <= set(given) and os.access(folder, os.W_OK):
            return folder
    return None


def _sweep(parent: Path) -> None:
    """Removes groups of processes that were killed before they could."""
    for folder in parent.glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdecimal() and not Path("/proc", pid).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []


def _write(path: Path, value: str) -> None:
    with path.open("w", encoding="ascii") as file:
        file.write(value)
