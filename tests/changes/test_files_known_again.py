"""The digest of a project is made from what its files hold; those that nothing can have changed are not read twice."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import LIGHT
from mity.changes.proof_tree import ProofTree, below, proof_tree
from mity.command import Command
from mity.system.runner import Runner
from mity.system.trees import digest

OPENED: list[str] = []
IGNORE = ("node_modules",)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and WATCHED:
        OPENED.append(str(arguments[0]))


WATCHED: list[Path] = []
sys.addaudithook(_note)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The files that are opened meanwhile."""
    OPENED.clear()
    WATCHED.append(LIGHT)
    yield OPENED
    WATCHED.clear()


def _read(tree: ProofTree, opened: list[str], moment: int | None) -> tuple[str, int]:
    opened.clear()
    found = tree.digest(LIGHT, IGNORE, moment)
    return found, sum(one.startswith(f"{LIGHT}/") for one in opened)


def test_what_nothing_can_have_changed_is_not_read_again(opened: list[str]) -> None:
    newest = max(path.lstat().st_ctime for path in LIGHT.rglob("*"))
    time.sleep(max(0.0, newest + 2.1 - time.time()))  # a checkout may be younger than clocks of file systems tell
    tree, count = ProofTree(commits=True), len(proof_tree(LIGHT, IGNORE))
    first, read = _read(tree, opened, 4)
    assert read == count > 5
    assert _read(tree, opened, 4) == (first, 0)
    assert _read(tree, opened, 5) == (first, count), "something was run meanwhile"
    assert _read(tree, opened, None) == (first, count), "something runs"
    assert _read(tree, opened, None) == (first, count)


@pytest.mark.slow
def test_what_was_rewritten_with_its_size_and_date_is_noticed(tmp_path: Path) -> None:
    path, tree = tmp_path / "a.py", ProofTree(commits=True)
    path.write_text("x = 1\n")
    time.sleep(2.1)
    info, before = path.stat(), tree.digest(tmp_path, (), 1)
    path.write_text("x = 2\n")
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert path.stat().st_mtime_ns == info.st_mtime_ns
    assert tree.digest(tmp_path, (), 1) != before
    path.write_text("x = 1\n")
    assert tree.digest(tmp_path, (), 1) == before
    path.chmod(0o755)
    assert tree.digest(tmp_path, (), 1) != before


def test_a_young_file_is_read_each_time(tmp_path: Path, opened: list[str]) -> None:
    path, tree = tmp_path / "a.py", ProofTree(commits=True)
    path.write_text("x = 1\n")
    opened.clear()
    assert len({tree.digest(tmp_path, (), 1) for _ in range(5)}) == 1
    assert opened.count(str(path)) == 5, "it could have been written again in the same tick of the clock"


def test_a_moment_lasts_as_long_as_nothing_runs(tmp_path: Path) -> None:
    runner = Runner()
    first = runner.moment
    assert first == runner.moment is not None
    with (tmp_path / "out").open("wb") as out:
        process = runner.start(Command(("sleep", "30")), out)
    assert runner.moment is None
    process.end()
    later = runner.moment
    assert later == runner.moment is not None
    assert later != first
    runner.keep(process)
    assert runner.moment is None, "what is kept may write at any time"


def test_the_content_counts_however_large_and_links_and_modes_are_told(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (1 << 20) + b"y")
    (tmp_path / "link").symlink_to("large")
    (tmp_path / "run.sh").write_text("")
    (tmp_path / "run.sh").chmod(0o755)
    os.mkfifo(tmp_path / "pipe")
    found = proof_tree(tmp_path, ())
    assert found["large"] == digest(tmp_path / "large") != digest(tmp_path / "link")
    assert found["link"] == digest(tmp_path / "link") + "l"
    assert (found["run.sh"][-1], found["pipe"]) == ("x", "special")


@pytest.mark.parametrize(
    ("name", "places", "inside"),
    [
        ("a/b/c.py", {"a/"}, True),
        ("a/b/c.py", {"a/b/"}, True),
        ("a/b/c.py", {"a/b/c.py"}, True),
        ("a/b/c.py", {"a/b", "b/", "a/b/c.py/"}, False),
        ("c.py", {"./"}, True),
        ("a/c.py", {"./"}, True),
        ("c.py", set(), False),
    ],
)
def test_a_path_is_below_the_folders_that_it_is_in(name: str, places: set[str], inside: bool) -> None:
    assert below(name, frozenset(places)) is inside
