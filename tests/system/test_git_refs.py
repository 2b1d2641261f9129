"""The branches of a repository, read from its files."""

from __future__ import annotations

from pathlib import Path

from harness import git
from mity.system.git_refs import GitRefs


def test_branches_are_read_whether_git_keeps_them_in_one_file_or_in_many(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "-c", "user.name=Ada", "-c", "user.email=a@example.com", "commit", "-qm", "one", "--allow-empty")
    git(tmp_path, "pack-refs", "--all")
    git(tmp_path, "branch", "loose")
    commit = git(tmp_path, "rev-parse", "HEAD")
    branches = {"refs/heads/main": commit, "refs/heads/loose": commit}
    assert GitRefs(tmp_path).read() == {"HEAD": "ref: refs/heads/main", **branches}
