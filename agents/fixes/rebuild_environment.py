"""A dependency folder that is broken or half made is moved aside and made anew by the stack's own command."""

from __future__ import annotations

from mity.agents.python.environment import installing, is_install
from mity.agents.python.evidence import missing_name
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_ENVIRONMENTS = (".venv", "venv", "node_modules")


class RebuildEnvironment(Rule):
    """Last resort when nothing else explains a failure and the project has an environment of its own.

    Where the environment itself shows what is wrong with it, `broken-environment` acts first.
    """

    id = "rebuild-environment"
    title = "make the dependency folder anew"
    last_resort = True

    def applies(self, case: FailureContext) -> bool:
        diagnosis = case.diagnosis
        unexplained = diagnosis.error_type in (ErrorType.UNKNOWN, ErrorType.DEPENDENCY)
        if not unexplained or diagnosis.kind in ("network", "evidence", "conflict", "toolchain"):
            return False
        return bool(self._folders(case)) and not is_install(case) and not self._explained(case)

    def plan(self, case: FailureContext) -> Proposal | None:
        folders = self._folders(case)
        install = installing(case)
        if not install:
            return None
        names = ", ".join(folders)
        return Fix(self.id, f"move {names} aside and install again", commands=install, move_aside=folders)

    def _explained(self, case: FailureContext) -> bool:
        """A Python module that is not there at all is a matter of manifests, which other rules look after."""
        return (case.root / "pyproject.toml").is_file() and bool(missing_name(case))

    def _folders(self, case: FailureContext) -> tuple[str, ...]:
        return tuple(name for name in _ENVIRONMENTS if name in case.ignore and (case.root / name).is_dir())
