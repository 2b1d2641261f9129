"""The package manager of a Node project, by its lock or by `packageManager`, and its commands that change either."""

from __future__ import annotations

from pathlib import Path

from mity.agents.node.packages import MANIFEST, npm, relocking
from mity.command import Command
from mity.healing.rules import FailureContext
from mity.stacks.node_manager import LOCKS, node_manager
from mity.text.records import dataclass

_UNFROZEN = {
    # in CI, where pnpm and Yarn take every lock for frozen, nothing could be added
    "CI": "",
    "YARN_ENABLE_IMMUTABLE_INSTALLS": "false",
    # what Yarn fetches and notes on the way is no part of the project
    "YARN_ENABLE_GLOBAL_CACHE": "true",
    "YARN_INSTALL_STATE_PATH": "node_modules/.yarn-install-state.gz",
}


@dataclass(frozen=True, slots=True)
class Manager:
    """A manager by its name, and the lock that it keeps here; "" for none, and then none is made."""

    name: str
    lock: str = ""
    berry: bool = False

    @property
    def scope(self) -> tuple[str, ...]:
        """The files that it changes when a dependency is added."""
        return (MANIFEST, self.lock) if self.lock else (MANIFEST,)

    def add(self, failure: FailureContext, names: list[str], *, dev: bool) -> tuple[Command, ...]:
        """Declares packages and updates the lock, without running their scripts; none where the manager is not here."""
        if self.name == "npm":
            lock = "--package-lock-only" if self.lock else "--no-package-lock"
            return npm(failure, "install", lock, *(["--save-dev"] if dev else []), *names)
        words = {
            "pnpm": ("add", "--ignore-scripts", *(["--lockfile-only"] if self.lock else [])),
            "yarn": ("add",) if self.berry else ("add", "--ignore-scripts", "--non-interactive"),
            "bun": ("add", "--ignore-scripts"),
        }[self.name]
        return self._run(failure, *words, *(["-D" if self.name != "bun" else "--dev"] if dev else []), *names)

    def relock(self, failure: FailureContext) -> tuple[Command, ...]:
        """Writes the lock anew from package.json, keeping what still fits; none without a lock or the manager."""
        if not self.lock:
            return ()
        if self.name == "npm":
            return relocking(failure)
        words = {
            "pnpm": ("install", "--lockfile-only", "--no-frozen-lockfile", "--ignore-scripts"),
            "yarn": ("install", "--mode=update-lockfile") if self.berry else ("install", "--ignore-scripts"),
            "bun": ("install", "--lockfile-only", "--ignore-scripts"),
        }[self.name]
        return self._run(failure, *words)

    def _run(self, failure: FailureContext, *words: str) -> tuple[Command, ...]:
        program = self._program(failure)
        return (Command((*program, *words), failure.root, _UNFROZEN),) if program else ()

    def _program(self, failure: FailureContext) -> tuple[str, ...]:
        """The words that start it, as the stack starts it to install; none where it is not here and not fetched."""
        for command in failure.commands("install"):
            before = command.argv[: command.argv.index("install")] if "install" in command.argv else ()
            if before and Path(before[-1]).stem == self.name:
                return before
        return (failure.tools[self.name],) if self.name in failure.tools else ()


def manager(failure: FailureContext) -> Manager:
    """The manager of the project: of the lock that is there, else the one that `packageManager` names, else npm."""
    wanted = node_manager(failure.root)
    lock = next((lock for lock, name in LOCKS.items() if name == wanted.name and (failure.root / lock).is_file()), "")
    text = failure.read(lock) or "" if lock == "yarn.lock" else ""
    newer = wanted.name == "yarn" and not lock and not wanted.version.startswith(("0.", "1."))
    return Manager(wanted.name, lock, "__metadata:" in text or newer)
