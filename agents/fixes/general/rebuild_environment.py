"""A broken or incomplete dependency folder is moved aside and recreated by the stack's own install command."""

from __future__ import annotations

from mity.agents.python.environment import installing, is_install
from mity.agents.python.evidence import missing_name
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_ENVIRONMENTS = (".venv", "venv", "node_modules")

_EXPLAINED = ("network", "evidence", "conflict", "toolchain")


class RebuildEnvironment(Rule):
    """The last resort when nothing else explains a failure and the project has its own environment.

    Where the environment itself shows what is wrong with it, `broken-environment` acts first.
    """

    id = "rebuild-environment"
    title = "recreate the dependency folder"
    rank = Rank.LAST_RESORT

    def propose(self, failure: FailureContext) -> Proposal | None:
        diagnosis = failure.diagnosis
        if diagnosis.error_type not in (ErrorType.UNKNOWN, ErrorType.DEPENDENCY) or diagnosis.kind in _EXPLAINED:
            return None
        folders = self._folders(failure)
        if not folders or is_install(failure) or self._explained(failure):
            return None
        install = installing(failure)
        if not install:
            return None
        names = ", ".join(folders)
        return Fix(self.id, f"move {names} aside and install again", commands=install, move_aside=folders)

    def _explained(self, failure: FailureContext) -> bool:
        """A Python module that is not installed at all is a matter of manifests, which other rules handle."""
        return (failure.root / "pyproject.toml").is_file() and bool(missing_name(failure))

    def _folders(self, failure: FailureContext) -> tuple[str, ...]:
        return tuple(name for name in _ENVIRONMENTS if name in failure.ignore and (failure.root / name).is_dir())
