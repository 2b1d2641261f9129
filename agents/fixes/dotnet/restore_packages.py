"""Results of `dotnet restore` that are missing, from another machine or out of date: restored again."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.dotnet.projects import LOCK, restoring
from mity.agents.project_files import files
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_FOREIGN = re.compile(r"Unable to find fallback package folder|NETSDK1005|doesn't have a target for")
_MISSING = re.compile(r"NETSDK1004|NETSDK1064|project\.assets\.json' not found")
_LOCKED = re.compile(r"NU1004|packages lock file is inconsistent|can't be run in locked mode")


class RestorePackages(Rule):
    """Only generated folders are moved away; a lock is written again when it lags behind the projects."""

    id = "restore-packages"
    title = "restore the packages again"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not any(pattern.search(failure.output) for pattern in (_FOREIGN, _MISSING, _LOCKED)):
            return None
        folders = [PurePosixPath(path).parent for path in files(failure, "proj")]
        there = tuple((folder / "obj").as_posix() for folder in folders if (failure.root / folder / "obj").is_dir())
        if _FOREIGN.search(failure.output):
            title = "move another machine's build results aside and restore again"
            return Fix(self.id, title, commands=restoring(failure), move_aside=there) if there else None
        if _LOCKED.search(failure.output):
            title = f"update {LOCK}, because the projects' requirements have changed"
            return Fix(self.id, title, commands=restoring(failure, "--force-evaluate"), scope=(LOCK, f"**/{LOCK}"))
        return Fix(self.id, self.title, commands=tuple(failure.commands("install")) or restoring(failure))
