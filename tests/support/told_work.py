"""A shipped workflow at work on a small application, with a coding agent that does what the test tells it."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

from harness import LIGHT, SAMPLES, Done, Mity, git

Does = dict[str, Any]
CALC = "def add(a, b):\n    return a + b\n"
TEST = """import runpy

calc = runpy.run_path("calc.py")
{}
"""


def test_file(*lines: str) -> str:
    """A test of the application, whose lines see `calc`."""
    return TEST.format("\n".join(lines))


test_file.__test__ = False  # type: ignore[attr-defined]


class ToldWork:
    """The light application under git, with `calc.py` in it, and an agent with a scenario."""

    def __init__(self, mity: Mity, calc: str = CALC) -> None:
        self.mity = mity
        mity.env["MITY_SANDBOX"] = "off"  # the agent takes notes outside of its copy
        self.root = mity.workspace / "demo"
        shutil.copytree(next(LIGHT.glob("{{*")), self.root)
        (self.root / ".mity").mkdir()
        shutil.copyfile(LIGHT / "stack.yaml", self.root / ".mity" / "stack.yaml")
        self.git("init", "--quiet", "--initial-branch", "main")
        self.begin = self.commit(
            **{"calc.py": calc, "CHANGELOG.md": "# Changelog\n\n## Unreleased\n", "README.md": "# Demo\n"}
        )

    def commit(self, **files: str) -> str:
        """Commits files of the application as its owner; the hash."""
        for name, text in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)
        self.git("add", "--all")
        self.git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "-m", "mine")
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        """What git prints in the application."""
        return git(self.root, *words)

    @property
    def scenario(self) -> Path:
        """The file of the scenario."""
        return self.mity.home / "scenario.json"

    def run(self, name: str, scenario: dict[str, list[Does]], *words: str, **parameters: str) -> Done:
        """Runs a workflow; the agent does what `scenario` tells for each part of a prompt."""
        self.scenario.write_text(json.dumps(scenario))
        given = [word for key, value in parameters.items() for word in ("--param", f"{key}={value}")]
        return self("run", name, "--trust", *given, *words)

    def __call__(self, verb: str, *words: str) -> Done:
        """A verb that may ask the agent, with one JSON document as its answer."""
        agent = shlex.join([sys.executable, str(SAMPLES / "told_agent.py"), str(self.scenario)])
        return self.mity(verb, *words, "--json", "--agent", agent, cwd=self.root)

    def approve(self, done: Done, *words: str) -> Done:
        """Approves what a run waits for, and goes on with it."""
        assert done.code == 3, done.text
        assert self.mity("approve", done.json["run_id"], *words, cwd=self.root).code == 0
        return self("resume", done.json["run_id"])

    def reject(self, done: Done, reason: str) -> Done:
        """Rejects what a run waits for, and goes on with it."""
        assert done.code == 3, done.text
        assert self.mity("reject", done.json["run_id"], "--reason", reason, cwd=self.root).code == 0
        return self("resume", done.json["run_id"])

    def asked(self) -> list[tuple[str, dict[str, Any]]]:
        """What the agent was asked, by the part of the prompt, and the values that came with it."""
        path = self.scenario.with_suffix(".asked")
        rows = map(json.loads, path.read_text().splitlines()) if path.exists() else ()
        return [(row["part"], row["inputs"]) for row in rows]

    def subjects(self) -> list[str]:
        """The subjects of the commits since the beginning, the oldest first."""
        return self.git("log", "--reverse", "--format=%s", f"{self.begin}..HEAD").splitlines()

    def read(self, name: str) -> str:
        """The text of a file of the application."""
        return (self.root / name).read_text()


def steps(done: Done) -> list[str]:
    """The steps of a run that ran, in order."""
    rows = [row for row in done.json["results"] if row["result"].get("reason") != "hook"]
    return [row["station"] for row in rows if row["result"]["status"] == "done"]


def results(done: Done) -> dict[str, Any]:
    """The results of a run by step."""
    return {row["station"]: row["result"] for row in done.json["results"]}
