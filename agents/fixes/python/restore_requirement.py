"""A requirement that is used and was taken out lately: put back as it stood, or as the lock knows it."""

from __future__ import annotations

import re

from mity.agents.python.declaring import adding
from mity.agents.python.dropped import dropped, known_to_lock, locked_as_declared, put_back
from mity.agents.python.environment import pip_install
from mity.agents.python.evidence import missing_module
from mity.agents.python.locking import relocked
from mity.agents.python.manifest import declared_in, is_declared
from mity.agents.python.names import canonical, distribution_of, is_stdlib, top
from mity.agents.python.needs import candidates
from mity.agents.python.plugins import missing_plugin
from mity.agents.python.sources import imports, modules, only_tests_import
from mity.changes.edit import Edit
from mity.healing.model import Proposal
from mity.healing.rules import FailureContext, Rank, Rule
from mity.text.build_words import own_build_failed

_STALE = re.compile(
    r"The lockfile at `?uv\.lock`? needs to be updated|pyproject\.toml changed significantly since poetry\.lock"
    r"|Pipfile\.lock .*(?:out of date|out-of-date)|Lock file hash doesn't match pyproject\.toml"
)


class RestoreRequirement(Rule):
    """Only what the project's own earlier commits or its lock declare, and only what its sources or tests use."""

    id = "restore-requirement"
    title = "declare a requirement again that was taken out"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        names = self._wanted(failure)
        if not names or any(is_declared(failure, name) for name in names):
            return None
        edits = put_back(failure, names) or self._from_lock(failure, names)
        if not edits:
            return None
        files = ", ".join(edit.path for edit in edits)
        name = next((one for one in sorted(names) if _names(edits, one)), min(names))
        extra = pip_install(failure, name)
        return relocked(failure, self.id, f"{name} is used: put it back into {files}", edits, extra)

    def _wanted(self, failure: FailureContext) -> set[str]:
        """The distributions that lack, all names under which they may be declared."""
        if _STALE.search(failure.output):
            used = {top(name) for path in modules(failure) for name, _ in imports(failure, path)}
            known = {canonical(distribution_of(name) or name) for name in used} | {canonical(name) for name in used}
            return {name for name in dropped(failure) if name in known or name.startswith("pytest-")}
        if plugin := missing_plugin(failure):
            return {canonical(plugin)}
        module = "" if own_build_failed(failure.output) else missing_module(failure)
        return candidates(module) if module and not is_stdlib(module) else set()

    def _from_lock(self, failure: FailureContext, names: set[str]) -> tuple[Edit, ...]:
        for name, requirement, group in locked_as_declared(failure):
            if canonical(name) in names and (edit := adding(failure, requirement, dev=bool(group))):
                return (edit,)
        module = missing_module(failure)
        if module and (name := known_to_lock(failure, names)):
            edit = adding(failure, name, dev=only_tests_import(failure, module))
            return (edit,) if edit else ()
        return ()


def _names(edits: tuple[Edit, ...], name: str) -> bool:
    return any(name in declared_in(edit.path, (edit.content or b"").decode("utf-8", "replace")) for edit in edits)
