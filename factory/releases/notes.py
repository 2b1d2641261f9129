"""Release notes as Markdown, in which the words of commits stay words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mity.forge.model import PullRequest
from mity.releases.changes import GROUPS, Change
from mity.text.markdown import code, words

MARK = "<!-- mity:release-notes -->"
"""Stands in notes that mity wrote, so that those of a person are never replaced."""
_SHORT = 8
_LONGEST = 300
_MOST = 100_000
"""Characters of all lines; GitHub takes 125,000."""


def notes(changes: Sequence[Change]) -> str:
    """The notes: breaking changes first, then the groups, each in the order given. Ends with an end of line.

    What a forge has no room for is counted at the end.
    """
    groups = [("Breaking changes", [_line(one, one.breaks) for one in changes if one.breaks])]
    groups += [(group, [_line(one, one.text) for one in changes if one.group == group]) for group in GROUPS]
    parts, left, room = [MARK], 0, _MOST
    for title, lines in groups:
        kept = list(_fitting(lines, room))
        room -= sum(map(len, kept))
        left += len(lines) - len(kept)
        if kept:
            parts.append(f"## {title}\n\n" + "\n".join(f"- {line}" for line in kept))
    if left:
        parts.append(f"… and {left:,} more lines.")
    if not changes:
        parts.append("Nothing changed.")
    return "\n\n".join(parts) + "\n"


def _fitting(lines: Sequence[str], room: int) -> Iterator[str]:
    """The first lines that fit into so many characters."""
    for line in lines:
        room -= len(line)
        if room < 0:
            return
        yield line


def pulls_by_number(pulls: Sequence[PullRequest]) -> dict[int, PullRequest]:
    """The merged ones of pull requests, by number."""
    return {one.number: one for one in pulls if one.merged}


def _line(change: Change, said: str) -> str:
    scope = f"**{words(change.scope)}:** " if change.scope else ""
    short = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    came = f"#{change.number}" if change.number else code(change.commit[:_SHORT])
    return f"{scope}{words(short)} ({came})"
