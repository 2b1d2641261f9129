"""Files: what a reader sees of a write, what a kill leaves, and what is outside of a project."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mity.errors import StorageError
from mity.system.files import ignored_folder, inside, move_aside, storage_error, sweep, write_atomic


@pytest.fixture
def gone() -> int:
    """The id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_parts_of_unfinished_writes_go_but_those_of_writers_that_live(tmp_path: Path, gone: int) -> None:
    alive = os.getppid()
    names = {f".mine.json.{gone}.tmp", f".mine.json.{alive}.tmp", f".other.json.{gone}.tmp"}
    kept = {f".other.json.{alive}.tmp", ".notes.tmp", "other.json"}
    for name in names | kept:
        (tmp_path / name).write_text("half")
    sweep(tmp_path, "mine.json")
    assert {path.name for path in tmp_path.iterdir()} == kept


@pytest.mark.parametrize(
    ("number", "step"),
    [
        (errno.ENOSPC, "free some space or choose another folder"),
        (errno.EFBIG, "raise the limit on the size of a file"),
        (errno.ENAMETOOLONG, "a shorter path"),
        (errno.EMFILE, "the limit on open files"),
        (errno.ENOTDIR, "move away what is in its place"),
        (errno.EROFS, "make it writable"),
        (errno.ENOENT, "see that the folder is there"),
        (errno.ENOLCK, "file locks"),
        (errno.EIO, "choose another folder"),
    ],
    ids=lambda value: errno.errorcode[value] if isinstance(value, int) else "",
)
def test_the_next_step_fits_what_the_system_said(number: int, step: str, tmp_path: Path) -> None:
    error = storage_error("write", tmp_path, OSError(number, os.strerror(number)))
    assert str(error).startswith(f"cannot write {tmp_path}: {os.strerror(number)}; ")
    assert step in str(error)


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageError, match=r"taken.*; move away what is in its place"):
        write_atomic(tmp_path / "taken" / "a.txt", b"one")


def test_a_write_replaces_the_whole_file_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomic(path, b"one")
    assert path.read_bytes() == b"one"
    path.unlink()
    path.mkdir()
    (path / "in the way").touch()
    with pytest.raises(StorageError, match=r"cannot write .*a\.txt"):
        write_atomic(path, b"two")
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_threads_may_write_one_file_at_once(tmp_path: Path) -> None:
    folders = [tmp_path / f"new{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ignored_folder, [folder for folder in folders for _ in range(8)]))
    assert {path.read_bytes() for path in tmp_path.glob("*/.gitignore")} == {b"*\n"}
    assert not list(tmp_path.glob("*/.*.tmp"))


def test_what_a_kill_left_of_a_new_folder_goes_when_it_is_made_again(tmp_path: Path, gone: int) -> None:
    (tmp_path / "locks").mkdir()
    left = tmp_path / "locks" / f"..gitignore.{gone}.tmp"
    left.write_bytes(b"")
    ignored_folder(tmp_path / "locks")
    assert [path.name for path in (tmp_path / "locks").iterdir()] == [".gitignore"]


def test_links_out_and_dots_are_outside(tmp_path: Path) -> None:
    root = tmp_path / "app"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    (root / "in").symlink_to(root)
    assert inside(root, root / "a/b")
    assert inside(root, root / "in/a")
    assert not inside(root, root / "out/a")
    assert not inside(root, root / "../app2")
    assert not inside(root, tmp_path / "app2")


def test_what_is_in_the_way_is_moved_to_a_free_name(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/mine").write_text("mine")
    (tmp_path / "app.old-1").symlink_to("nowhere")
    assert move_aside(tmp_path / "app") == tmp_path / "app.old-2"
    assert (tmp_path / "app.old-2/mine").read_text() == "mine"


def test_a_folder_whose_note_for_git_was_cut_off_by_a_kill_is_ignored_again(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    ignored_folder(folder)
    note = folder / ".gitignore"
    whole = note.read_text()
    note.write_text("")
    ignored_folder(folder)
    assert note.read_text() == whole == "*\n"


def test_a_note_for_git_that_somebody_wrote_is_left_as_long_as_it_hides_everything(tmp_path: Path) -> None:
    note = tmp_path / ".gitignore"
    for written, left in (("# ours\n*\n!.gitignore\n", True), ("!kept\n", False), ("*\n!kept\n", False)):
        note.write_text(written)
        ignored_folder(tmp_path)
        assert note.read_text() == (written if left else "*\n"), written
