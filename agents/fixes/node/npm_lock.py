"""A package-lock.json that no longer matches package.json, or is missing: updated, keeping what still matches."""

from __future__ import annotations

import re

from mity.agents.node.managers import manager
from mity.agents.node.messages import said
from mity.agents.node.packages import FILES, LOCK, declared, installing, locked, manifest, package_of, relocking
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_NPM = re.compile(
    r"Missing: \S+ from lock file|Invalid: lock file's \S+ does not satisfy"
    r"|can only install (?:packages when your package\.json|with an existing package-lock\.json)"
)
_OTHERS = (
    (re.compile(r"ERR_PNPM_(?:OUTDATED_LOCKFILE|NO_LOCKFILE|FROZEN_LOCKFILE\w*)"), "pnpm-lock.yaml", "pnpm install"),
    (re.compile(r"YN0028|Your lockfile needs to be updated|The lockfile would have been"), "yarn.lock", "yarn install"),
)


class NpmLock(Rule):
    """A missing lock file that mity generated is restored unchanged, by another rule."""

    id = "npm-lock"
    title = "update package-lock.json"

    def propose(self, failure: FailureContext) -> Proposal | None:
        text = said(failure)
        for pattern, lock, command in _OTHERS:
            if pattern.search(text):
                keeper = manager(failure)
                commands = keeper.relock(failure) if keeper.lock == lock else ()
                if not commands:
                    return Advice(f"{lock} does not match package.json: update it", command)
                title = f"{lock} does not match package.json: update it"
                return Fix(self.id, title, commands=(*commands, *installing(failure)), scope=keeper.scope)
        if not _NPM.search(text) or not manifest(failure):
            return None
        if LOCK in failure.owned and not (failure.root / LOCK).is_file():
            return None
        return relocked(failure, self.id, "package-lock.json does not match package.json")


def relocked(failure: FailureContext, rule: str, why: str) -> Proposal:
    """The fix that locks again and installs; advice where npm is not at hand."""
    if not (commands := relocking(failure)):
        return Advice(f"{why}: update the lock file", "npm install --package-lock-only --ignore-scripts")
    return Fix(rule, f"{why}: update the lock file", commands=(*commands, *installing(failure)), scope=FILES)


def unlocked(failure: FailureContext, specifier: str) -> bool:
    """Whether package.json asks for the package of an import and the lock, if there is one, lacks it."""
    name = package_of(specifier)
    return name in declared(failure) and (failure.root / LOCK).is_file() and not locked(failure, name)
