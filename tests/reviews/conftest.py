"""A repository of a small Python project on a forge in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from forged import Forged


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forged:
    """A project that uses Ruff, on `main`."""
    home = tmp_path / "home"
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    home.mkdir()
    (home / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    root = tmp_path / "a place"
    root.mkdir()
    return Forged(root, ruff_dot_toml="", calc_dot_py="import os\n\n\ndef add(a, b):\n    return a + b\n")
