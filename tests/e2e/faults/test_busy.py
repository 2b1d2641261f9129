"""One application, several verbs at once: the second one is busy and says which run holds the application."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import Mity
from misbehaving_app import words

SLOW = "name: slow\nsteps: [{station: build}]\n"
VERBS: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "create-app": lambda app: words(build="well"),
    "resume": lambda app: ("resume",),
    "heal": lambda app: ("heal", str(app)),
    "add-feature": lambda app: ("add-feature", "todo", "--field", "title:str", "--app", str(app)),
    "remove-feature": lambda app: ("remove-feature", "todo", "--app", str(app)),
    "run": lambda app: ("run", str(app / "slow.yaml"), "--output", str(app)),
}


def begun(mity: Mity, *argv: str) -> subprocess.Popen[str]:
    """mity in the midst of a slow build."""
    marker = mity.workspace / "slow"
    marker.unlink(missing_ok=True)
    process = mity.start(*argv)
    deadline = time.monotonic() + 60
    while not marker.exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("second", VERBS)
@pytest.mark.parametrize("first", ["create-app", "heal", "run"])
def test_the_second_verb_is_busy_and_names_the_run(mity: Mity, first: str, second: str) -> None:
    app = mity.workspace / "demo"
    process = begun(mity, *words(build="slow"))
    try:
        (app / "slow.yaml").write_text(SLOW)
        if first != "create-app":
            process.kill()
            process.communicate()
            process = begun(mity, *VERBS[first](app))
        held = newest(app if first != "create-app" else mity.workspace)
        done = mity(*VERBS[second](app))
        assert done.code in ((5,) if second != "create-app" else (2, 5)), done.text
        assert "was killed" not in done.text
        if done.code == 5:
            assert held in done.text, done.text
    finally:
        process.terminate()
        process.communicate(timeout=30)


def newest(workspace: Path) -> str:
    return max(path.stem for path in (workspace / ".mity" / "logs").glob("0*.json"))


def test_a_workflow_of_commands_needs_no_lock(mity: Mity) -> None:
    app = mity.workspace / "demo"
    process = begun(mity, *words(build="slow"))
    try:
        (app / "quick.yaml").write_text("steps: [{name: hi, command: echo hi}]\n")
        done = mity("run", str(app / "quick.yaml"), "--output", str(app))
        assert done.code == 0, done.text
    finally:
        process.terminate()
        process.communicate(timeout=30)
