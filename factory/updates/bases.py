"""What the template once made of each file of an application: the third side of the merge.

Applications record digests. The contents are found by them: in the file itself when nobody changed it, in the texts
that mity keeps for merges, in the commits of the application, or by rendering the earlier version again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from mity.features.ownership import Ownership
from mity.system.git_history import RecordedFiles
from mity.system.trees import digest
from mity.text.records import dataclass
from mity.updates.rendering import Rendering

LINK = 0o120000
PLAIN = 0o100644
EXECUTABLE = 0o100755


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file (of a link: its target), and its mode as git has it."""

    data: bytes
    mode: int = PLAIN

    @property
    def sha256(self) -> str:
        """Its digest, as applications record it."""
        return hashlib.sha256(self.data).hexdigest()

    def write(self, path: Path) -> None:
        """Puts it where nothing is. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.mode == LINK:
            path.symlink_to(self.data.decode("utf-8", "surrogateescape"))
        else:
            path.write_bytes(self.data)
            path.chmod(0o755 if self.mode == EXECUTABLE else 0o644)


def content_of(path: Path) -> Content | None:
    """A file or link as it is; None for what is neither. Raises OSError."""
    if path.is_symlink():
        return Content(str(path.readlink()).encode("utf-8", "surrogateescape"), LINK)
    if not path.is_file():
        return None
    return Content(path.read_bytes(), EXECUTABLE if path.stat().st_mode & 0o100 else PLAIN)


@dataclass(frozen=True, slots=True)
class Bases:
    """Finds bases for the application in `root`; `earlier` renders the earlier version where that can be had."""

    root: Path
    ownership: Ownership
    history: RecordedFiles
    new: Rendering
    earlier: Callable[[], Rendering | None]

    def find(self, path: str) -> Content | None:
        """What the template once made of a file that mity recorded; None when nobody knows any more."""
        wanted = self.ownership.files[path].sha256
        data = self._data(path, wanted)
        return None if data is None else Content(data, self._mode(path))

    def _data(self, path: str, wanted: str) -> bytes | None:
        for place in (self.root / path, self.new.project / path):
            if (place.is_symlink() or place.is_file()) and digest(place) == wanted:
                found = content_of(place)
                return found.data if found else None
        if (text := self.ownership.base(path)) is not None:
            return text.encode("utf-8")
        if (data := self.history.content(path, wanted)) is not None:
            return data
        earlier = self.earlier()
        if earlier is not None and earlier.digests.get(path) == wanted:
            found = content_of(earlier.project / path)
            return found.data if found else None
        return None

    def _mode(self, path: str) -> int:
        recorded = self.history.mode(path)
        if recorded is not None:
            return recorded
        there = content_of(self.root / path) or content_of(self.new.project / path)
        return there.mode if there else PLAIN


def closeness(rendered: Mapping[str, str], wanted: Mapping[str, str]) -> int:
    """How many files a rendering has just as they are recorded."""
    return sum(wanted.get(path) == value for path, value in rendered.items())
