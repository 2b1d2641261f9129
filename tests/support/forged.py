"""A repository on a forge in memory: a bare git repository, pull requests of its branches, mity in a workspace."""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness import SAMPLES, git
from memory_forge import BASE, MemoryForge, OneForge
from mity.app import App
from mity.forge.model import Issue, PullRequest
from mity.operations.on_forge import prepare_on_forge
from mity.reviews.consent import consent_item, new_consent
from mity.runs.log import ExecutionLog
from mity.system.hunks import added_lines

_AS = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


class Forged:
    """`work` is a person's clone, `bare` what the forge has, `workspace` where mity runs."""

    def __init__(self, root: Path, **files: str) -> None:
        self.bare, self.work, self.workspace = root / "demo.git", root / "work", root / "my runs"
        self.workspace.mkdir()
        self.scenario = root / "scenario.json"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch", "main", self.bare], check=True)
        subprocess.run(["git", "clone", "--quiet", self.bare, self.work], check=True, capture_output=True)
        git(self.work, "switch", "--quiet", "--create", "main")
        self.forge = MemoryForge(str(self.bare), heads=self.head)
        self.push("main", **files)

    def head(self, branch: str) -> str:
        """Where a branch stands on the forge; empty when there is none."""
        done = subprocess.run(
            ["git", "rev-parse", "--quiet", "--verify", f"refs/heads/{branch}"],
            cwd=self.bare, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    def push(self, branch: str, **files: str) -> str:
        """Commits these files (`__` stands for a slash, `_dot_` for a dot) on a branch and pushes it; the hash."""
        known = git(self.work, "branch", "--list", branch)
        if git(self.work, "symbolic-ref", "--short", "HEAD") != branch:
            git(self.work, "switch", "--quiet", *((branch,) if known else ("--create", branch, "main")))
        for name, text in files.items():
            path = self.work / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        git(self.work, "add", "--all")
        git(self.work, *_AS, "commit", "--quiet", "--message", f"work on {branch}")
        git(self.work, "push", "--quiet", "origin", branch)
        return git(self.work, "rev-parse", "HEAD")

    def pull(self, number: int, branch: str, author: str = "eve") -> str:
        """Opens a pull request of a branch, or brings it up to date; its address."""
        url = f"{BASE}/ada/demo/pulls/{number}"
        tip, under = self.head(branch), self.head("main")
        self.forge.pulls[number] = PullRequest(
            number, "A change", "", author, True, False, branch, tip, "main", under, url, str(self.bare), mergeable=True
        )
        diff = git(self.bare, "diff", "--unified=0", f"{under}...{tip}")
        self.forge.lines[number] = {path: frozenset(lines) for path, lines in added_lines(diff).items()}
        return url

    def issue(self, number: int, title: str, body: str = "", *labels: str) -> str:
        """Opens an issue; its address."""
        url = f"{BASE}/ada/demo/issues/{number}"
        self.forge.issues[number] = Issue(number, title, body, "eve", True, labels, url, "2026-01-01T00:00:00Z")
        return url

    def app(self, *, agent: bool = False) -> App:
        """mity in the workspace; with `agent` its coding agent does what the scenario tells."""
        words = [sys.executable, str(SAMPLES / "told_agent.py"), str(self.scenario)]
        # without a sandbox, because the agent takes notes outside of its copy
        named, forges = shlex.join(words) if agent else "off", OneForge(self.forge)
        return App(
            self.workspace, agent=named, forges=forges, sandbox="off"
        )  # the agent takes notes outside of its copy

    def run(self, workflow: str, url: str, *, trust: bool = False, agent: bool = False, **given: Any) -> ExecutionLog:
        """Runs a workflow on a page of the forge to its end, as the verbs do."""
        app, word = self.app(agent=agent), new_consent() if trust else ""
        kind = "issue" if "/issues/" in url else "pull"
        operation = prepare_on_forge(
            workflow, self.workspace, OneForge(self.forge), url, kind, {"consent": word, **given}
        )
        if word:
            app.services.consents.give([consent_item(self.workspace, url, word)], keep=False)
        return app.run(operation)

    def close(self, number: int) -> None:
        """Closes a pull request."""
        self.forge.pulls[number] = replace(self.forge.pulls[number], open=False)


def told(log: ExecutionLog) -> str:
    """What all steps said, for the message of a failed assertion."""
    return "\n".join(f"{key}: {one.status} {one.message}" for key, one in log.results.items()) + f"\n{log.error}"
