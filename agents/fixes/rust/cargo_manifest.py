"""A Cargo.toml that cargo cannot use: what cargo says behind its first words, and the line that it is about."""

from __future__ import annotations

import re

from mity.agents.rust.manifest import MANIFEST
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_FAILED = re.compile(
    r"^error: failed to (?:parse manifest at `(?P<path>[^`\n]+)`"
    r"|load manifest for workspace member `(?P<member>[^`\n]+)`\nreferenced (?:by workspace at|via) `(?P<by>[^`\n]+)`"
    r"|get `(?P<dependency>[^`\n]+)` as a dependency of package `[^`\n]*?\((?P<folder>[^()\n]+)\)`)",
    re.MULTILINE,
)
_CAUSE = re.compile(r"^Caused by:\n(?P<text>(?:[ \t]+[^\n]+\n?)+)", re.MULTILINE)
_TOKEN = re.compile(r"`([\w./:-]+)`")


class CargoManifest(Rule):
    """Reports the innermost cause; what a manifest means is a person's to say."""

    id = "cargo-manifest"
    title = "report what is wrong in Cargo.toml"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _FAILED.search(failure.output)
        causes = (
            [" ".join(one["text"].split()) for one in _CAUSE.finditer(failure.output, found.end())] if found else []
        )
        if found is None or not causes:
            return None
        place = found["path"] or found["by"] or f"{found['folder']}/{MANIFEST}"
        file = failure.inside(place) or place
        words = [word for word in (found["member"], found["dependency"]) if word]
        subject = words[0].rsplit("/", 1)[-1] if words else ""
        line = _line(failure.read(file) or "", [*([subject] if subject else []), *_TOKEN.findall(causes[-1])[::-1]])
        said = "; ".join(causes if not words else [f"{subject} is not there", *causes[:-1][-1:]])
        return Advice(f"{file}{f':{line}' if line else ''} cannot be used: {said}", f"git log -p -- {file}")


def _line(text: str, words: list[str]) -> int:
    """The first line that holds a word which stands in only one line; 0 for none."""
    lines = text.splitlines()
    for word in words:
        there = [
            number for number, line in enumerate(lines, 1) if re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", line)
        ]
        if len(there) == 1:
            return there[0]
    return 0
