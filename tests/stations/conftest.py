"""Nothing of the person who runs the tests reaches the stations: settings, caches and git identity are their own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of the test's own, in which git knows an identity."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")
    for name, value in {
        "HOME": home,
        "XDG_CACHE_HOME": home / "cache",
        "GIT_CONFIG_GLOBAL": home / "gitconfig",
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
