"""Imports of javax.* in a project whose libraries are from after the move to jakarta.*."""

from __future__ import annotations

from pathlib import PurePosixPath

from mity.agents.java.javac import complaints
from mity.agents.java.knowledge import jakarta_name
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_MOST = 3


class JakartaNames(Rule):
    """Names the packages, what they are called today, and the files; whether to move is for a person."""

    id = "jakarta-names"
    title = "report the imports that moved to jakarta"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if "javax" not in failure.output:
            return None
        wrong = complaints(failure)
        moved = {one.imported[0]: jakarta_name(one.imported[0]) for one in wrong}
        moved = {old: new for old, new in moved.items() if new}
        if not moved:
            return None
        files = list(dict.fromkeys(one.file for one in wrong if one.imported[0] in moved))
        names = ", ".join(f"{old} is now {new}" for old, new in moved.items())
        shown = ", ".join(PurePosixPath(path).name for path in files[:_MOST]) + (" …" if len(files) > _MOST else "")
        pairs = " ".join(f"-e 's/import {old}/import {new}/'" for old, new in moved.items())
        return Advice(f"{names}: change the imports in {shown}", f"sed -i {pairs} {' '.join(files)}")
