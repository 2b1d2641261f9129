"""The list of repositories that a fleet works on, as people write it: addresses and folders, one a line."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mity.errors import UsageError
from mity.reading import read_text

MOST = 5_000
_SCP = re.compile(r"[\w.-]+@[\w.-]+:[^\s]+")
_SCHEMES = ("http", "https", "ssh", "file")
_BRANCH = re.compile(r"(?!-)[^\s~^:?*\[\\\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One repository: an address that git takes or the absolute path of a folder; `branch` is empty for its default."""

    address: str
    branch: str = ""

    @property
    def local(self) -> bool:
        """Whether it is on this machine, and so on no forge."""
        return self.address.startswith(("/", "file:")) or Path(self.address).is_absolute()

    @property
    def by_ssh(self) -> bool:
        """Whether git reaches it with the user's keys."""
        return not self.local and not self.address.startswith(("http://", "https://"))

    @property
    def name(self) -> str:
        """The last word of its address."""
        word = re.split(r"[/:]", self.address.rstrip("/"))[-1].removesuffix(".git")
        return re.sub(r"[^A-Za-z0-9._]+", "-", word).strip("-.")[:40] or "repository"

    @property
    def slug(self) -> str:
        """A word for files and folders that no other repository has."""
        return f"{self.name}-{hashlib.sha256(self.address.encode()).hexdigest()[:8]}"

    def to_json(self) -> dict[str, str]:
        """Plain data, as `read_entry` takes it."""
        return {"address": self.address, "branch": self.branch}


def read_entry(data: Mapping[str, Any]) -> Entry:
    """What `to_json` wrote."""
    return Entry(str(data["address"]), str(data.get("branch") or ""))


def read_file(path: Path) -> list[Entry]:
    """The repositories of a file: an address or a folder a line, and behind it the branch where it is another one.

    Folders are relative to that of the file; one with blanks in it stands in quotes; `#` begins a comment. Raises
    UsageError naming the line.
    """
    try:
        lines = read_text(path).splitlines()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or error
        raise UsageError(f"cannot read the list of repositories {path}: {why}") from error
    found = []
    for number, line in enumerate(lines, 1):
        place = f"{path}:{number}"
        try:
            words = shlex.split(re.sub(r"(^|\s)#.*", "", line))
        except ValueError as error:
            raise UsageError(f"{place}: a quotation mark has no end: close it") from error
        if words:
            found.append(entry(words, path.absolute().parent, place))
    return found


def entry(words: list[str], home: Path, place: str) -> Entry:
    """The repository that an address, or a folder relative to `home`, names. Raises UsageError, which names `place`."""
    address, branch = words[0], words[1] if len(words) > 1 else ""
    if len(words) > 2:
        raise UsageError(f"{place}: too many words: write an address, in quotes if it has blanks, and its branch")
    if not address.isprintable() or address.startswith("-"):
        raise UsageError(f"{place}: {address!a} is no address of a repository")
    if branch and not _BRANCH.fullmatch(branch):
        raise UsageError(f"{place}: {branch!a} is no name of a branch")
    if "::" in address or ("://" in address and not address.startswith(tuple(f"{one}://" for one in _SCHEMES))):
        raise UsageError(f"{place}: {address} is not reached by https, ssh or a folder: give it as one of these")
    if address.startswith(("http://", "https://")):
        _check_url(address, place)
    elif "://" not in address and not _SCP.fullmatch(address):
        address = str((home / Path(address).expanduser()).resolve())
    return Entry(address, branch)


def distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Each repository once, in the order given. Raises UsageError for none, too many, or one with two branches."""
    found: dict[str, Entry] = {}
    for one in entries:
        key = one.address.removesuffix("/").removesuffix(".git")
        known = found.setdefault(key, one)
        if known.branch != one.branch:
            raise UsageError(
                f"{one.address} is listed with two branches, '{known.branch}' and '{one.branch}': keep one of them"
            )
    if not found:
        raise UsageError("there is no repository to work on: name some by --repos FILE, --repo ADDRESS or --org URL")
    if len(found) > MOST:
        raise UsageError(f"a fleet has at most {MOST:,} repositories, this one {len(found):,}: split the list")
    return list(found.values())


def _check_url(address: str, place: str) -> None:
    try:
        parts = urlsplit(address)
        known = bool(parts.hostname)
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"{place}: {address} is no address of a repository")
    if "@" in parts.netloc:
        raise UsageError(
            f"{place}: the address of {parts.hostname} holds a user or a password, which logs must not see: leave it "
            "out, and give the token by the environment"
        )
