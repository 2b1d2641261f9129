"""A short way to run mity as a user does: a real process, a real folder, what it printed and how it ended."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warm_mity import Warm

SAMPLES = Path(__file__).parents[1] / "samples"
LIGHT = SAMPLES / "light"
COMMON = "PYTEST_COMMON_FOLDER"
"""The variable that names the folder which all workers of a session see."""
_LONGEST_S = 280
_STEERING = ("GIT_", "GITHUB_", "MITY_", "PYTEST_", "TEMPORAL_")
_OF_A_TERMINAL = ("CI", "COLUMNS", "LINES", "COLORTERM", "FORCE_COLOR")


def _inherited() -> dict[str, str]:
    """The variables of this process without those that would steer mity or git, for a terminal of a known kind."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_STEERING) and k not in _OF_A_TERMINAL}
    return {**kept, "TERM": "xterm-256color"}


@functools.cache
def _warm() -> Warm:
    folder = os.environ.get(COMMON)
    return Warm(_inherited(), Path(folder) if folder else None)


@dataclass(frozen=True)
class Done:
    """A finished mity."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """Everything it said."""
        return self.out + self.err


class Mity:
    """mity in one workspace, with an environment that nobody's settings reach."""

    def __init__(self, workspace: Path, home: Path) -> None:
        self.workspace = workspace
        self.home = home
        self.env = {
            **_inherited(),
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_STATE_HOME": str(home / "state"),
            "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_COLOR": "1",
            "PYTHONSAFEPATH": "1",
            "MITY_WATCH_S": os.environ["MITY_WATCH_S"],
            "MITY_SANDBOX": os.environ.get("MITY_SANDBOX", ""),
        }
        (home / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")

    def trust_as(self, home: Path) -> None:
        """Takes over the consents of the user whose home that is, for a copy of what that user made."""
        shutil.copytree(home / "state", self.home / "state", dirs_exist_ok=True)

    def argv(self, *words: str) -> list[str]:
        """The command line that starts mity."""
        return [sys.executable, "-m", "mity", *words]

    def start(self, *words: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """Starts mity without waiting."""
        return subprocess.Popen(
            self.argv(*words),
            cwd=self.workspace,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Done:
        """Runs mity to its end, in a fork of one that is loaded where nothing in `env` speaks against it."""
        variables, folder = {**self.env, **(env or {})}, cwd or self.workspace
        if (warm := _warm()).serves(variables):
            done = warm.run(words, folder, variables, _LONGEST_S)
        else:
            done = subprocess.run(
                self.argv(*words),
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_LONGEST_S,
            )
        said = done.stdout + done.stderr
        # an application's own traceback may be shown, inset or as data; one of mity's would begin a line
        assert not any(line.startswith("Traceback") for line in said.splitlines()), said
        return Done(done.returncode, done.stdout, done.stderr)

    def on_terminal(self, *words: str, answers: Mapping[str, str], env: Mapping[str, str] | None = None) -> Done:
        """Runs mity in a terminal to its end; when it shows a text of `answers`, the words for it are typed."""
        ours, theirs = os.openpty()
        process = subprocess.Popen(
            self.argv(*words),
            cwd=self.workspace,
            env={**self.env, **(env or {})},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        shown, due = b"", dict(answers)
        with contextlib.suppress(OSError):  # the end of a terminal is an error on Linux
            while part := os.read(ours, 65_536):
                shown += part
                for text in [text for text in due if text.encode() in shown]:
                    os.write(ours, f"{due.pop(text)}\n".encode())
        os.close(ours)
        return Done(process.wait(timeout=60), shown.decode("utf-8", "replace"), "")

    def light(self, name: str = "demo", *words: str, **kwargs: Any) -> Done:
        """create-app from the light template: the whole pipeline in about a second."""
        return self("create-app", name, "--template", str(LIGHT), "--trust", *words, **kwargs)

    def log(self, run_id: str = "") -> dict[str, Any]:
        """The document of a run, by default the newest."""
        folder = self.workspace / ".mity" / "logs"
        path = folder / f"{run_id}.json" if run_id else max(folder.glob("*.json"), key=lambda p: p.name)
        data = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(data, dict)
        return data


def git(folder: Path, *words: str) -> str:
    """What git prints in a folder."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()
