"""Which run is meant by a path, an id or its beginning, a workflow's id, or nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from mity.errors import LogError, UsageError
from mity.runs.log import ExecutionLog
from mity.suggest import did_you_mean
from mity.text.patterns import regex

RUN = regex(r"(?P<number>\d{4,})-(?P<workflow>.+)-[0-9a-z]{4}$")
ID = r"[0-9]{4,}-[A-Za-z0-9_.-]{1,200}-[0-9a-z]{4}"
"""What the ids that mity gives look like: no path, no option, nothing that steers a terminal."""
_ID = regex(ID)
_MOST_NAMED = 8
_MOST_ASKED = 200

Readable = Callable[[Path], ExecutionLog | None]


def resolve(reference: str, documents: Sequence[Path], readable: Readable, folder: Path) -> Path:
    """The document that `reference` means, of `documents`, the oldest first.

    That is a path, a run id, its number, a workflow id (its newest run), the beginning of one run id, or nothing (the
    newest run that can go on). `readable` reads a log, or gives None. Raises LogError when there is none, UsageError
    when several runs begin so.
    """
    if reference and (os.sep in reference or reference.endswith(".json")):
        return Path(reference)
    if not reference:
        return _open(documents, readable, folder)
    if exact := [path for path in documents if path.stem == reference]:
        return exact[0]
    numbered = [path for path in documents if _has_number(path, reference)]
    if len(numbered) == 1:
        return numbered[0]
    for path in reversed(documents):
        if _may_be_of(path, reference) and (log := readable(path)) and log.workflow.id == reference:
            return path
    begun = [path for path in documents if path.stem.startswith(reference)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        named = [path.stem for path in begun[-_MOST_NAMED:]]
        more = f" and {len(begun) - len(named)} older ones" if len(begun) > len(named) else ""
        raise UsageError(f"'{reference}' begins the ids of {len(begun)} runs: name one of {', '.join(named)}{more}")
    newest = [log.workflow.id for path in documents[-_MOST_ASKED:] if (log := readable(path))]
    known = {path.stem for path in documents} | set(newest)
    raise LogError(f"no run '{reference}' in {folder}: {did_you_mean(reference, known)}")


def is_id(text: str) -> bool:
    """Whether a text is an id as mity gives them, which alone may be a part of a path."""
    return _ID.fullmatch(text) is not None


def by_number(run_id: str) -> tuple[int, str]:
    """What puts ids in the order in which they were given, though their numbers have more and more digits."""
    return len(run_id.partition("-")[0]), run_id


def slug(workflow: str) -> str:
    """The name of a workflow as it is in the ids of its runs."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", workflow) or "run"


def _open(documents: Sequence[Path], readable: Readable, folder: Path) -> Path:
    for path in reversed(documents):
        if (log := readable(path)) and log.can_resume():
            return path
    raise LogError(f"no run in {folder} can be resumed: see `mity runs list`")


def _has_number(path: Path, reference: str) -> bool:
    match = RUN.match(path.stem) if reference.isascii() and reference.isdigit() else None
    return match is not None and int(match["number"]) == int(reference[:18])


def _may_be_of(path: Path, workflow: str) -> bool:
    match = RUN.match(path.stem)
    return match is None or match["workflow"] == slug(workflow)
