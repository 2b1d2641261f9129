"""Folders for a while: private, gone with their work, and after a kill with the next one that is made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mity.errors import StorageError
from mity.system.dependency_cache import DependencyCache
from mity.system.scratch import Scratch, sweep

_HOLD = """
import sys
from mity.system.scratch import Scratch
held = Scratch("held")
(held.path / "locked" / "in").mkdir(parents=True)
(held.path / "locked" / "in" / "key").write_text("secret")
(held.path / "locked").chmod(0o500)
print(held.path, flush=True)
sys.stdin.read()
"""


@contextmanager
def _holder(place: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A living process of its own, and the scratch folder that it has in `place`."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
    ) as process:
        try:
            assert process.stdout is not None
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this process, not looked through yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_scratch_folder_is_private_and_goes_with_its_block_or_an_error(place: Path) -> None:
    with pytest.raises(ValueError, match="within"), Scratch("look") as folder:
        assert folder.parent == place.resolve()
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").write_text("x")
        raise ValueError("within")
    assert not list(place.iterdir())


def test_what_a_kill_left_goes_with_the_next_one_and_what_is_held_or_foreign_stays(place: Path) -> None:
    foreign = [place / "mity-scratchy", place / "scratch-mity", place / "mity-bug-1.txt"]
    for path in foreign:
        path.mkdir()
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    link = place / "mity-scratch-link"
    link.symlink_to(elsewhere)
    with _holder(place) as (process, left), _holder(place) as (_, held):
        assert left.is_dir()
        assert held.is_dir()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with Scratch("next") as folder:
            assert not left.exists()
            assert (held / "locked" / "in" / "key").read_text() == "secret"
            assert folder.is_dir()
    assert {*foreign, link, elsewhere} <= set(place.iterdir())


def test_a_cache_that_was_being_filled_at_a_kill_is_rid_of_it_by_the_next_filling(place: Path) -> None:
    cache, tree = place / "cache", place / "tree"
    tree.mkdir()
    (tree / "module.js").write_text("x")
    kill = "import os; from pathlib import Path; from mity.system.scratch import Scratch; "
    kill += "one = Scratch('new', Path('cache')); (one.path / 'half').write_text('x'); os.kill(os.getpid(), 9)"
    cache.mkdir()
    subprocess.run([sys.executable, "-c", kill], cwd=place, check=False)
    assert [path.name for path in cache.glob(".*/half")] == ["half"]
    assert DependencyCache(cache).keep("key", tree, (), link=False) == 1
    assert [path.name for path in cache.iterdir()] == ["key"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that is another user's")
def test_the_folder_of_another_user_is_left_alone(place: Path) -> None:
    theirs = place / "mity-scratch-theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    sweep(str(place), 0)
    assert theirs.is_dir()


def test_the_temporary_folder_is_looked_through_once_a_minute(place: Path) -> None:
    sweep(str(place), 1000)
    left = place / "mity-scratch-left"
    left.mkdir()
    sweep(str(place), 1059)
    assert left.is_dir()
    sweep(str(place), 1060)
    assert not left.exists()


def test_a_temporary_folder_that_cannot_be_had_is_said_with_the_way_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(StorageError, match=r"no temporary folder can be made: No such file or directory; set TMPDIR"):
        Scratch("none")
