"""A package without the empty marker file that its build backend requires."""

from __future__ import annotations

import re
import tomllib

from mity.agents.project_files import unwrapped
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.toml_data import parse_toml

_NOTHING_TO_SHIP = re.compile(
    r"Unable to determine which files to ship inside the wheel"
    r"|No file/folder found for (?:module|package) (?P<name>[\w-]+)"
)
_FORCED = re.compile(r"(?:Forced include not found|package data file .* not found): (?P<path>\S*py\.typed)")


class PackageMarker(Rule):
    """Adds an empty `__init__.py` or `py.typed` where the backend requires it; no existing file changes."""

    id = "package-marker"
    title = "add an empty package marker file"

    def propose(self, failure: FailureContext) -> Proposal | None:
        text = unwrapped(failure)
        path = self._typed(failure, text) or self._package(failure, text)
        if not path:
            return None
        return Fix(self.id, f"add an empty {path}", (Edit(path, b""),), scope=(path,))

    def _typed(self, failure: FailureContext, text: str) -> str:
        found = _FORCED.search(text)
        if found is None:
            return ""
        path = found["path"].removeprefix(f"{failure.root}/").removeprefix(f"{failure.root.resolve()}/")
        folder = (failure.root / path).parent
        return path if not path.startswith("/") and folder.is_dir() and not (failure.root / path).exists() else ""

    def _package(self, failure: FailureContext, text: str) -> str:
        """The marker of the one folder that has the project's name and contains Python files."""
        if not _NOTHING_TO_SHIP.search(text):
            return ""
        try:
            name = str(parse_toml(failure.read("pyproject.toml") or "")["project"]["name"])
        except (tomllib.TOMLDecodeError, KeyError, TypeError):
            return ""
        folder = re.sub(r"[-.]+", "_", name).lower()
        there = [f"{root}{folder}" for root in ("src/", "") if any((failure.root / f"{root}{folder}").glob("*.py"))]
        marker = f"{there[0]}/__init__.py" if len(there) == 1 else ""
        return marker if marker and not (failure.root / marker).exists() else ""
