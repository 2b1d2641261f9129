"""Programs of CI for tests: act, which runs workflows of GitHub Actions on this machine, without containers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ACT = "github.com/nektos/act@v0.2.89"
LINTER = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"


def go_program(package: str) -> str:
    """The program of a Go package: from PATH, or built once for this checkout; the test is skipped without Go."""
    path = re.sub(r"/v\d+$", "", package.partition("@")[0])
    name = path.rpartition("/")[2]
    own = ROOT / ".pytest_cache" / "go" / package.rpartition("@")[2] / name
    if found := shutil.which(name) or (str(own) if own.exists() else None):
        return found
    if not shutil.which("go"):
        pytest.skip(f"{name} and go are not on PATH")
    own.parent.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "GOBIN": str(own.parent)}
    done = subprocess.run(["go", "install", package], env=env, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"{name} cannot be built here: {done.stderr.strip().splitlines()[-1][:200]}")
    return str(own)


@dataclass(frozen=True)
class Job:
    """What act printed of a job, and how it ended."""

    code: int
    text: str

    def said(self, word: str) -> list[str]:
        """What the job's own steps printed behind `word` at the beginning of a line."""
        lines = (line.partition("  | ")[2] for line in self.text.splitlines())
        return [line.removeprefix(word) for line in lines if line.startswith(word)]


SOURCES = ("factory/", "agents/", "stations/", "templates/", "action.yml", "pyproject.toml", "README.md", "LICENSE")


class Repository:
    """A repository that holds this checkout, by default for workflows of GitHub Actions that use it as `./mity`."""

    def __init__(self, folder: Path, home: Path, more: tuple[str, ...] = (), into: str = "mity") -> None:
        self.folder = folder
        self._home = home
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        for name in names:
            if name.startswith((*SOURCES, *more)):
                (folder / into / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / into / name)

    def write(self, files: Mapping[str, str]) -> None:
        """Writes files of the repository and commits them."""
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)
        person = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
        for words in (("init", "-q"), ("add", "--all"), (*person, "commit", "-q", "-m", "work")):
            subprocess.run(["git", *words], cwd=self.folder, check=True, capture_output=True)

    def push(self, act: str) -> Job:
        """Runs what a push would; actions of others are stood in for by ones that do nothing, and must not run."""
        other = self._home / "others"
        other.mkdir(exist_ok=True)
        step = "{shell: bash, run: 'echo \"an action of others ran\"; exit 1'}"
        (other / "action.yml").write_text(f"name: other\nruns:\n  using: composite\n  steps: [{step}]\n")
        text = (ROOT / "action.yml").read_text()
        uses = {line.split("uses:")[1].split()[0] for line in text.splitlines() if "uses: actions/" in line}
        local = [word for one in sorted(uses) for word in ("--local-repository", f"{one}={other}")]
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTEST_", "MITY_"))
        }
        env |= {"XDG_CACHE_HOME": str(self._home / "cache"), "PIP_CACHE_DIR": str(Path.home() / ".cache" / "pip")}
        words = [act, "push", "-P", "ubuntu-latest=-self-hosted", *local]
        done = subprocess.run(words, cwd=self.folder, env=env, capture_output=True, text=True, timeout=580)
        return Job(done.returncode, done.stdout + done.stderr)
