"""A small project on a forge in memory, with an issue."""

from __future__ import annotations

from pathlib import Path

import pytest
from issue_work import IssueWork


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IssueWork:
    """The project, in a place with a space in its path."""
    home = tmp_path / "home"
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    home.mkdir()
    (home / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    root = tmp_path / "a place"
    root.mkdir()
    return IssueWork(root)
