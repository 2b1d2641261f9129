"""A Cargo.lock that does not fit Cargo.toml any more is brought up to date; one that is damaged is a person's."""

from __future__ import annotations

import re

from mity.agents.rust.manifest import LOCK, relock
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_STALE = re.compile(
    r"cannot (?:update|create) the lock file .* because --(?:locked|frozen)|needs to be updated but --(?:locked|frozen)"
)
_DAMAGED = re.compile(r"failed to parse lock file at|package `\S+` is specified twice in the lockfile")
_NEWER = re.compile(r"lock file version `?\d+`? (?:was found|requires)")
_CHECKSUM = re.compile(r"checksum for `(?P<crate>[\w-]+) v[^`]*` changed between lock files")


class StaleCargoLock(Rule):
    """Lets cargo add and drop what Cargo.toml asks for; every version that still fits stays."""

    id = "stale-cargo-lock"
    title = "bring Cargo.lock up to date"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if _STALE.search(failure.output):
            title = "bring Cargo.lock up to date with Cargo.toml, keeping the versions that fit"
            return Fix(self.id, title, commands=(relock(failure),), scope=(LOCK,))
        back = f"git log --oneline -- {LOCK}"
        if found := _CHECKSUM.search(failure.output):
            text = f"the checksum of {found['crate']} in {LOCK} differs from the registry's: restore the last good"
            return Advice(f"{text} version, and find out who changed it", back)
        if not _DAMAGED.search(failure.output):
            return None
        if _NEWER.search(failure.output) or "<<<<<<< " in (failure.read(LOCK) or ""):
            return None  # other rules report these
        return Advice(f"{LOCK} is damaged and cannot be read: restore its last good version", back)
