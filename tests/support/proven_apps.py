"""mity as the tests of real stacks run it: a workspace with an awkward name, package caches of its own, evidence."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from harness import Mity, git
from tables import add_row

AWKWARD = ["--set", 'description=It\'s "quoted" \\ <b>&amp; 100% – ünï 😀', "--set", 'author_name=Ann "A" O’Neil']
LIMIT = 900.0
"""Seconds that one program may take on a busy machine."""


class Factory:
    """mity in a folder with an awkward name, or without quotes when `plain`; `env` says where packages are cached."""

    book: ClassVar[Path | None] = None
    """The file that gathers how long each run and its stations took."""

    def __init__(self, folder: Path, *, plain: bool = False, **env: str) -> None:
        workspace, home = folder / ("a ünï place" if plain else 'it\'s a ünï "place"'), folder / "home"
        workspace.mkdir(exist_ok=True)
        home.mkdir(exist_ok=True)
        self.mity = Mity(workspace, home)
        self.mity.env.update(env)

    def __call__(self, *words: str, code: int = 0, **env: str) -> dict[str, Any]:
        """Runs mity to its end, which must be `code`; its JSON document."""
        started = self.mity.start(*words, "--json", env=env)
        out, err = started.communicate(timeout=2 * LIMIT)
        assert started.returncode == code, out + err
        document = json.loads(out)
        assert isinstance(document, dict)
        if self.book and document.get("results"):
            add_row(self.book, _times(document))
        return document

    def smoke(self, stack: str, name: str, *words: str) -> list[Path]:
        """The folders of applications that `mity smoke` proved and kept; they are called `name`, `name`-2 and so on."""
        words = ("--set", f"app_name={name}", *words, "--keep", str(self.mity.workspace))
        rows = self("smoke", stack, *words)["cases"]
        for row in rows if self.book else []:
            add_row(self.book, _row(stack, "smoke", row["verdict"], row["stations"]))
        return [Path(row["path"]) for row in rows]

    def kill_once(self, there: Callable[[], object], *words: str, **env: str) -> None:
        """Starts mity, and kills it and nothing else as soon as `there` gives something."""
        started = self.mity.start(*words, env=env)
        deadline = time.monotonic() + 120
        while not there():
            assert time.monotonic() < deadline
            assert started.poll() is None
            time.sleep(0.005)
        started.kill()
        started.communicate()

    def results(self, app: Path | None = None) -> dict[str, dict[str, Any]]:
        """The result of each station of the newest run: status, message, evidence. `app`: of those in its folder."""
        place = Mity(app, self.mity.home) if app else self.mity
        return {item["station"]: item["result"] for item in place.log()["results"]}

    def evidence(self, app: Path | None = None) -> dict[str, dict[str, Any]]:
        """The evidence of each station of the newest run."""
        return {station: result["evidence"] for station, result in self.results(app).items()}

    def run(self, app: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Runs a program in an application to its end."""
        full = {**self.mity.env, **env}
        return subprocess.run(words, cwd=app, env=full, capture_output=True, text=True, timeout=LIMIT)

    def well(self, app: Path, *words: str, **env: str) -> str:
        """Runs a program that must end well; what it printed."""
        done = self.run(app, *words, **env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


def _times(document: dict[str, Any]) -> dict[str, str]:
    """The row of a run for the table of times."""
    took = {item["station"]: item["result"]["duration_s"] for item in document["results"]}
    return _row(document["app"]["stack"], document["workflow_id"], str(document["verdict"]), took)


def _row(stack: str, run: str, verdict: str, took: dict[str, float]) -> dict[str, str]:
    """A row for the table of times, in seconds."""
    stations = " ".join(f"{station} {seconds:.1f}" for station, seconds in took.items())
    total = f"{sum(took.values()):.1f}"
    return {"stack": stack, "run": run, "verdict": verdict, "seconds": total, "stations": stations}


@contextmanager
def restored(app: Path) -> Iterator[Path]:
    """The application; whatever happens to its files is undone at the end."""
    try:
        yield app
    finally:
        git(app, "checkout", "--quiet", ".")
        git(app, "clean", "--quiet", "-d", "--force")


@contextmanager
def edited(app: Path, name: str, old: str, new: str) -> Iterator[None]:
    """The application with a text replaced that must be there; its other files stay as they are."""
    before = (app / name).read_bytes()
    edit(app, name, old, new)
    try:
        yield
    finally:
        (app / name).write_bytes(before)


def edit(app: Path, name: str, old: str, new: str) -> None:
    """Replaces a text that must be there."""
    text = (app / name).read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r}"
    (app / name).write_text(text.replace(old, new), encoding="utf-8")


def missing(*tools: str) -> list[str]:
    """Those of the tools that are not on PATH."""
    return [tool for tool in tools if shutil.which(tool) is None]
