"""Branches that a run moved: whether they can go back, what is said of each, and that git lets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import git
from mity.changes.branches import in_the_way, moves
from mity.changes.delta import Delta, Sum
from mity.changes.snapshot import Entry
from mity.system.git_back import Branches
from mity.system.git_refs import GitRefs
from rows import each

MAIN, WORK = "ref: refs/heads/main", "ref: refs/heads/work"
OLD, NEW, THIRD = "1" * 40, "2" * 40, "3" * 40


def of(*refs: dict[str, tuple[str, str]]) -> Sum:
    """The sum of what several steps did to references."""
    return Sum.of(Delta(refs=one) for one in refs)


MOVED = {"refs/heads/main": (OLD, NEW)}


@each(
    ("total", "now", "said"),
    [
        (of(MOVED), {"refs/heads/main": NEW}, ""),
        (of(MOVED), {"refs/heads/main": OLD}, ""),
        (of(MOVED), {"refs/heads/main": THIRD}, "branch 'main' was moved by somebody else since (it is at 3333333333)"),
        (of(MOVED), {}, "branch 'main' was moved by somebody else since (it is at no commit)"),
        (of({"HEAD": (MAIN, WORK)}), {"HEAD": OLD}, "HEAD was switched by somebody else since (it is at 1111111111)"),
        (of({"HEAD": (MAIN, WORK)}), {"HEAD": WORK}, ""),
        (of({"HEAD": ("", MAIN)}), {"HEAD": MAIN}, "the run made the repository itself"),
        (of(MOVED, {"refs/heads/main": (NEW, THIRD)}), {"refs/heads/main": THIRD}, ""),
        (
            of(MOVED, {"refs/heads/main": (THIRD, OLD)}),
            {"refs/heads/main": OLD},
            "branch 'main' was moved by somebody else since (it is at 1111111111)",
        ),
    ],
)
def test_what_somebody_else_moved_stays(total: Sum, now: dict[str, str], said: str) -> None:
    assert in_the_way(total, now) == said


def test_what_becomes_of_each_branch_is_said() -> None:
    total = of({"HEAD": (MAIN, WORK), "refs/heads/main": (OLD, NEW), "refs/heads/work": ("", NEW)})
    assert moves(total, {"HEAD": WORK, "refs/heads/main": NEW, "refs/heads/work": NEW}) == [
        "HEAD back to main",
        "branch main: 2222222222 → 1111111111",
        "branch work: 2222222222 → gone",
    ]
    assert moves(total, {"HEAD": MAIN, "refs/heads/main": OLD}) == []


def test_several_changes_of_a_file_are_one_and_what_lay_between_is_somebody_elses() -> None:
    one, two, three = (Entry(0o100644, name) for name in "abc")
    total = Sum.of([Delta({"x": (None, one)}, {"d": (None, 0o755)}), Delta({"x": (two, three)}, {"d": (0o755, None)})])
    assert (total.files, total.others, total.folders) == ({"x": (None, three)}, {"x": [two]}, {"d": (None, None)})
    assert total.kinds() == {"x": "created"}
    assert Sum.of([Delta({"x": (None, one)}), Delta({"x": (one, None)})]).kinds() == {}


@each(
    ("files", "folders", "refs"),
    [
        ({"../x": [None, None]}, {}, {}),
        ({}, {"/x": [None, None]}, {}),
        ({}, {}, {"refs/tags/v1": ["", ""]}),
        ({}, {}, {"refs/heads/../x": ["", ""]}),
    ],
)
def test_a_record_that_leads_out_of_the_project_is_none(
    files: dict[str, object], folders: dict[str, object], refs: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="is no"):
        Delta.load(json.dumps({"files": files, "folders": folders, "refs": refs}).encode())


def test_git_puts_branches_and_head_back_and_leaves_files_and_what_others_moved(tmp_path: Path) -> None:
    for words in ("init -q -b main", "config user.name T", "config user.email t@example.com"):
        git(tmp_path, *words.split())
    for number in ("1", "2"):
        (tmp_path / "a").write_text(number)
        git(tmp_path, "add", "a")
        git(tmp_path, "commit", "-q", "-m", number)
    refs = GitRefs(tmp_path)
    second = git(tmp_path, "rev-parse", "HEAD")
    first = git(tmp_path, "rev-parse", "HEAD~")
    git(tmp_path, "checkout", "-q", "-b", "work")
    git(tmp_path, "branch", "theirs")
    pairs = {
        "HEAD": (MAIN, WORK),
        "refs/heads/main": (first, second),
        "refs/heads/work": ("", second),
        "refs/heads/theirs": ("", first),
    }
    Branches(tmp_path).put_back(pairs, refs.read())
    assert refs.read() == {"HEAD": MAIN, "refs/heads/main": first, "refs/heads/theirs": second}
    assert (tmp_path / "a").read_text() == "2" and git(tmp_path, "status", "--porcelain") == "M a"
    Branches(tmp_path).put_back({"HEAD": (first, MAIN)}, refs.read())
    assert refs.read()["HEAD"] == first, "a HEAD that was at no branch is at none again"
