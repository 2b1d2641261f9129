"""Changes of an owner and of a feature in one file, merged by git."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.changes.merge import merge
from mity.errors import MityError
from rows import each

TOKEN = "sk-" + "a1B2" * 6
BASE = "".join(f"line {number}\n" for number in range(1, 13))


def test_changes_in_different_places_are_joined() -> None:
    own = BASE.replace("line 2\n", "mine\nand mine\n")
    new = BASE.replace("line 9\n", "") + "feature\n"
    assert merge(BASE, own, new, "app.py") == own.replace("line 9\n", "") + "feature\n"


@each(
    ("own", "new", "merged"),
    [
        (BASE, "new\n", "new\n"),
        ("same\n", "same\n", "same\n"),
        (BASE.replace("line 2", TOKEN), BASE + "end\n", BASE.replace("line 2", TOKEN) + "end\n"),
        (BASE.replace("line 1\n", "É\r\n"), BASE.rstrip("\n"), BASE.replace("line 1\n", "É\r\n").rstrip("\n")),
        ("x\n" * 90_000 + BASE, BASE + "end\n", "x\n" * 90_000 + BASE + "end\n"),
    ],
    ids=["owner changed nothing", "both the same", "what looks like a token", "line ends and no end", "long"],
)  # fmt: skip
def test_texts_come_out_as_they_are(own: str, new: str, merged: str) -> None:
    assert merge(BASE, own, new, "app.py") == merged


@each(
    ("own", "new", "line"),
    [
        (BASE.replace("line 5", "mine"), BASE.replace("line 5", "feature"), 5),
        ("a\nb\n" + BASE.replace("line 5", "mine"), BASE.replace("line 5", "feature"), 7),
        (BASE.replace("line 5", "mine"), "a\nb\n" + BASE.replace("line 5", "feature"), 5),
        (BASE.replace("line 5\n", ""), BASE.replace("line 5", "feature"), 5),
        (BASE + "mine\n", BASE + "feature\n", 13),
        (BASE.replace("line 1\n", "mine\n"), BASE.replace("line 1\n", "feature\n"), 1),
        ("", BASE.replace("line 1\n", "feature\n"), 1),
    ],
)
def test_changes_of_the_same_lines_are_refused_with_the_line(own: str, new: str, line: int) -> None:
    with pytest.raises(MityError, match=rf"^src/app.py, line {line}: your change and the feature's meet here"):
        merge(BASE, own, new, "src/app.py")


def test_without_git_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MityError, match=r"app\.py cannot be merged, because git is not on the PATH: install git"):
        merge(BASE, BASE + "mine\n", "feature\n" + BASE, "app.py")


def test_what_git_cannot_merge_is_refused_with_its_words() -> None:
    with pytest.raises(MityError, match=r"app\.py cannot be merged"):
        merge(BASE, BASE + "\0mine\n", BASE + "feature\n", "app.py")


def test_settings_of_the_user_change_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / ".gitconfig"
    config.write_text("[merge]\n\tconflictStyle = zdiff3\n[core]\n\tautocrlf = true\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert merge(BASE, BASE + "mine\n", "feature\n" + BASE, "app.py") == "feature\n" + BASE + "mine\n"
