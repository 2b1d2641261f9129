"""What a project needs, declares and can use, and the fix that declares a requirement."""

from __future__ import annotations

import sys

from mity.agents.python.declaring import adding
from mity.agents.python.environment import environment, pip_install
from mity.agents.python.locking import relocked, relocking
from mity.agents.python.manifest import LOCKS, declared, is_declared, lock_files, locked
from mity.agents.python.names import canonical, distribution_of, top
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext


def candidates(module: str) -> set[str]:
    """The names under which a module's distribution may be declared."""
    return {canonical(name) for name in (distribution_of(module), top(module)) if name}


def known(failure: FailureContext, names: set[str]) -> bool:
    """Whether one of the names is in the lock file used to install, or is declared if there is no lock file."""
    installed_from = {word for command in failure.commands("install") for word in command.argv}
    locks = lock_files(failure.root)
    locks = [lock for lock in locks if lock in installed_from or lock in LOCKS] or locks
    if any(names & locked(failure, lock) for lock in locks):
        return True
    return not any(map(is_lock, locks)) and any(one.name in names for one in declared(failure))


def usable(failure: FailureContext, module: str) -> bool:
    """Whether a module is certainly available: in the standard library, or declared and installed."""
    if top(module) in sys.stdlib_module_names:
        return True
    name = canonical(distribution_of(module) or top(module))
    found = environment(failure)
    return is_declared(failure, name) and (found is None or name in found.installed())


def is_lock(lock: str) -> bool:
    """Whether a lock holds all that the project needs, not only what one purpose does."""
    return lock in LOCKS or "/" not in lock


def has_lock(failure: FailureContext) -> bool:
    """Whether the project is installed from a lock file, which must know what the manifest declares."""
    locks = lock_files(failure.root)
    installed_from = {word for command in failure.commands("install") for word in command.argv}
    return any(is_lock(lock) or lock in installed_from for lock in locks)


def declaring(failure: FailureContext, rule: str, requirement: str, *, dev: bool = False, why: str = "") -> Proposal:
    """The fix that declares, locks and installs a requirement; advice if there is no place to declare it."""
    edit = adding(failure, requirement, dev=dev)
    if edit is None:
        return Advice(f"{why}: declare {requirement} in the project's manifest", f"uv pip install '{requirement}'")
    compiled = edit.path.endswith(".in") and (failure.root / edit.path).with_suffix(".txt").is_file()
    if (has_lock(failure) or compiled) and not relocking(failure, [edit.path]):
        return Advice(f"{why}: declare {requirement} and update the lock file; its tool was not found", "make lock")
    extra = pip_install(failure, requirement)
    return relocked(failure, rule, f"{why}: add {requirement} to {edit.path}", (edit,), extra)
