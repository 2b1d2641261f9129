"""What an unpacked repository has git start: where a sandbox is required, nothing of it runs outside of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Mity, git
from mity.redaction import Redactor
from mity.system.git_programs import programs_of_git
from mity.system.runner import Runner
from rows import each

RUN = Runner(Redactor({})).run


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    git(folder, "init", "--quiet")
    return folder


@each(
    "key, value, told",
    [
        ("filter.x.process", "touch pwned", True),
        ("filter.x.CLEAN", "touch pwned", True),
        ("filter.lfs.process", "git-lfs filter-process --skip", False),
        ("filter.lfs.process", "git-lfs filter-process; touch pwned", True),
        ("filter.x.required", "true", False),
        ("diff.x.textconv", "touch pwned", True),
        ("diff.external", "touch pwned", True),
        ("diff.renames", "true", False),
        ("core.fsmonitor", ".git/x", True),
        ("core.fsmonitor", "true", False),
        ("core.hooksPath", ".husky/_", True),
        ("core.hooksPath", "/dev/null", False),
        ("core.sshCommand", "touch pwned", True),
        ("gpg.ssh.program", "touch pwned", True),
        ("credential.https://example.org.helper", "!touch pwned", True),
        ("user.name", "touch pwned", False),
    ],
)
def test_a_setting_that_starts_a_program_is_told(repository: Path, key: str, value: str, told: bool) -> None:
    git(repository, "config", key, value)
    try:
        found = programs_of_git(repository, RUN)
    finally:
        git(repository, "config", "--unset", key)
    assert [one.lower() for one in found] == [key.lower()] * told


def test_included_settings_and_hooks_are_told_and_samples_are_not(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert programs_of_git(tmp_path, RUN) == []
    (tmp_path / "more").write_text("[core]\n\tsshCommand = touch pwned\n")
    git(tmp_path, "config", "include.path", "../more")
    for name in ("pre-commit", "pre-push.sample", "README"):
        (tmp_path / ".git/hooks" / name).write_text("#!/bin/sh\n")
        (tmp_path / ".git/hooks" / name).chmod(0o644 if name == "README" else 0o755)
    assert programs_of_git(tmp_path, RUN) == ["core.sshcommand", "hooks/pre-commit"]
    (tmp_path / "inner").mkdir()
    assert programs_of_git(tmp_path / "inner", RUN) == ["core.sshcommand", "hooks/pre-commit"]


def test_no_filter_of_an_unpacked_repository_runs_where_a_sandbox_is_required(mity: Mity) -> None:
    root = mity.workspace
    git(root, "init", "--quiet")
    (root / "requirements.txt").write_text("")
    (root / "test_a.py").write_text("def test_a():\n    assert 1\n")
    git(root, "add", "--all")
    git(root, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "x")
    git(root, "config", "filter.x.process", f"touch {root}/pwned")
    (root / ".gitattributes").write_text("*.py filter=x\n")
    (root / "test_a.py").touch()
    done = mity("heal", ".", "--sandbox", "required")
    assert done.code == 1, done.text
    assert "a sandbox is required" in done.text
    assert not (root / "pwned").exists()
    assert not list((root / ".mity" / "logs").glob("*.json"))
