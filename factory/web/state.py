"""Where the page keeps what belongs to a workspace: in the user's own state, where no clone can lay a trap."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from mity.reading import read_bytes
from mity.system.files import private_folder, storage_error, write_atomic

_MOST_LEFT = 8 << 20


def state_of(*workspaces: Path, below: bool = False) -> Path:
    """The folder of a page of these workspaces, which only its owner can read. Raises StorageError.

    A page that serves others, or with `below` those in them, has another one, so that no session reaches more
    workspaces than those of the page that it began at.
    """
    paths = sorted(os.fsencode(one.resolve()) for one in workspaces)
    text = b"\0".join(paths) + (b"\0" if below else b"")
    name = hashlib.sha256(text).hexdigest()[:32]
    folder = Path(platformdirs.user_state_dir("mity")) / "serve" / name
    try:
        private_folder(folder)
    except OSError as error:
        raise storage_error("make", folder, error) from error
    return folder


def kept_key(folder: Path) -> bytes:
    """The key that signs sessions, 32 bytes; it is kept, so that sessions outlive a restart. Raises StorageError."""
    path = folder / "key"
    try:
        if path.exists() and len(found := read_bytes(path, 64)) == 32:
            return found
    except OSError as error:
        raise storage_error("read", path, error) from error
    made = secrets.token_bytes(32)
    write_atomic(path, made, private=True)
    return made


class LeftSessions:
    """Sessions that ended before their time, kept in `file` as long as their cookies would be valid.

    As the key outlives a restart of the page, so must these, or a cookie that was left would be valid again.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at = -1
        self._left: dict[str, int] = {}

    def __contains__(self, nonce: str) -> bool:
        return nonce in self._known()

    def add(self, nonce: str, until: int) -> None:
        """Notes a session, by what its cookie alone has, and when the cookie ends, in seconds of the epoch.

        Raises StorageError.
        """
        now = time.time()
        left = {one: end for one, end in self._known().items() if end > now} | {nonce: until}
        text = "".join(f"{end} {one}\n" for one, end in left.items())
        write_atomic(self._file, text.encode(), private=True)

    def _known(self) -> dict[str, int]:
        """What the file says: another page of the workspace may have written it. Raises StorageError."""
        try:
            written_at = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise storage_error("read", self._file, error) from error
        if written_at != self._read_at:
            self._left, self._read_at = dict(_ended(self._file)), written_at
        return self._left


def _ended(file: Path) -> Iterator[tuple[str, int]]:
    """Raises StorageError."""
    try:
        lines = read_bytes(file, _MOST_LEFT).decode("ascii", "replace").splitlines()
    except OSError as error:
        raise storage_error("read", file, error) from error
    for line in lines:
        until, _, nonce = line.partition(" ")
        if until.isdecimal() and nonce:
            yield nonce, int(until)
