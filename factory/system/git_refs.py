"""HEAD and the branches of a repository, read from its files: a look before and after each step must cost nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mity.reading import read_bytes

HEAD = "HEAD"
SYMBOLIC = "ref: "
_HEADS = "refs/heads/"
_SHORT = 4096
_MOST = 1 << 24
Stamp = tuple[int, int, int]


class GitRefs:
    """The references of the repository whose top folder is `project`; files that did not change are not read again."""

    def __init__(self, project: Path) -> None:
        self._place = project / ".git"
        self._known: dict[str, tuple[Stamp, str]] = {}

    def read(self) -> dict[str, str]:
        """HEAD as git keeps it (`ref: refs/heads/main`, or a hash) and the hash of each branch by its full name.

        Empty where there is no repository that can be read so.
        """
        own = self._folder(self._place, "gitdir: ")
        if own is None:
            return {}
        head = self._text(own / HEAD)
        if not head:
            return {}
        common = self._common(own)
        return {HEAD: head, **self._packed(common), **dict(self._loose(common))}

    def _folder(self, place: Path, mark: str) -> Path | None:
        if place.is_dir():
            return place
        text = self._text(place)
        return place.parent / text.removeprefix(mark) if text.startswith(mark) else None

    def _common(self, own: Path) -> Path:
        """The folder that the working trees of one repository share."""
        text = self._text(own / "commondir")
        return own / text if text else own

    def _packed(self, common: Path) -> dict[str, str]:
        found = {}
        for line in self._text(common / "packed-refs", _MOST).splitlines():
            value, _, name = line.partition(" ")
            if name.startswith(_HEADS):
                found[name] = value
        return found

    def _loose(self, common: Path) -> Iterator[tuple[str, str]]:
        for folder, _, names in os.walk(common / _HEADS):
            for name in names:
                path = Path(folder, name)
                if not name.endswith(".lock") and (value := self._text(path)):
                    yield path.relative_to(common).as_posix(), value

    def _text(self, path: Path, most: int = _SHORT) -> str:
        """The text of a small file; empty when it cannot be read."""
        try:
            info = path.stat()
            stamp = (info.st_mtime_ns, info.st_ino, info.st_size)
            if (known := self._known.get(str(path))) is not None and known[0] == stamp:
                return known[1]
            text = read_bytes(path, most).decode("utf-8", "replace").strip()
        except (OSError, ValueError):
            return ""
        self._known[str(path)] = (stamp, text)
        return text


def commit_of(refs: dict[str, str]) -> str:
    """The commit that is checked out; empty when there is none yet."""
    head = refs.get(HEAD, "")
    return refs.get(head.removeprefix(SYMBOLIC), "") if head.startswith(SYMBOLIC) else head


def branch_of(refs: dict[str, str]) -> str:
    """The branch that is checked out; empty for none."""
    head = refs.get(HEAD, "")
    return head.removeprefix(SYMBOLIC + _HEADS) if head.startswith(SYMBOLIC) else ""
