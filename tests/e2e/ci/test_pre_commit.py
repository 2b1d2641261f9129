"""The hook for pre-commit, run by pre-commit itself: installed from this repository, for files that are committed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ci_tools import Repository

GOOD = "name: good\nsteps:\n  - {name: one, command: 'true'}\n"


@pytest.mark.rotation("stories", of=3)
@pytest.mark.timeout(600)
def test_a_broken_workflow_is_not_committed(tmp_path: Path) -> None:
    source, project = tmp_path / "source", tmp_path / "a project"
    source.mkdir()
    project.mkdir()
    mity = Repository(source, tmp_path, (".pre-commit-hooks.yaml",), into="")
    mity.write({})
    hook = {"repo": str(source), "rev": git(source, "rev-parse", "HEAD"), "hooks": [{"id": "mity-workflows"}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [hook]}))
    git(project, "init", "-q")
    folder = project / ".mity" / "workflows"
    folder.mkdir(parents=True)
    (folder / "good.yaml").write_text(GOOD)
    (project / "other.yaml").write_text("steps: 7\n")
    git(project, "add", "--all")
    good = pre_commit(project, tmp_path)
    assert good.returncode == 0 and "Passed" in good.stdout, good.stdout
    (folder / "bad one.yaml").write_text(GOOD.replace("command", "comand"))
    git(project, "add", "--all")
    bad = pre_commit(project, tmp_path)
    assert bad.returncode == 1
    assert ".mity/workflows/bad one.yaml:3:" in bad.stdout, bad.stdout
    assert "other.yaml" not in bad.stdout


def pre_commit(project: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """`pre-commit run` over what is staged."""
    words = [Path(sys.executable).parent / "pre-commit", "run", "--color", "never"]
    env = {"PRE_COMMIT_HOME": str(home / "cache"), "HOME": str(Path.home()), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return subprocess.run(words, cwd=project, env=env, capture_output=True, text=True, timeout=500)


def git(folder: Path, *words: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
