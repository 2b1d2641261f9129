"""A commit as evidence: a new one at HEAD, that git shows, and no step back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness import git
from mity.evidence.commits import NewCommit


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder within a repository of two commits."""
    for words in ("init -q -b main", "config user.name T", "config user.email t@example.com"):
        git(tmp_path, *words.split())
    for text in ("first", "second"):
        commit(tmp_path, text)
    (tmp_path / "part").mkdir()
    return tmp_path / "part"


def commit(folder: Path, text: str) -> str:
    git(folder, "commit", "-q", "--allow-empty", "-m", text)
    return git(folder, "rev-parse", "HEAD")


def looked(project: Path, act: Callable[[], object]) -> tuple[dict[str, object], tuple[str, ...]]:
    expected = NewCommit(project)
    act()
    found = expected.found()
    return dict(found.evidence), found.problems


def test_a_new_commit_is_evidence_and_what_is_none_is_a_problem(project: Path) -> None:
    head = git(project, "rev-parse", "HEAD")
    assert looked(project, lambda: None) == ({}, (f"it made no commit: HEAD is still at {head[:12]}",))
    evidence, problems = looked(project, lambda: commit(project, "third"))
    assert (evidence, problems) == ({"commit": git(project, "rev-parse", "HEAD")}, ())
    back = looked(project, lambda: git(project, "reset", "-q", "--hard", head))
    assert back == ({}, (f"it made no commit: HEAD went back to {head[:12]}",))
    lost = "0123456789" * 4
    shown = looked(project, lambda: (project.parent / ".git/refs/heads/main").write_text(f"{lost}\n"))
    assert shown == ({}, ("it made no commit: there is no commit yet",)), "a hash of nothing is none"


def test_a_repository_that_the_step_made_counts_from_its_first_commit(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert looked(tmp_path / "new", lambda: None)[1] == (
        f"it made no commit: {tmp_path / 'new'} is in no git repository",
    )

    def make() -> None:
        for words in ("init -q -b main", "config user.name T", "config user.email t@example.com"):
            git(tmp_path / "new", *words.split())

    assert looked(tmp_path / "new", make)[1] == ("it made no commit: there is no commit yet",)
    evidence, problems = looked(tmp_path / "new", lambda: commit(tmp_path / "new", "first"))
    assert (list(evidence), problems) == (["commit"], ())
