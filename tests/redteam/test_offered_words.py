"""What the shell offers for a word that is typed comes from files of others, and lands on the line unquoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from mity.cli.group import mity
from rows import each

HOSTILE = (
    *("$(touch ran)", "`touch ran`", "x;id", "x && id", "x|id", "x\nplain,rm", "x\x1b[2J", "*", "a\u202eb", "--trust"),
    *("x'y", 'x"y', "a b", "~", "{a,b}", "!x", "x>y", "=id", "#x", "a\u200bb"),
)
HONEST = ("login", "v1.2", "user_story", "größe", "a-b", "team@x")


def offered(*words: str) -> list[str]:
    return [one.value for one in BashComplete(mity, {}, "mity", "_MITY_COMPLETE").get_completions(list(words), "")]


@each("name", HOSTILE)
def test_what_a_shell_would_run_or_hide_is_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "specs").mkdir(exist_ok=True)
    (tmp_path / "specs" / f"{name}.md").write_text("# x\n")
    (tmp_path / "specs" / "login.md").write_text("# x\n")
    monkeypatch.chdir(tmp_path)
    assert offered("spec", "show") == ["login"]


def test_plain_names_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "specs").mkdir()
    for name in HONEST:
        (tmp_path / "specs" / f"{name}.md").write_text("# x\n")
    monkeypatch.chdir(tmp_path)
    assert offered("spec", "show") == sorted(HONEST)
