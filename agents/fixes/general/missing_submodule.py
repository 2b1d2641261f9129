"""A folder that is a submodule of git and was not checked out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_PATH = re.compile(r"^[ \t]*path[ \t]*=([^\n]*)$", re.MULTILINE)
_MOST = 200


class MissingSubmodule(Rule):
    """Only told: what a submodule brings is fetched from elsewhere, and its code would run."""

    id = "missing-submodule"
    title = "check the submodule out"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        named = [path for path in _absent(failure) if _names(failure.output, path)]
        if not named:
            return None
        several = " and ".join(named)
        are = "are submodules of git that are" if len(named) > 1 else "is a submodule of git that is"
        return Advice(f"{several} {are} not checked out", f"git submodule update --init {' '.join(named)}")


def _absent(failure: FailureContext) -> Iterator[str]:
    """The paths of submodules that are not there, or there as empty folders."""
    for said in _PATH.findall(failure.read(".gitmodules") or "")[:_MOST]:
        path = said.strip().strip('"')
        place = failure.root / path
        if not path:
            continue
        if not place.exists() or (place.is_dir() and not any(place.iterdir())):
            yield path


def _names(output: str, path: str) -> bool:
    """Whether an output names the folder or something in it."""
    return re.search(rf"(?<![\w.-]){re.escape(path)}(?![\w-])", re.sub(r"[\\/]+", "/", output)) is not None
