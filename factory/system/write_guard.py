"""Keeps this process from writing outside a folder and from starting programs: an audit hook of Python.

It sees what Python code asks of the system, whichever library asks, and cannot be taken out again. It is no sandbox
for native code: that is why a template's own code runs only when it is trusted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from mity.text.file_names import plain_parts

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PLACES = {
    **dict.fromkeys(("os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.mkfifo", "os.mknod"), (0,)),
    **dict.fromkeys(("os.chmod", "os.chown", "os.chflags", "os.utime", "os.setxattr", "os.removexattr"), (0,)),
    **dict.fromkeys(("os.rename", "os.link"), (0, 1)),
    **dict.fromkeys(("shutil.copyfile", "shutil.copytree", "os.symlink"), (1,)),
    **dict.fromkeys(("shutil.move", "shutil.chown", "shutil.rmtree", "tempfile.mkdtemp"), (0,)),
}
"""Events, and which of their arguments are paths that are changed."""
_STARTS = frozenset(
    {
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"),
        *("pty.spawn", "os.startfile", "os.kill", "os.killpg", "webbrowser.open"),
        *("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"),
    }
)
_FOLDER = "os.mkdir"


class Refused(RuntimeError):
    """Something that a template may not do; the text is a sentence about the template."""


def guard(root: Path, made: Path, *, programs: bool) -> None:
    """From now on this process writes below `root` alone, and no `.mity` or `.git` below `made`.

    Unless `programs` it starts no program and no connection either. What breaks a rule raises Refused.
    """
    rules = Rules(os.path.realpath(root), os.path.realpath(made), programs)
    sys.addaudithook(rules.hear)


class Rules:
    """What the guard refuses: see `guard`."""

    def __init__(self, root: str, made: str, programs: bool) -> None:
        self._root = root
        self._made = made
        self._programs = programs

    def hear(self, event: str, words: tuple[Any, ...]) -> None:
        """Judges one audit event and its arguments. Raises Refused."""
        if event == "open":
            path, _, flags = words
            if not isinstance(path, int) and isinstance(flags, int) and flags & _WRITING:
                self._check(path)
        elif event in _PLACES:
            if any(isinstance(word, int) and word >= 0 for word in words[-1:]) and event in ("os.remove", "os.rmdir"):
                return  # a part of shutil.rmtree, whose own event was heard
            for index in _PLACES[event]:
                if not isinstance(words[index], int):
                    self._check(words[index])
        elif event in _STARTS and not self._programs:
            raise Refused(f"it would start a program or a connection ({event}), which it may not without --trust")

    def _check(self, path: Any) -> None:
        given = os.fsdecode(path)
        full = os.path.realpath(given)
        if given != os.devnull and not _within(full, self._root):
            raise Refused(f"it would write {given!r}, which leads out of the application's folder")
        if _within(full, self._made):
            names = plain_parts(full[len(self._made) :])
            if ".git" in names or ".mity" in names[1:2]:
                raise Refused(f"it brings {'.git' if '.git' in names else '.mity'}, which a template may not")


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
