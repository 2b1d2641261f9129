"""The package manager of a Node project, by its lock or by `packageManager`, and its commands that change either."""

from __future__ import annotations

from dataclasses import dataclass

from mity.agents.node.packages import LOCK, MANIFEST, manifest, npm, relocking
from mity.command import Command
from mity.healing.rules import FailureContext

_LOCKS = {
    LOCK: "npm",
    "npm-shrinkwrap.json": "npm",
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
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
        program = failure.tools.get(self.name)
        # in CI, where pnpm and Yarn take every lock for frozen, nothing could be added
        unfrozen = {"CI": "", "YARN_ENABLE_IMMUTABLE_INSTALLS": "false"}
        return (Command((program, *words), failure.root, unfrozen),) if program else ()


def manager(failure: FailureContext) -> Manager:
    """The manager of the project: of the lock that is there, else the one that `packageManager` names, else npm."""
    wanted = str(manifest(failure).get("packageManager") or "").partition("@")
    there = [lock for lock in _LOCKS if (failure.root / lock).is_file()]
    there.sort(key=lambda lock: _LOCKS[lock] != wanted[0])
    name = _LOCKS[there[0]] if there else wanted[0] if wanted[0] in _LOCKS.values() else "npm"
    lock = there[0] if there else ""
    text = failure.read(lock) or "" if lock == "yarn.lock" else ""
    newer = name == "yarn" and not lock and not wanted[2].startswith(("0.", "1."))
    return Manager(name, lock, "__metadata:" in text or newer)
