"""A process that has mity loaded and forks a fresh one for each command line, which kills itself at a chosen moment.

Run as a program it serves: one JSON request a line on stdin, one JSON line back. Moments are what mity's own process
does to files, folders and other processes. They are heard of by an audit hook, and the writes to open files, of which
Python does not tell its auditors, by a profile function: nothing of mity is replaced or patched.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Self

_CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate"}
    | {"os.kill", "os.killpg", "subprocess.Popen", "open"}
)
_WRITES = frozenset({"write", "truncate", "ftruncate"})
_OBJECTS = "heal.git/objects/"
_ALIKE = (_OBJECTS, "/template/", "made/demo/.mity/feature/")
_READING = frozenset({"cat-file", "config", "status", "var", "log", "check-ref-format"})
"""A git that only reads; nothing on disk tells that it was about to."""
_SAMPLED = 9
"""So many of the operations that are alike are moments: objects are all stored in one way, a template is copied file by
file into a folder that no one but the next attempt looks at, and thrown away file by file."""
_LOADED_LATE = ("rich.console", "rich.table", "rich.text", "jinja2.ext", "http.client", "git", "tomlkit", "filelock")


@dataclass(frozen=True)
class Answer:
    """How a mity ended: its exit code (None: it was killed), what it printed, and the moments that it came to."""

    code: int | None
    out: str
    err: str
    moments: list[str]

    @property
    def text(self) -> str:
        """Everything it printed."""
        return self.out + self.err


class VerbServer:
    """The serving process, for the time of a `with` block."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def run(self, words: Sequence[str], cwd: Path, within: Path, env: Mapping[str, str], kill_at: int = 0) -> Answer:
        """Runs mity in `cwd` to its end, or kills it before the `kill_at`th of its changes in the folder `within`."""
        assert self._process.stdin is not None and self._process.stdout is not None
        request = {"words": list(words), "cwd": str(cwd), "within": str(within), "env": dict(env), "kill_at": kill_at}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        out, err = (_said(within / name) for name in ("out", "err"))
        assert "Traceback" not in err, err
        return Answer(answer["code"], out, err, answer["moments"])


def _said(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


class _Clock:
    """Counts the moments of this process and kills it at one of them."""

    def __init__(self, within: str, kill_at: int, tell: Callable[[list[str]], None]) -> None:
        self._within = within
        self._kill_at = kill_at
        self._tell = tell
        self._alike: Counter[str] = Counter()
        self._guard = threading.RLock()
        self.moments: list[str] = []

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hears of everything that Python tells its auditors."""
        if event in _CHANGES and (place := self._place(event, arguments)):
            self._strike(f"{event} {place}")

    def profile(self, frame: FrameType, event: str, function: Any) -> None:
        """Hears of every call of a function that is not written in Python."""
        if event == "c_call" and function.__name__ in _WRITES:
            owner = function.__self__
            name = getattr(owner, "name", "")
            if owner is os.write.__self__:
                caller = str(frame.f_globals.get("__name__"))
                kind = _OBJECTS if caller.startswith("gitdb.") else ""
                if self._sampled(kind, caller):
                    self._strike(f"write in {caller}")
            elif isinstance(name, str) and name.startswith(self._within):
                self._strike(f"{function.__name__} {os.path.relpath(name, self._within)}")

    def _place(self, event: str, arguments: tuple[Any, ...]) -> str:
        """What an operation is about, empty when it changes nothing that lasts."""
        if event == "subprocess.Popen":
            words = list(map(str, arguments[1]))
            return "" if _READING.intersection(words) else str(words[:4])
        if event in ("os.kill", "os.killpg"):
            return str(arguments[1]) if arguments[1] else ""
        if isinstance(arguments[0], int):
            return ""
        path = os.fsdecode(arguments[0])
        if event in ("os.remove", "os.rmdir") and arguments[-1] != -1:
            return self._sampled("thrown away", path)
        full = os.path.abspath(path)  # noqa: PTH100 - nothing that opens files may run in here
        if not full.startswith(self._within + os.sep) or not self._changes(event, full, arguments):
            return ""
        kind = next((part for part in _ALIKE if part in full), "")
        return self._sampled(kind, os.path.relpath(full, self._within))

    def _sampled(self, kind: str, path: str) -> str:
        self._alike[kind] += 1
        return path if not kind or self._alike[kind] <= _SAMPLED else ""

    def _changes(self, event: str, path: str, arguments: tuple[Any, ...]) -> bool:
        """Whether an operation that is about to be done on a path changes something."""
        if event == "os.mkdir":
            return not os.path.lexists(path) and os.path.isdir(os.path.dirname(path))  # noqa: PTH112, PTH120
        if event in ("os.remove", "os.rmdir"):
            return os.path.lexists(path)
        if event != "open":
            return True
        _, mode, flags = arguments
        if "__pycache__" in path or not isinstance(flags, int):
            return False
        to_make_durable = mode is None and os.fsdecode(arguments[0]).startswith("/")  # a folder, by its full path
        return bool(flags & (os.O_WRONLY | os.O_RDWR)) or to_make_durable

    def _strike(self, moment: str) -> None:
        with self._guard:
            self.moments.append(moment)
            if len(self.moments) == self._kill_at:
                self._kill_at = 0  # what is done here is no moment
                self._tell(self.moments)
                os.kill(os.getpid(), signal.SIGKILL)


def _child(request: dict[str, Any], answer: int) -> None:
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    within = request["within"]
    for handle, name in ((1, "out"), (2, "err")):
        opened = os.open(f"{within}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, handle)
        os.close(opened)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    clock = _Clock(within, request["kill_at"], lambda moments: _send(answer, moments))
    from mity.cli import main as mity

    sys.addaudithook(clock.audit)
    sys.setprofile(clock.profile)
    code = mity(request["words"])
    sys.setprofile(None)
    sys.stdout.flush()
    _send(answer, clock.moments)
    os._exit(code)


def _send(answer: int, moments: list[str]) -> None:
    data = json.dumps(moments).encode()
    while data:
        data = data[os.write(answer, data) :]


def load() -> None:
    """Imports whatever a run may need, so that no child has to."""
    import mity.app

    for module in pkgutil.walk_packages(mity.__path__, "mity."):
        if not module.name.startswith(("mity.templates.", "mity.__main__")):
            importlib.import_module(module.name)
    for name in _LOADED_LATE:
        importlib.import_module(name)
    agents = mity.app.App(Path(__file__).parent).agents
    agents.classify("NameError: name 'x' is not defined", stack="", stage="build", exit_code=1, local_names=frozenset())


def main() -> None:
    """Serves until stdin ends."""
    load()
    for line in sys.stdin:
        request = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            _child(request, write)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            moments = json.loads(pipe.read() or b"[]")
        _, status = os.waitpid(pid, 0)
        code = None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        print(json.dumps({"code": code, "moments": moments}), flush=True)


if __name__ == "__main__":
    main()
