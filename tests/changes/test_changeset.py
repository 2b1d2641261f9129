"""Change sets: begun, looked at, nested, kept and undone; what strangers edit meanwhile is never lost."""

from __future__ import annotations

import os
import py_compile
import shutil
from pathlib import Path

import pytest
from recovering import recover

from mity.changes.changeset import ChangeSet
from mity.changes.snapshot import HEAL_GIT, Snapshots
from mity.errors import StorageError, UsageError
from project_state import sample_project, state_of, unlike

IGNORED = (".venv", "dist")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return sample_project(tmp_path / "app")


def begin(project: Path, owner: str = "change/implement", run_id: str = "0001-feature") -> ChangeSet:
    return ChangeSet.begin(project, IGNORED, owner, run_id=run_id)


def rebuild(project: Path) -> None:
    """Folders emptied, made, replaced and closed; files that take the place of folders."""
    shutil.rmtree(project / "empty")
    (project / "new/deep").mkdir(parents=True)
    (project / "new/deep/file").write_bytes(b"new")
    shutil.rmtree(project / "src/pkg")
    (project / "src/pkg").write_bytes(b"a file now")
    (project / "no-end").unlink()
    (project / "no-end/deep").mkdir(parents=True)
    (project / "no-end/deep/x").write_bytes(b"x")
    (project / "tests").chmod(0o700)


@pytest.mark.parametrize("looked", [True, False])
def test_folders_come_back_with_their_modes_and_new_ones_go(project: Path, looked: bool) -> None:
    before = state_of(project)
    change = begin(project)
    rebuild(project)
    if looked:
        change.look()
    assert change.undo().left == ()
    assert unlike(before, state_of(project)) == []
    assert ChangeSet.pending(project) == []


def test_nothing_is_written_in_a_project_without_a_change(project: Path) -> None:
    assert ChangeSet.pending(project) == []
    assert recover(project) == []
    assert not (project / ".mity").exists()


def test_another_process_finds_it_and_says_what_it_put_back(project: Path) -> None:
    before = state_of(project)
    begin(project).declare(["src/pkg/app.py"])
    (project / "src/pkg/app.py").write_bytes(b"half")
    (undone,) = recover(project)
    assert (undone.owner, undone.run_id) == ("change/implement", "0001-feature")
    assert undone.put_back == ("src/pkg/app.py",)
    assert undone.messages() == ["1 files that change/implement had changed were put back"]
    assert unlike(before, state_of(project)) == []
    assert recover(project) == []


def test_what_is_kept_stays_and_belongs_to_the_change_around_it(project: Path) -> None:
    before = state_of(project)
    around = begin(project)
    inner = begin(project, "build~fix-1")
    (project / "src/new.py").write_bytes(b"healed\n")
    inner.move_aside([".venv"])
    inner.look()
    inner.keep()
    assert [one.owner for one in ChangeSet.pending(project)] == ["change/implement"]
    assert (project / "src/new.py").is_file()
    undone = around.undo()
    assert undone.aside == (), "mity made it, so no stranger's file is reported"
    assert unlike(before, state_of(project)) == []


def test_a_change_kept_inside_one_that_was_looked_at_is_undone_with_it(project: Path) -> None:
    before = state_of(project)
    around = begin(project)
    (project / "src/pkg/app.py").write_bytes(b"first\n")
    around.look()
    inner = begin(project, "build~fix-1")
    (project / "src/pkg/app.py").write_bytes(b"second\n")
    inner.look()
    inner.keep()
    (again,) = ChangeSet.pending(project)
    assert again.undo().left == ()
    assert unlike(before, state_of(project)) == []


def test_changes_come_back_newest_first_and_an_outer_undo_takes_the_inner_ones_along(project: Path) -> None:
    before = state_of(project)
    around = begin(project)
    for number in range(3):
        inner = begin(project, f"build~fix-{number}")
        (project / "nothing").write_bytes(b"%d" % number)
        inner.look()
    assert [one.sequence for one in ChangeSet.pending(project)] == [4, 3, 2, 1]
    assert around.undo().left == ()
    assert unlike(before, state_of(project)) == []
    assert ChangeSet.pending(project) == []


