"""Packages of npm, pnpm and Yarn: those of package.json are asked for anew, those of others are moved in the lock."""

from __future__ import annotations

import dataclasses
import re

from mity.agents.node.managers import Manager, manager
from mity.agents.node.packages import Package, declared, npm
from mity.agents.upgrades.asked import Asked, Way, by_hand
from mity.command import Command
from mity.healing.model import Advice
from mity.healing.rules import FailureContext

_NUMBER = re.compile(r"^[=v]*\d+\.\d+\.\d+[\w.+-]*$")


def upgrade(failure: FailureContext, asked: Asked) -> Way | Advice:
    """The package that leads to the remedy, in the range that package.json has the habit of."""
    keeper, wanted = manager(failure), declared(failure)
    name, version = (asked.through or f"{asked.name}@{asked.fixed}").rpartition("@")[::2]
    if not keeper.lock:
        return by_hand(asked, "there is no lock of a manager", f"npm install {name}@{version}")
    title = f"upgrade {name} to {version}" + (f", which brings {asked.name}" if asked.through else "")
    if package := wanted.get(name):
        commands = tuple(_in_habit(one, keeper, package) for one in _adding(keeper, failure, package, version))
    else:
        commands = _moved(failure, keeper, name, version)
    if not commands:
        return by_hand(asked, f"{keeper.name} cannot move a package of others in its lock, or is not here")
    return Way(title, (), commands, keeper.scope)


def _adding(keeper: Manager, failure: FailureContext, package: Package, version: str) -> tuple[Command, ...]:
    dev = package.section == "devDependencies"
    commands = keeper.add(failure, [f"{package.name}@{version}"], dev=dev)
    optional = {"npm": "--save-optional", "pnpm": "--save-optional", "yarn": "--optional", "bun": "--optional"}
    if package.section != "optionalDependencies":
        return commands
    return tuple(dataclasses.replace(one, argv=(*one.argv, optional[keeper.name])) for one in commands)


def _in_habit(command: Command, keeper: Manager, package: Package) -> Command:
    """The command that writes the range as the old one was written: exact, with a tilde, or with a caret."""
    if keeper.name == "yarn":
        more = ["--exact"] if _NUMBER.match(package.wanted) else ["--tilde"] if package.wanted[:1] == "~" else []
    elif _NUMBER.match(package.wanted):
        more = ["--save-exact"]
    else:
        more = [f"--save-prefix={'~' if package.wanted[:1] == '~' else '^'}"] if keeper.name in ("npm", "pnpm") else []
    return dataclasses.replace(command, argv=(*command.argv, *more))


def _moved(failure: FailureContext, keeper: Manager, name: str, version: str) -> tuple[Command, ...]:
    """The commands that move a package of others in the lock, as far as those allow it.

    npm has no command for it: it keeps a version that was asked for and is not any more, where it fits.
    """
    if keeper.name == "npm":
        add = npm(failure, "install", "--package-lock-only", f"{name}@{version}")
        return (*add, *npm(failure, "uninstall", "--package-lock-only", name))
    unfrozen = {"CI": "", "YARN_ENABLE_IMMUTABLE_INSTALLS": "false"}
    program = failure.tools.get(keeper.name)
    words: tuple[str, ...]
    if keeper.name == "pnpm":
        words = ("update", "--depth", "100", "--no-save", "--lockfile-only", "--ignore-scripts", name)
    elif keeper.berry:
        words = ("up", "--recursive", "--mode=update-lockfile", name)
    else:
        return ()
    return (Command((program, *words), failure.root, unfrozen),) if program else ()
