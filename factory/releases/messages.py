"""What the message of a commit says of itself: its kind, whether it breaks anything, the pull request it came by."""

from __future__ import annotations

import re

from mity.text.records import dataclass

BREAKING = "breaking"
_CONVENTIONAL = re.compile(
    r"(?P<kind>[A-Za-z][\w-]{0,30})(?:\((?P<scope>[^()\n]{1,80})\))?(?P<mark>!)?: +(?P<text>\S.*)"
)
_FOOTER = re.compile(r"^BREAKING[ -]CHANGE: *(?P<text>\S.*(?:\n(?![A-Za-z-]+(?:: | #)|\n).*)*)", re.MULTILINE)
_MERGES = (
    re.compile(r"Merge pull request #(\d{1,9}) from \S"),
    re.compile(r"Merge pull request '.*' \(#(\d{1,9})\) from \S"),
)
_GITLAB = re.compile(r"^See merge request \S{0,200}!(\d{1,9})$", re.MULTILINE)
_SQUASHED = re.compile(r"\(#(\d{1,9})\)$")
_REVERTS = re.compile(r"^This reverts commit ([0-9a-f]{7,64})\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Message:
    """A message, read: `kind` as its author wrote it in small letters, empty where it follows no convention.

    `breaks` is what breaks, in words; empty when nothing does.
    """

    text: str
    kind: str = ""
    scope: str = ""
    breaks: str = ""


def read_message(subject: str, body: str = "") -> Message:
    """The parts of a message by the rules of Conventional Commits; one that follows none is text alone."""
    footer = _FOOTER.search(body.replace("\r", ""))
    said = " ".join(footer["text"].split()) if footer else ""
    subject = _SQUASHED.sub("", subject).rstrip()
    found = _CONVENTIONAL.fullmatch(subject)
    if not found:
        return Message(subject, breaks=said)
    breaks = said or (found["text"] if found["mark"] else "")
    return Message(found["text"], found["kind"].lower(), found["scope"] or "", breaks)


def merged_by(subject: str, body: str = "") -> int:
    """The number of the pull request that a merge commit names; 0 when it names none."""
    found = next((match for one in _MERGES if (match := one.match(subject))), None) or _GITLAB.search(body)
    return int(found[1]) if found else 0


def squashed_from(subject: str) -> int:
    """The number of the pull request that ends the subject of a squashed commit; 0 when there is none."""
    found = _SQUASHED.search(subject)
    return int(found[1]) if found else 0


def reverted(body: str) -> str:
    """The beginning of the hash of the commit that a commit reverts; empty when it reverts none."""
    found = _REVERTS.search(body)
    return found[1] if found else ""
