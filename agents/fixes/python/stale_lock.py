"""A lock file that does not match the manifest any more is written again by the project's own means."""

from __future__ import annotations

import re

from mity.agents.python.environment import environment
from mity.agents.python.evidence import missing_module
from mity.agents.python.locking import relocked, relocking
from mity.agents.python.manifest import is_declared, lock_files
from mity.agents.python.needs import candidates, is_lock, known
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = (
    re.compile(r"The lockfile at `?(uv\.lock)`? needs to be updated"),
    re.compile(r"Unable to find lockfile at `?(uv\.lock)"),
    re.compile(r"pyproject\.toml changed significantly since (poetry\.lock)|(poetry\.lock) is not up to date"),
    re.compile(r"(Pipfile\.lock) .*(?:out of date|out-of-date)"),
    re.compile(r"No such file or directory: '(requirements[\w.-]*\.lock)'"),
)
_PIN_GONE = re.compile(r"there is no version of ([\w.-]+)==|No matching distribution found for ([\w.-]+)==")
# `uv pip check` and `pip check`, of what an installed package asks for
_UNMET = re.compile(
    r"^The package `(?P<owner>[^`\n]{1,100})` requires `(?P<need>[\w.-]{1,100})[^`\n]{0,200}`, but "
    r"|^(?P<by>[\w.-]{1,100}) \S{1,50} (?:requires|has requirement) (?P<what>[\w.-]{1,100})\S{0,100}, "
    r"(?:which is not|but you)",
    re.MULTILINE,
)
_NEXT = {"uv.lock": "uv lock", "poetry.lock": "poetry lock", "Pipfile.lock": "pipenv lock"}


class StaleLock(Rule):
    """Updates the lock file, keeping every version that still matches."""

    id = "stale-lock"
    title = "update the lock file"

    def propose(self, failure: FailureContext) -> Proposal | None:
        why = self._why(failure) if failure.diagnosis.kind != "network" else ""
        if not why:
            return None
        if relocking(failure):
            return relocked(failure, self.id, f"{why}: update the lock file")
        lock = next((name for name in _NEXT if name in why), "")
        return Advice(f"{why}: update it", _NEXT.get(lock, "make lock"))

    def _why(self, failure: FailureContext) -> str:
        for pattern in _SAID:
            if found := pattern.search(failure.output):
                lock = next(filter(None, found.groups()))
                # A missing lock file that mity generated is restored unchanged, by another rule.
                return "" if lock in failure.owned else f"{lock} does not match the manifest"
        if found := _PIN_GONE.search(failure.output):
            return self._pin(failure, found[1] or found[2])
        if (found := _UNMET.search(failure.output)) and lock_files(failure.root):
            owner, need = found["owner"] or found["by"], found["need"] or found["what"]
            return f"{owner} asks for {need}, which the lock does not fit"
        module = missing_module(failure)
        if not module or not lock_files(failure.root):
            return ""
        return self._lacking(failure, module)

    def _pin(self, failure: FailureContext, name: str) -> str:
        """A version in the lock that does not exist; one that a person wrote into a manifest is theirs.

        Compiled requirements in a folder of their own are edited by hand as well.
        """
        pinned = re.compile(rf"^{re.escape(name)}==", re.MULTILINE | re.IGNORECASE)
        if any(pinned.search(failure.read(lock) or "") for lock in lock_files(failure.root) if is_lock(lock)):
            return f"the lock file pins a version of {name} that does not exist"
        return ""

    def _lacking(self, failure: FailureContext, module: str) -> str:
        """A module that the manifest or an installed package asks for, and the lock lacks."""
        names = candidates(module)
        if known(failure, names):
            return ""
        found = environment(failure)
        wanted = next((n for n in sorted(names) if is_declared(failure, n)), "")
        wanted = wanted or next((n for n in sorted(names) if found and n in found.required()), "")
        return f"{wanted} is required but not in the lock file" if wanted else ""
