"""The file that defines the version is in another folder than pyproject.toml says."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.project_files import unwrapped
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"version\b.{0,60}file does not exist: (?P<path>\S+?\.py)\b"
    r"|Cannot find version .{0,300}?(?<!\S)(?P<other>\S{1,300}\.py)"
)
_ROOTS = ("src", "", "lib", "python", "app")


class VersionPath(Rule):
    """Refers to the one existing file of that package and name."""

    id = "version-path"
    title = "read the version from the file that contains it"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(unwrapped(failure))
        text = failure.read("pyproject.toml")
        if found is None or text is None:
            return None
        path = found["path"] or found["other"]
        tail = "/".join(PurePosixPath(path).parts[-2:])
        there = [root for root in _ROOTS if (failure.root / root / tail).is_file()]
        if len(there) != 1 or (failure.root / path).exists() or text.count(f'"{path}"') != 1:
            return None
        right = str(PurePosixPath(there[0]) / tail)
        edit = Edit("pyproject.toml", text.replace(f'"{path}"', f'"{right}"').encode())
        return Fix(self.id, f"read the version from {right}", (edit,), scope=("pyproject.toml",))