def test_recovery_keeps_what_it_is_told_to_keep(project: Path) -> None:
    begin(project)
    (project / "nothing").write_bytes(b"committed")
    begin(project, "heal", "0002-heal")
    (project / "no-end").write_bytes(b"half a fix")
    (undone,) = recover(project, lambda change: change.run_id == "0001-feature")
    assert undone.run_id == "0002-heal"
    assert (project / "nothing").read_bytes() == b"committed"
    assert (project / "no-end").read_bytes() == b"no line end"


def test_after_a_look_a_strangers_edits_stay_where_they_are(project: Path) -> None:
    change = begin(project)
    for name in ("nothing", "no-end", "src/made.py"):
        (project / name).write_bytes(b"mity\n")
    change.look()
    (project / "nothing").write_bytes(b"mine\n")
    (project / "src/made.py").unlink()
    (project / "other.py").write_bytes(b"mine too\n")
    undone = change.undo()
    assert undone.left == ("nothing",), "src/made.py is as before: not there"
    assert (project / "nothing").read_bytes() == b"mine\n"
    assert (project / "other.py").read_bytes() == b"mine too\n"
    assert (project / "no-end").read_bytes() == b"no line end"
    assert "nothing was edited after the change and left as it is" in undone.messages()


def test_without_a_look_everything_goes_back_and_nothing_is_lost(project: Path) -> None:
    before = state_of(project)
    change = begin(project)
    change.declare(["feature.py"])
    (project / "feature.py").write_bytes(b"mity, and a person's own line\n")
    (project / "nothing").write_bytes(b"mine\n")
    (project / "notes/deep").mkdir(parents=True)
    (project / "notes/deep/mine.md").write_bytes(b"mine too\n")
    undone = change.undo()
    assert unlike(before, state_of(project)) == []
    assert undone.aside == ("notes/deep/mine.md", "nothing")
    kept = project / ".mity/aside/0001-feature"
    assert (kept / "feature.py.kept").read_bytes() == b"mity, and a person's own line\n"
    assert (kept / "nothing.kept").read_bytes() == b"mine\n"
    assert (kept / "notes/deep/mine.md.kept").read_bytes() == b"mine too\n"


def test_half_written_files_of_mitys_own_go_without_a_trace(project: Path) -> None:
    before = state_of(project)
    change = begin(project)
    change.declare(["src/pkg/app.py", "nothing"])
    for name in ("src/pkg/.app.py.4711.tmp", ".nothing.12.tmp", ".other.12.tmp"):
        (project / name).write_bytes(b"half")
    assert change.undo().aside == (".other.12.tmp",)
    assert unlike(before, state_of(project)) == []
    assert [path.name for path in (project / ".mity/aside").rglob("*.tmp.kept")] == [".other.12.tmp.kept"]


def test_a_second_undo_of_a_run_overwrites_nothing_that_is_aside(project: Path) -> None:
    for text in (b"one", b"two"):
        change = begin(project)
        (project / "nothing").write_bytes(text)
        change.undo()
    kept = project / ".mity/aside/0001-feature"
    assert ((kept / "nothing.kept").read_bytes(), (kept / "nothing.kept.1").read_bytes()) == (b"one", b"two")


def test_a_file_that_somebody_else_put_where_a_folder_was_stays(project: Path) -> None:
    change = begin(project)
    shutil.rmtree(project / "empty")
    (project / "src/pkg/app.py").unlink()
    (project / "src/pkg/tool.sh").unlink()
    (project / "src/pkg").rmdir()
    change.look()
    (project / "empty").write_bytes(b"mine")
    (project / "src/pkg").write_bytes(b"mine too")
    assert set(change.undo().left) >= {"empty", "src/pkg/app.py"}
    assert (project / "empty").read_bytes() == b"mine"
    assert (project / "src/pkg").read_bytes() == b"mine too"


def test_what_a_kill_left_of_a_record_does_not_count(project: Path) -> None:
    before = state_of(project)
    change = begin(project)
    change.declare(["nothing"])
    (record,) = (project / HEAL_GIT / "changes").glob("*.jsonl")
    record.write_bytes(record.read_bytes() + b'{"ours":["no-e')
    (project / "nothing").write_bytes(b"x")
    (again,) = ChangeSet.pending(project)
    again.declare(["link"])
    assert b"no-e" not in record.read_bytes().splitlines()[-1]
    assert again.undo().aside == ()
    assert unlike(before, state_of(project)) == []


