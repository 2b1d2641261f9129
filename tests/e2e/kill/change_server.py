"""A process that forks a fresh one for every act on a project, which kills itself (SIGKILL) at a chosen operation.

Run as a program it serves: one JSON request a line on stdin, one JSON line back.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from mity.changes.changeset import ChangeSet
from mity.changes.edit import Edit
from mity.command import Command, Outcome
from mity.healing.applier import AppliedFix, FixApplier
from mity.healing.model import Diagnosis, ErrorType, Fix

RUN = "0007-heal"
IGNORED = (".venv",)
_EVENTS = ("open", "os.", "shutil.")
_OBJECTS = "heal.git/objects"
"""More than half of all operations, and all alike to the project: a kill at the next other one finds the same."""
_LOOKING = ("os.listdir", "os.scandir", "os.kill", "os.fork", "os.walk", "os.fwalk")


def rewrite(root: Path) -> None:
    """What the command of a fix does: text, bytes, modes, links, new and emptied folders."""
    (root / "src/binary.dat").write_bytes(b"\0other")
    (root / "src/pkg/tool.sh").chmod(0o700)
    (root / "link").unlink()
    (root / "link").symlink_to("elsewhere")
    (root / "new/deep").mkdir(parents=True)
    (root / "new/deep/file.py").write_bytes(b"new\n")
    (root / "empty/folder").rmdir()
    (root / "empty").rmdir()
    (root / "src/pkg").chmod(0o750)
    (root / ".venv").mkdir()
    (root / ".venv/fresh").write_bytes(b"installed")


def destroy(root: Path) -> None:
    """What a feature may do beyond that: files deleted, a file where a folder was and the other way round."""
    (root / "nothing").unlink()
    (root / "no-end").unlink()
    (root / "no-end").mkdir()
    (root / "no-end/inside").write_bytes(b"x")
    (root / "src/pkg/app.py").unlink()
    (root / "src/pkg/tool.sh").unlink()
    (root / "src/pkg").rmdir()
    (root / "src/pkg").write_bytes(b"a file now")


def _apply(root: Path) -> AppliedFix:
    def run(command: Command) -> Outcome:
        rewrite(root)
        return Outcome(command, 0)

    edits = (Edit("src/pkg/app.py", b"x = 2\r\n"), Edit("made/by/edit.py", b"y\n", 0o755), Edit("nothing", mode=0o600))
    fix = Fix("r", "t", edits, (Command(("anything",)),), scope=("**/*", "*"), move_aside=(".venv",))
    return FixApplier(root, IGNORED, run, owner="build", run_id=RUN).apply(Diagnosis(ErrorType.BUILD), fix, 60)


def kept_fix(root: Path) -> None:
    """A trial of a fix that helps."""
    _apply(root).keep()


def reverted_fix(root: Path) -> None:
    """A trial of a fix that does not help."""
    assert _apply(root).revert() == []


def tried_fix(root: Path) -> None:
    """A fix that is applied and never decided on."""
    _apply(root)


def feature(root: Path) -> None:
    """A stage that changes much, with a fix inside it that is kept, and never comes to its end."""
    change = ChangeSet.begin(root, IGNORED, "change/implement", run_id=RUN)
    change.declare(["feature.py", "src/naïve – ß.py"])
    (root / "feature.py").write_bytes(b"feature\n")
    (root / "src/naïve – ß.py").write_bytes(b"joined\n")
    _apply(root).keep()
    destroy(root)


def undone_feature(root: Path) -> None:
    """The same, undone by its own process."""
    feature(root)
    (change,) = ChangeSet.pending(root)
    change.undo()


def recovery(root: Path) -> None:
    """What the next mity does."""
    for change in ChangeSet.pending(root):
        change.undo()


ACTS: dict[str, Callable[[Path], None]] = {
    act.__name__: act for act in (kept_fix, reverted_fix, tried_fix, feature, undone_feature, recovery)
}


class ChangeServer:
    """The serving process, for the time of a `with` block."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def act(self, name: str, project: Path, kill_at: int = 0) -> bool:
        """Does an act; True when it was killed at its `kill_at`th operation, False when it came to its end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"act": name, "project": str(project), "kill_at": kill_at}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert not answer["error"], answer
        return bool(answer["killed"])


def _arm(kill_at: int) -> None:
    """Kills this process at its `kill_at`th operation that may change something, before it is done."""
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if not event.startswith(_EVENTS) or event in _LOOKING:
            return
        if event == "open" and isinstance(arguments[2], int) and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
        if _OBJECTS in str(arguments[0]):
            return
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def _child(request: dict[str, Any], answer: int) -> None:
    try:
        _arm(request["kill_at"])
        ACTS[request["act"]](Path(request["project"]))
    except BaseException as error:  # noqa: BLE001 - told to the test, which judges it
        os.write(answer, f"{type(error).__name__}: {error}".encode())
    os._exit(0)


def main() -> None:
    """Serves until stdin ends."""
    for line in sys.stdin:
        request = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            _child(request, write)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            error = pipe.read().decode()
        _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"killed": killed, "error": error}), flush=True)


if __name__ == "__main__":
    main()
