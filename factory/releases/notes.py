"""Release notes as Markdown, in which the words of commits stay words."""

from __future__ import annotations

from collections.abc import Sequence

from mity.forge.model import PullRequest
from mity.releases.changes import GROUPS, Change
from mity.text.markdown import code, words

MARK = "<!-- mity:release-notes -->"
"""Stands in notes that mity wrote, so that those of a person are never replaced."""
_SHORT = 8
_LONGEST = 300


def notes(changes: Sequence[Change]) -> str:
    """The notes: breaking changes first, then the groups, each in the order given. Ends with an end of line."""
    parts = [MARK]
    if breaking := [one for one in changes if one.breaks]:
        parts.append("## Breaking changes\n\n" + "\n".join(f"- {_line(one, one.breaks)}" for one in breaking))
    for group in GROUPS:
        if found := [one for one in changes if one.group == group]:
            parts.append(f"## {group}\n\n" + "\n".join(f"- {_line(one, one.text)}" for one in found))
    if not changes:
        parts.append("Nothing changed.")
    return "\n\n".join(parts) + "\n"


def pulls_by_number(pulls: Sequence[PullRequest]) -> dict[int, PullRequest]:
    """The merged ones of pull requests, by number."""
    return {one.number: one for one in pulls if one.merged}


def _line(change: Change, said: str) -> str:
    scope = f"**{words(change.scope)}:** " if change.scope else ""
    short = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    came = f"#{change.number}" if change.number else code(change.commit[:_SHORT])
    return f"{scope}{words(short)} ({came})"
