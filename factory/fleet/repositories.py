"""The list of repositories that a fleet works on, as people write it: addresses and folders, one a line."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mity.errors import UsageError
from mity.fleet.addresses import check_file, check_place, check_url, is_branch, shown
from mity.reading import read_text
from mity.text.records import dataclass

MOST = 5_000
_DIGITS = 24
"""Of the digest of an address: so many that nobody finds two addresses that have them alike."""
_SCP = re.compile(r"[\w.-]+@[\w.-]+:[^\s]+")
_HELPER = re.compile(r"[\w+.-]*::")
_SCHEMES = ("http", "https", "ssh", "file")


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
        """A word for files and folders that no other repository has, not even one that was named for it."""
        return f"{self.name}-{hashlib.sha256(self.address.encode()).hexdigest()[:_DIGITS]}"

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
        text = read_text(path).removeprefix("\ufeff")  # with which editors of Windows begin a file
        lines = text.split("\n")  # what only a program takes for a line end ends no comment
    except UnicodeError as error:
        raise UsageError(f"the list of repositories {path} is no text in UTF-8: save it as such") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or error
        raise UsageError(f"cannot read the list of repositories {path}: {why}") from error
    if len({line.strip() for line in lines if not line.lstrip().startswith("#")} - {""}) > MOST:
        raise UsageError(f"{path} names more than {MOST:,} repositories, the most that a fleet has: split it")
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
    if branch and not is_branch(branch):
        raise UsageError(f"{place}: {branch!a} is no name of a branch")
    if _HELPER.match(address) or ("://" in address and not address.startswith(tuple(f"{one}://" for one in _SCHEMES))):
        raise UsageError(f"{place}: {shown(address)} is not reached by https, ssh or a folder: give it as one of these")
    if address.startswith(("http://", "https://", "ssh://")):
        check_url(address, place)
    elif address.startswith("file://"):
        check_file(address, place)
    elif _SCP.fullmatch(address):
        check_place(address.partition("@")[2].partition(":")[0], address.partition(":")[2], address, place)
    elif "://" not in address:
        address = _folder(home, address, place)
    return Entry(address, branch)


def listed(url: str, owner: str) -> Entry:
    """A repository that a forge lists for the page of an owner. Raises UsageError for one that is not on that forge.

    What a forge answers is not what the user wrote: it names no folder of this machine and no other host.
    """
    asked, told = urlsplit(owner.strip()), urlsplit(url)
    if (told.scheme, told.netloc.lower()) != (asked.scheme, asked.netloc.lower()):
        raise UsageError(f"{asked.scheme}://{asked.netloc} lists {url!a}, which is somewhere else: it was not touched")
    return entry([url], Path(), f"{asked.scheme}://{asked.netloc}")


def _folder(home: Path, word: str, place: str) -> str:
    try:
        return str((home / Path(word).expanduser()).resolve())
    except (OSError, RuntimeError, ValueError) as error:  # too long, a circle of links, a home that nobody has
        raise UsageError(f"{place}: {word[:200]!a} is no folder: {getattr(error, 'strerror', '') or error}") from error


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
    slugs = {one.slug: one for one in found.values()}
    if other := next((one for one in found.values() if slugs[one.slug] != one), None):
        raise UsageError(f"{other.address} and {slugs[other.slug].address} would share a folder: leave one of them out")
    if not found:
        raise UsageError("there is no repository to work on: name some by --repos FILE, --repo ADDRESS or --org URL")
    if len(found) > MOST:
        raise UsageError(f"a fleet has at most {MOST:,} repositories, this one {len(found):,}: split the list")
    return list(found.values())
