"""The misbehaving template: an application that does one thing wrong, and helpers for the processes it leaves."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from harness import SAMPLES, Done, Mity

MOODY = SAMPLES / "misbehaving"
STATIONS = ["scaffold", "validate", "build", "test", "launch", "commit"]


def words(name: str = "demo", *more: str, **moods: str) -> list[str]:
    """The command line that makes a misbehaving application: `build="brood"` and so on say what goes wrong."""
    settings = [word for key, value in moods.items() for word in ("--set", f"{key}={value}")]
    return ["create-app", name, "--template", str(MOODY), "--trust", *settings, *more]


def misbehaving(mity: Mity, name: str = "demo", *more: str, env: dict[str, str] | None = None, **moods: str) -> Done:
    """Makes a misbehaving application and waits for the end."""
    return mity(*words(name, *more, **moods), env=env)


def repair(mity: Mity) -> None:
    """Takes the mood away: whatever the application was told to do wrong, it does well from now on."""
    (mity.workspace / "repaired").touch()


def until(happened: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Waits until `happened` returns something true, and returns it."""
    deadline = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return found


def word_of(mity: Mity, name: str) -> list[str]:
    """Waits for the file that the application leaves in the workspace, and returns its words."""
    path = mity.workspace / name
    until(path.exists)
    return path.read_text(encoding="utf-8").split()


def marked(run_id: str) -> list[int]:
    """The processes that carry the mark of the run in their environment."""
    return [process.pid for process in psutil.process_iter() if run_id in _mark(process)]


def _mark(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error, OSError):
        if process.status() != psutil.STATUS_ZOMBIE:
            return process.environ().get("MITY_MARK", "")
    return ""


def alive(pids: list[int]) -> list[int]:
    """Which of the processes still run."""
    found = []
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found


def run_ids(mity: Mity) -> list[str]:
    """Every run of the workspace that has a document."""
    return sorted(p.stem for p in (mity.workspace / ".mity" / "logs").glob("*.json") if not p.name.startswith("."))


def statuses(log: dict[str, Any]) -> dict[str, str]:
    """Station to status, from a log or a report."""
    return {row["station"]: row["result"]["status"] for row in log["results"]}


def litter(workspace: Path) -> list[str]:
    """What only a kill leaves behind."""
    patterns = ("**/.*.tmp", "**/*.journal.jsonl", "**/.mity-staging-*", "**/index.lock")
    return sorted(str(path.relative_to(workspace)) for pattern in patterns for path in workspace.glob(pattern))


def kill(process: subprocess.Popen[str]) -> None:
    """kill -9, and the pipes closed. A resume after a kill that came behind the run's last word ends in 2."""
    process.kill()
    _, err = process.communicate()
    late = process.returncode == 2 and "can be resumed" in err
    assert late or process.returncode in (-9, 0, 4), (process.returncode, err)


def environment(mity: Mity, **more: str | None) -> dict[str, str]:
    """The environment of mity with changes; None takes a variable away."""
    env = {**mity.env, **{name: value for name, value in more.items() if value is not None}}
    return {name: value for name, value in env.items() if more.get(name, "") is not None}


def run(mity: Mity, *words: str, env: dict[str, str], cwd: Path | None = None) -> Done:
    """Runs mity with exactly this environment."""
    done = subprocess.run(
        mity.argv(*words),
        cwd=cwd or mity.workspace,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def path_without(folder: Path, *programs: str) -> str:
    """A PATH with every program of the present one but some: a folder of links."""
    folder.mkdir(exist_ok=True)
    for place in os.environ["PATH"].split(os.pathsep):
        for program in Path(place).glob("*"):
            if program.name not in programs and not (folder / program.name).exists():
                with contextlib.suppress(OSError):
                    (folder / program.name).symlink_to(program)
    return str(folder)
