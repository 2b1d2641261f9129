"""What a fleet proposes to a repository: its branch, its commit and the text of its pull request."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mity import __version__
from mity.issues.pull_text import Changed
from mity.text.commit_words import commit_words
from mity.text.markdown import code, words

_MOST_FILES, _LONGEST = 100, 72


def branch_of(verb: str, given: Sequence[str]) -> str:
    """The branch for a verb with its words: the same in every fleet, so that there is one pull request of it."""
    if not given:
        return f"mity/{verb}"
    plain = [_named(word) for word in given]
    name = re.sub(r"[^a-z0-9]+", "-", plain[0].lower()).strip("-")[:40]
    digest = hashlib.sha256("\0".join(plain).encode()).hexdigest()[:6]
    return f"mity/{verb}-{name}-{digest}" if name else f"mity/{verb}-{digest}"


def title_of(verb: str, given: Sequence[str], row: Mapping[str, Any]) -> str:
    """The subject of the commit and the title of the pull request; `row` is what became of the verb."""
    if repairs := repairs_of(row):
        said = repairs[0] if len(repairs) == 1 else f"{repairs[0]} and {len(repairs) - 1} more"
        return _cut(f"mity {verb}: {commit_words(said)}")
    line = shlex.join([verb, *map(_named, given)])
    return _cut(f"mity {line}")


def _named(word: str) -> str:
    """A word without the folder that a file of the user's is in, which differs from machine to machine."""
    return Path(word).name if Path(word).is_absolute() else word


def repairs_of(row: Mapping[str, Any]) -> list[str]:
    """The repairs that were kept, in words."""
    return [str(one) for step in row.get("steps", ()) for one in step.get("repairs", ())]


def marker_of(branch: str, tree: str) -> str:
    """The mark of the pull request that proposes just these files on the branch."""
    return f"fleet-{branch.removeprefix('mity/')}-{tree[:16]}"


def pull_text(row: Mapping[str, Any], changed: Sequence[Changed], base: str, commit: str) -> str:
    """Markdown: what changed, what was proven and what was not. What others wrote stays text."""
    lines = ["## Changes", ""]
    lines += [f"- {words(one)}" for one in repairs_of(row)]
    lines += [f"- {code(one.path)} ({_size(one)})" for one in changed[:_MOST_FILES]]
    lines += [f"- and {len(changed) - _MOST_FILES} more files"] if len(changed) > _MOST_FILES else []
    lines += ["", "## Evidence", ""]
    lines += [f"The run ended **{words(row['state'])}**{'' if row['verdict'] == 'proven' else ': it is not proven'}."]
    lines += ["", *(_step(step) for step in row.get("steps", ()))]
    lines += ["", f"Made on top of {words(base)} at {commit[:10]} by mity {__version__}."]
    return "\n".join(lines) + "\n"


def _step(step: Mapping[str, Any]) -> str:
    shown = step.get("evidence") or {}
    tests = f" ({shown['passed']} passed, {shown['failed']} failed)" if {"passed", "failed"} <= shown.keys() else ""
    return f"- {words(step['step'])}: {words(step['status'])}{tests}"


def _size(one: Changed) -> str:
    return "binary" if one.came < 0 else f"+{one.came} −{one.gone}"


def _cut(line: str) -> str:
    plain = " ".join(line.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