@pytest.mark.parametrize(
    "line",
    [
        '{"moved":[["src","../../elsewhere"]]}',
        '{"moved":[["../outside",".mity/aside/x"]]}',
        '{"moved":[["src","tests"]]}',
        '{"look":{"files":{".git/hooks/pre-commit":[33261,"00"]},"folders":{}}}',
        '{"look":{"files":{"/etc/passwd":[33188,"00"]},"folders":{}}}',
        "no json",
        "[]",
    ],
)
def test_a_record_that_leads_elsewhere_is_refused_with_its_name(project: Path, line: str) -> None:
    begin(project)
    (record,) = (project / HEAL_GIT / "changes").glob("*.jsonl")
    record.write_bytes(record.read_bytes() + line.encode() + b"\n")
    before = state_of(project)
    with pytest.raises(StorageError, match=record.name):
        recover(project)
    assert unlike(before, state_of(project)) == []


def test_lost_contents_are_noticed_before_anything_is_put_back(project: Path) -> None:
    change = begin(project)
    (project / "nothing").write_bytes(b"x")
    (project / "no-end").write_bytes(b"x")
    shutil.rmtree(project / HEAL_GIT / "objects")
    before = state_of(project)
    with pytest.raises(StorageError, match="does not hold the object"):
        change.undo()
    assert unlike(before, state_of(project)) == []


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", ".git/config", "a/../../x"])
def test_mity_declares_nothing_outside(project: Path, path: str) -> None:
    with pytest.raises(UsageError, match="leads out of"):
        begin(project).declare(["src/pkg/app.py", path])


def test_a_folder_that_became_a_way_out_is_not_followed(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    snapshots = Snapshots(project, ())
    before = snapshots.take()
    shutil.rmtree(project / "src/pkg")
    (project / "src/pkg").symlink_to(outside)
    assert snapshots.put_back("src/pkg/app.py", before.files["src/pkg/app.py"]) is False
    (outside / "mine").write_bytes(b"mine")
    assert snapshots.put_back("src/pkg/mine", None) is False
    assert [path.name for path in outside.iterdir()] == ["mine"]


@pytest.mark.parametrize("looked", [True, False])
def test_compiled_python_of_what_is_put_back_goes(project: Path, looked: bool) -> None:
    source = project / "src/pkg/app.py"
    source.write_bytes(b"x = 1\n")
    change = begin(project)
    change.declare(["src/pkg/app.py"])
    source.write_bytes(b"x = 2\n")
    if looked:
        change.look()
    stale = Path(py_compile.compile(str(source)))
    change.undo()
    assert source.read_bytes() == b"x = 1\n"
    assert not stale.exists()


def test_the_difference_and_the_contents_of_a_change(project: Path) -> None:
    change = begin(project)
    (project / "nothing").write_bytes(b"now\n")
    (project / "src/binary.dat").write_bytes(b"\xff")
    (project / "src/pkg/tool.sh").chmod(0o700)
    (project / "link").unlink()
    (project / "link").symlink_to("nothing")
    (project / "dangling").unlink()
    assert change.changes() == {
        "dangling": (b"not there", None),
        "link": (b"src/pkg/app.py", b"nothing"),
        "nothing": (b"", b"now\n"),
        "src/binary.dat": (bytes(range(256)) * 9, b"\xff"),
        "src/pkg/tool.sh": (b"#!/bin/sh\n", b"#!/bin/sh\n"),
    }
    assert change.changed() == sorted(change.changes())
    assert change.content("nothing") == b""
    assert change.content("not/there") is None
    assert "+++ b/nothing\n@@ -0,0 +1 @@\n+now\n" in change.diff
    assert "src/binary.dat: bytes changed\n" in change.diff
    assert "mode of src/pkg/tool.sh: 755 → 700\n" in change.diff


def test_names_that_are_no_utf8_come_back(project: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    (project / name).write_bytes(b"one\n")
    before = state_of(project)
    begin(project)
    (project / name).write_bytes(b"two\n")
    recover(project)
    assert unlike(before, state_of(project)) == []
