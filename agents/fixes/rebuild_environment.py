"""A dependency folder that is broken or half made is moved aside and made anew by the stack's own command."""

from __future__ import annotations

from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import Case, Rule

_ENVIRONMENTS = (".venv", "venv", "node_modules")


class RebuildEnvironment(Rule):
    """Last resort when nothing else explains a failure and the project has an environment of its own."""

    id = "rebuild-environment"
    title = "make the dependency folder anew"

    def applies(self, case: Case) -> bool:
        unexplained = case.diagnosis.error_type in (ErrorType.UNKNOWN, ErrorType.DEPENDENCY)
        return unexplained and bool(self._folders(case)) and case.diagnosis.kind not in ("network", "evidence")

    def plan(self, case: Case) -> Proposal | None:
        folders = self._folders(case)
        install = tuple(case.commands("install"))
        if not install:
            return None
        names = ", ".join(folders)
        return Fix(self.id, f"move {names} aside and install again", commands=install, discards=folders)

    def _folders(self, case: Case) -> tuple[str, ...]:
        return tuple(name for name in _ENVIRONMENTS if name in case.ignore and (case.root / name).is_dir())
