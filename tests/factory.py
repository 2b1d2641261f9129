"""mity as the tests of real stacks run it: a workspace with an awkward name, package caches of its own, evidence."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness import Mity, git

AWKWARD = ["--set", 'description=It\'s "quoted" \\ <b>&amp; 100% – ünï 😀', "--set", 'author_name=Ann "A" O’Neil']
LIMIT = 900.0
"""Seconds that one program may take on a busy machine."""


class Factory:
    """mity in a folder with an awkward name; its applications share package caches, which `env` says."""

    def __init__(self, folder: Path, **env: str) -> None:
        workspace, home = folder / 'it\'s a ünï "place"', folder / "home"
        workspace.mkdir()
        home.mkdir()
        self.mity = Mity(workspace, home)
        self.mity.env.update(env)

    def __call__(self, *words: str, code: int = 0, **env: str) -> dict[str, Any]:
        """Runs mity to its end, which must be `code`; its JSON document."""
        started = self.mity.start(*words, "--json", env=env)
        out, err = started.communicate(timeout=2 * LIMIT)
        assert started.returncode == code, out + err
        document = json.loads(out)
        assert isinstance(document, dict)
        return document

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


@contextmanager
def restored(app: Path) -> Iterator[Path]:
    """The application; whatever happens to its files is undone at the end."""
    try:
        yield app
    finally:
        git(app, "checkout", "--quiet", ".")
        git(app, "clean", "--quiet", "-d", "--force")


def edit(app: Path, name: str, old: str, new: str) -> None:
    """Replaces a text that must be there."""
    text = (app / name).read_text(encoding="utf-8")
    assert old in text, f"{name} has no {old!r}"
    (app / name).write_text(text.replace(old, new), encoding="utf-8")


def missing(*tools: str) -> list[str]:
    """Those of the tools that are not on PATH."""
    return [tool for tool in tools if shutil.which(tool) is None]
