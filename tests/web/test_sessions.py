"""Sessions of the page by themselves: what ends one, and that it stays so."""

from __future__ import annotations

import time
from pathlib import Path

from mity.web.sessions import Sessions
from mity.web.state import LeftSessions
from mity.web.users import User


def test_a_session_that_was_left_stays_void_when_the_page_is_started_anew(tmp_path: Path) -> None:
    def started() -> Sessions:
        return Sessions(b"k" * 32, LeftSessions(tmp_path / "left"), User("ada"))

    first, beside = started(), started()
    left, kept = first.enter(first.token), first.enter(first.token)
    assert left is not None and kept is not None
    assert started().user(left) == User("ada"), "sessions outlive a restart"
    first.leave(left)
    for page in (first, beside, started()):
        assert page.user(left) is None
        assert page.user(kept) == User("ada")
    assert (tmp_path / "left").stat().st_mode & 0o077 == 0


def test_only_sessions_that_could_still_be_valid_are_remembered(tmp_path: Path) -> None:
    file = tmp_path / "left"
    file.write_text(f"{int(time.time()) - 1} old\nno line\n{int(time.time()) + 60} new\n")
    LeftSessions(file).add("newest", int(time.time()) + 60)
    assert [line.split()[1] for line in file.read_text().splitlines()] == ["new", "newest"]
    page = Sessions(b"k" * 32, LeftSessions(file), User("ada"))
    page.leave("ada|99999999999|forged|sign")
    assert "forged" not in file.read_text()
