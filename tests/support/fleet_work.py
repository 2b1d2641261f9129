"""Bare repositories for a fleet, what a workflow does in each, and forges in memory for them."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import Done, Mity, git
from memory_forge import BASE, MemoryForge
from mity.app import App
from mity.fleet.report import fleet_report
from mity.forge.errors import ForgeError
from mity.forge.model import Address, Owned
from mity.forge.opening import Opened
from mity.operations.fleet import FleetRequest, consent_to, prepare_fleet
from mity.runs.log import ExecutionLog

_AS = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
HOST = "https://forge.example/ada"
UP = """
name: up
steps:
  - name: change
    command: sh do.sh
    outputs: [ask]
    evidence: {changed: ["a.txt"]}
  - {name: gate, type: checkpoint, message: "Is that right?", if: "steps.change.outputs.ask == 'yes'"}
"""
SURE = "echo ask=no >> $MITY_OUTPUT\n"
CHANGE = f"echo new > a.txt\n{SURE}"
ASK = "echo new > a.txt\necho ask=yes >> $MITY_OUTPUT\n"


@dataclass
class FleetWork:
    """`root` holds the bare repositories, `workspace` is where the fleet runs; `forges` are those of addresses."""

    root: Path
    mity: Mity
    forges: dict[str, MemoryForge] = field(default_factory=dict)

    @property
    def workspace(self) -> Path:
        """Where the fleet runs."""
        return self.mity.workspace

    def bare(self, name: str) -> Path:
        """The folder of a repository."""
        return self.root / f"{name}.git"

    def repository(self, name: str, files: Mapping[str, str] | None) -> str:
        """A bare repository with these files on `main`, empty without any; its folder, as a list has it."""
        bare, work = self.bare(name), self.root / f"{name} work"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch", "main", bare], check=True)
        if files is not None:
            subprocess.run(["git", "init", "--quiet", "--initial-branch", "main", work], check=True)
            self.push(name, files)
        return shlex.quote(str(bare))

    def push(self, name: str, files: Mapping[str, str], branch: str = "main") -> str:
        """Commits files in a person's copy and pushes them to a branch; the commit."""
        work = self.root / f"{name} work"
        for path, text in files.items():
            place = work / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        git(work, "add", "--all")
        git(work, *_AS, "commit", "--quiet", "--message", "work")
        git(work, "push", "--quiet", str(self.bare(name)), f"+HEAD:refs/heads/{branch}")
        return git(work, "rev-parse", "HEAD")

    def script(self, name: str, text: str = CHANGE) -> str:
        """A repository in which the workflow `up` runs `text`."""
        return self.repository(name, {"a.txt": "old\n", "do.sh": text})

    def listed(self, *lines: str) -> str:
        """The list of these repositories, and the workflow `up` beside it; the name of the list."""
        (self.workspace / "up.yaml").write_text(UP)
        (self.workspace / "repos.txt").write_text("# the fleet\n" + "\n".join(lines) + "\n")
        return "repos.txt"

    def up(self, *words: str, **given: Any) -> Done:
        """`mity fleet run up.yaml --repos repos.txt --json`."""
        return self.mity("fleet", "run", "up.yaml", "--repos", "repos.txt", "--json", *words, **given)

    def on_forge(self, name: str, text: str = CHANGE) -> str:
        """Such a repository on a forge in memory; its address."""
        self.script(name, text)
        url = f"{HOST}/{name}"
        self.forges[url] = MemoryForge(str(self.bare(name)), heads=lambda branch: self.head(name, branch))
        return url

    def head(self, name: str, branch: str) -> str:
        """Where a branch of a repository stands; empty when there is none."""
        words = ["git", "rev-parse", "--quiet", "--verify", f"refs/heads/{branch}"]
        return subprocess.run(words, cwd=self.bare(name), capture_output=True, text=True).stdout.strip()

    def app(self) -> App:
        """mity in the workspace, with the forges."""
        return App(self.workspace, forges=Many(self.forges))

    def propose(self, rule: str, *addresses: str, **given: Any) -> dict[str, dict[str, Any]]:
        """`mity fleet run up.yaml --pull-request RULE` in the repositories; the rows of its report by name."""
        self.listed(*addresses)
        app = self.app()
        request = FleetRequest(
            "run", ("up.yaml",), (self.workspace / "repos.txt",), pull_request=rule, parallel=2, **given
        )
        operation = prepare_fleet(self.workspace, Many(self.forges), request)
        app.services.consents.give([consent_to(operation)], keep=False)
        return rows(fleet_report(*self._ran(app, app.run(operation))))

    def resume(self, run_id: str) -> dict[str, dict[str, Any]]:
        """`mity fleet resume`, by another process."""
        app = self.app()
        found, _ = app.find(run_id)
        return rows(fleet_report(*self._ran(app, app.resume(found))))

    def _ran(self, app: App, log: ExecutionLog) -> tuple[ExecutionLog, Path]:
        path = app.store.path(log.run_id)
        return app.store.load(path), path


@dataclass(frozen=True)
class Many:
    """Opens the forge of each address that is known; others are on no forge."""

    known: dict[str, MemoryForge]

    def of(self, url: str) -> Opened:
        """The forge of an address."""
        if url not in self.known:
            raise ForgeError(f"{url} is on no forge")
        return Opened(Address(BASE, "ada", url.rpartition("/")[2]), self.known[url])

    def owned(self, url: str) -> list[Owned]:
        """The repositories of an owner, of which one is archived and one a fork."""
        found = [Owned(one) for one in self.known if one.startswith(f"{url}/")]
        return [*found, Owned(f"{url}/archived", archived=True), Owned(f"{url}/fork", fork=True)]


def rows(report: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of a report by the names of the repositories."""
    return {row["repository"].rpartition("/")[2].removesuffix(".git"): row for row in report["repositories"]}


def states(done: Done) -> dict[str, str]:
    """The state of each repository of a report."""
    return {name: row["state"] for name, row in rows(done.json).items()}
