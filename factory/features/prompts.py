"""Features in words: what the text may look like, what they are called, and what is kept of those that were made."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.features.ownership import digest
from mity.reading import read_bytes
from mity.text.data import parse_json
from mity.text.records import dataclass

FOLDER = ".mity/features"
EARLIER_FOLDER = ".mity/wishes"
"""Where earlier versions kept the records."""
SHORTEST, LONGEST = 3, 200
_LONGEST_SLUG = 48


@dataclass(frozen=True, slots=True)
class AgentFeature:
    """A feature made by a coding agent: its words, the agent, the run that proved it, its files at that time."""

    slug: str
    title: str
    agent: str
    run_id: str
    template: str
    files: Mapping[str, str]

    @property
    def path(self) -> str:
        """Where the application keeps this."""
        return record_path(self.slug)

    def dump(self) -> bytes:
        """The text of its file."""
        data = {
            "title": self.title,
            "agent": self.agent,
            "run_id": self.run_id,
            "template": self.template,
            "files": dict(self.files),
        }
        return (json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()

    def describe(self, root: Path) -> dict[str, Any]:
        """The feature for lists: what it is, who made it, its files and which of them changed since."""
        found: dict[str, str] = {}
        for path, then in sorted(self.files.items()):
            data = _bytes(root / path)
            if data is None or digest(data) != then:
                found[path] = "missing" if data is None else "edited"
        return {
            "name": self.slug,
            "kind": "free-text",
            "title": self.title,
            "agent": self.agent,
            "run_id": self.run_id,
            "template": self.template,
            "files": sorted(self.files),
            "drift": found,
        }


def record_path(slug: str) -> str:
    """The record of a feature in words; one file each, so that branches with different ones merge."""
    return f"{FOLDER}/{slug}.json"


def read_features(root: Path) -> dict[str, AgentFeature]:
    """The features in words that an application has, by their slugs. Raises UsageError for a damaged record."""
    found: dict[str, AgentFeature] = {}
    for path in sorted([*(root / EARLIER_FOLDER).glob("*.json"), *(root / FOLDER).glob("*.json")]):
        try:
            data = parse_json(read_bytes(path))
            title, agent, run_id, template = (str(data[name]) for name in ("title", "agent", "run_id", "template"))
            files = {str(name): str(sha) for name, sha in data["files"].items()}
            found[path.stem] = AgentFeature(path.stem, title, agent, run_id, template, files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path.relative_to(root)} is damaged: restore it from git") from error
    return found


def check_title(title: str) -> str:
    """The text without space around it. Raises UsageError when it is too short, too long or not printable."""
    text = title.strip()
    if not text.isprintable():
        raise UsageError(
            "a feature in words is one line of printable characters: leave out line ends and control characters"
        )
    if not SHORTEST <= len(text) <= LONGEST:
        raise UsageError(f"a feature in words has {SHORTEST} to {LONGEST} characters, this one has {len(text)}")
    return text


def check_not_added(root: Path, title: str) -> None:
    """Raises UsageError when the application has that very feature already."""
    for one in read_features(root).values():
        if one.title.casefold() == title.casefold():
            raise UsageError(f"'{one.slug}' already implements this (run {one.run_id}): describe what should change")


def slug_of(title: str, taken: Container[str]) -> str:
    """A short name made of the words of a feature, none of those `taken`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")):
        longer = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    slug = slug or f"feature-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    number = 1
    while (name := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return name


def _bytes(path: Path) -> bytes | None:
    try:
        return read_bytes(path)
    except OSError:
        return None
