"""What other processes ask of a run: answers to its checkpoints, questions, to pause, to end.

A message is a file of its own, so nobody needs the lock of the run; the run takes it up and removes it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.reading import read_bytes
from mity.runs.json_text import parse
from mity.runs.keys import fitted
from mity.system.files import ignored_folder, private_file, private_folder, storage_error, write_all
from mity.text.patterns import regex

CANCEL, PAUSE = "cancel", "pause"
_MOST = 1 << 20
_SIGN = regex(r"[^A-Za-z0-9_-]")
_CODE = regex(r"%([0-9a-f]+);")
_NAME = "inbox.name"
"""The member of a message that has its name, where that is too long for a name of a file."""


class Inbox:
    """The messages for one run of a workspace, by name."""

    def __init__(self, workspace: Path, run_id: str) -> None:
        self._folder = workspace / ".mity" / "logs" / run_id / "inbox"
        self._run = run_id

    def post(self, name: str, data: Mapping[str, Any]) -> None:
        """Leaves a message. Raises UsageError when there is one of that name, StorageError."""
        path = self._path(name)
        if path.stem != _safe(name):
            data = {**data, _NAME: name}
        new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            ignored_folder(self._folder.parent.parent)
            private_folder(self._folder.parent)
            private_folder(self._folder)
            handle = private_file(new)
            try:
                write_all(handle, json.dumps(data).encode())
                os.fsync(handle)
            finally:
                os.close(handle)
            os.link(new, path)  # whole at once, and only where there is none
        except FileExistsError as error:
            raise UsageError(f"run {self._run} was told this already: `mity resume {self._run}` takes it up") from error
        except OSError as error:
            raise storage_error("write", path, error) from error
        finally:
            with contextlib.suppress(OSError):  # the reason why it was not written is told already
                new.unlink(missing_ok=True)

    def read(self, name: str) -> dict[str, Any] | None:
        """The message of a name; None when there is none, or one that nobody could have posted."""
        try:
            data = parse(read_bytes(self._path(name), _MOST))
        except (OSError, ValueError):
            return None
        if not isinstance(data, dict):
            return None
        data.pop(_NAME, None)
        return data

    def has(self, name: str) -> bool:
        """Whether there is a message of that name."""
        return self._path(name).exists()

    def drop(self, name: str) -> None:
        """Removes a message. Raises StorageError."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise storage_error("remove", self._path(name), error) from error

    def names(self) -> list[str]:
        """The names of the messages, in the order of posting."""
        try:
            found = sorted(self._folder.glob("*.json"), key=_age)
        except OSError:
            return []
        return [self._name(path) for path in found]

    def _name(self, path: Path) -> str:
        """The name of a message by its file, which tells it where it is too long for a name of a file."""
        name = _CODE.sub(lambda code: chr(int(code[1], 16)), path.name.removesuffix(".json"))
        if path == self._path(name):
            return name
        try:
            told = str(parse(read_bytes(path, _MOST))[_NAME])
        except (OSError, ValueError, KeyError, TypeError):
            return name
        return told if path == self._path(told) else name

    def _path(self, name: str) -> Path:
        return self._folder / f"{fitted(_safe(name))}.json"


def _safe(name: str) -> str:
    return _SIGN.sub(lambda found: f"%{ord(found[0]):x};", name)


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
