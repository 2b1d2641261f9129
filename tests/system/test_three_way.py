"""Three folders merged by git: what both changed is found, nothing else about the files or the user counts."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mity.system.three_way import MARK, ThreeWay, merge_folders
from mity.updates.conflicts import find_conflict, settle

LINES = "".join(f"line {number}\r\n" for number in range(20))


def _sides(place: Path, **files: tuple[str | None, str | None, str | None]) -> ThreeWay:
    """The merge of files that are given as they are in base, own and new; None is no file."""
    for side in ("base", "own", "new"):
        (place / side).mkdir(parents=True)
    for name, contents in files.items():
        for side, content in zip(("base", "own", "new"), contents, strict=True):
            if content is not None:
                (place / side / name).write_bytes(content.encode())
    return _merge(place)


def _merge(place: Path) -> ThreeWay:
    (place / "work").mkdir()
    return merge_folders(place / "work", place / "base", place / "own", place / "new")


def test_both_changes_of_a_file_are_kept_byte_for_byte(tmp_path: Path) -> None:
    own, new = LINES.replace("line 3\r", "mine\r"), LINES.replace("line 15\r", "theirs\r")
    attributes = "* text=auto eol=lf\n*.txt merge=union filter=lfs\n"
    three = _sides(tmp_path, **{"a.txt": (LINES, own, new), ".gitattributes": (attributes, attributes, attributes)})
    assert three.conflicts == {}
    assert (three.result / "a.txt").read_bytes() == own.replace("line 15\r", "theirs\r").encode()


def test_a_file_that_one_side_moved_takes_the_others_change_and_mode_along(tmp_path: Path) -> None:
    for side, name in (("base", "a.txt"), ("own", "a.txt"), ("new", "deep/b.txt")):
        path = tmp_path / side / name
        path.parent.mkdir(parents=True)
        path.write_bytes((LINES.replace("line 3\r", "mine\r") if side == "own" else LINES).encode())
    (tmp_path / "new/deep/b.txt").chmod(0o755)
    three = _merge(tmp_path)
    assert (three.conflicts, (three.result / "a.txt").exists()) == ({}, False)
    assert "mine" in (three.result / "deep/b.txt").read_text()
    assert (three.result / "deep/b.txt").stat().st_mode & stat.S_IXUSR


def test_conflicts_name_the_place_and_can_be_settled_for_one_side(tmp_path: Path) -> None:
    own, new = LINES.replace("line 3\r", "mine\r"), LINES.replace("line 3\r", "theirs\r")
    own, new = own.replace("line 17", "LINE 17"), new.replace("line 10", "LINE 10")
    three = _sides(
        tmp_path,
        both=(LINES, own, new),
        gone=("x\n", "x\ny\n", None),
        taken=("x\n", None, "y\n"),
        made=(None, "1", "2"),
    )
    assert sorted(three.conflicts) == ["both", "gone", "made", "taken"]
    folders = [tmp_path / side for side in ("base", "own", "new")]
    [hunk] = find_conflict("both", three.result, *folders).hunks
    assert (hunk.line, hunk.mine, hunk.template) == (4, ("mine",), ("theirs",))
    assert "template has removed" in find_conflict("gone", three.result, *folders).why
    assert "you removed" in find_conflict("taken", three.result, *folders).why
    assert "not known" in find_conflict("made", three.result, *folders).why
    joined = LINES.replace("line 17", "LINE 17").replace("line 10", "LINE 10")
    for side, word in (("mine", "mine\r"), ("template", "theirs\r")):
        assert settle("both", three.result, *folders[1:], side) == joined.replace("line 3\r", word).encode()
    assert settle("gone", three.result, *folders[1:], "template") is None
    assert settle("taken", three.result, *folders[1:], "template") == b"y\n"
    assert "<" * MARK in (three.result / "both").read_text()


def test_neither_hooks_nor_variables_nor_ignored_files_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gitconfig").write_text("[core]\n\thooksPath = /\n\tautocrlf = true\n[commit]\n\tgpgSign = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_DIR", os.devnull)
    monkeypatch.setenv("GIT_INDEX_FILE", os.devnull)
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", os.devnull)
    three = _sides(tmp_path, **{".gitignore": ("*\n", "*\n", "*\n"), "built": ("1\n", "1\n", "2\n")})
    assert (three.conflicts, (three.result / "built").read_text()) == ({}, "2\n")
