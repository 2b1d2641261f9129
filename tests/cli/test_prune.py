"""`mity runs prune`: runs that are over go with all that they left; what may still be needed stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from own_flow import OwnFlow

from harness import Mity, git
from light_app import LightApp
from mity.errors import StorageError
from mity.operations.prune_runs import Pruning, prune
from mity.runs.store import LogStore

PASSES = {"name": "one", "command": "echo out; echo changed >> file"}
WAITS = {"name": "ask", "type": "checkpoint", "message": "Ship it?"}


def left(workspace: Path) -> set[str]:
    """What runs left in a workspace, by the names of files."""
    found = (path for name in ("logs", "locks", "aside", "clones") for path in (workspace / ".mity" / name).rglob("*"))
    return {path.relative_to(workspace / ".mity").as_posix() for path in found if path.is_file()}


def test_runs_that_are_over_go_with_all_that_they_left(mity: Mity) -> None:
    flow = OwnFlow(mity, PASSES, repository=True)
    old, new = (flow.run()["run_id"] for _ in range(2))
    flow.define({"name": "flow", "steps": [WAITS]})
    waits = flow.run(3)["run_id"]
    before = left(mity.workspace)
    dry = mity("runs", "prune", "--keep", "2", "--dry-run", "--json")
    assert json.loads(dry.out) == {"dry_run": True, "removed": [old], "kept": {}} and left(mity.workspace) == before
    assert mity("runs", "prune", "--keep", "2").out == "removed: 1\n"
    assert not [name for name in left(mity.workspace) if old in name] and old not in mity("runs", "list").out
    done = json.loads(mity("runs", "prune", "--older-than", "0s", "--json").out)
    assert done["removed"] == [new] and list(done["kept"]) == [waits] and "can go on" in done["kept"][waits]
    assert mity("runs", "prune", "--older-than", "1d", "--unfinished").out == "removed: 0\n"
    assert mity("runs", "prune", "--older-than", "0s", "--unfinished").out == "removed: 1\n"
    assert not [name for name in left(mity.workspace) if name.startswith("logs/0")]
    flow.define({"name": "flow", "steps": [PASSES]})
    assert flow.run()["run_id"].startswith("0004-"), "numbers are not given again"


def test_the_run_that_proved_what_is_checked_out_stays(light_app: LightApp, tmp_path: Path) -> None:
    copy = tmp_path / "work"
    shutil.copytree(light_app.root.parent, copy, symlinks=True, ignore=shutil.ignore_patterns("home"))
    (row,) = LogStore(copy).runs()
    assert prune(LogStore(copy), Pruning(), dry_run=False).kept == {
        row["run_id"]: "it proved the commit that is checked out"
    }
    git(copy / "shop", "-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "--allow-empty", "-q", "-m", "later")
    aside, elsewhere = copy / ".mity" / "aside", tmp_path / "elsewhere"
    (elsewhere / row["run_id"]).mkdir(parents=True)
    aside.symlink_to(elsewhere)
    with pytest.raises(StorageError, match="is a link"):
        prune(LogStore(copy), Pruning(), dry_run=False)
    assert (elsewhere / row["run_id"]).is_dir(), "what a link leads to is not mity's to remove"
    aside.unlink()
    assert prune(LogStore(copy), Pruning(), dry_run=False).gone == [row["run_id"]]


@pytest.mark.slow
def test_a_clone_goes_with_its_last_run(mity: Mity) -> None:
    flow = OwnFlow(mity, PASSES)
    ids = [flow.run()["run_id"] for _ in range(2)]
    clone = mity.workspace / ".mity" / "clones" / "owner-name-1"
    git(mity.workspace, "init", "-q", str(clone))
    for run in ids:
        log = mity.workspace / ".mity" / "logs" / f"{run}.json"
        log.write_text(log.read_text().replace(f'"output_path":"{mity.workspace}', f'"output_path":"{clone}', 1))
    store = LogStore(mity.workspace)
    foreign = mity.workspace.parent / "other" / ".mity" / "clones" / "mine"
    git(mity.workspace, "init", "-q", str(foreign))
    log = mity.workspace / ".mity" / "logs" / f"{flow.run()['run_id']}.json"
    log.write_text(log.read_text().replace(f'"output_path":"{mity.workspace}', f'"output_path":"{foreign}', 1))
    assert prune(store, Pruning(keep=2), dry_run=False).gone == ids[:1] and clone.is_dir()
    assert prune(store, Pruning(), dry_run=False).gone == [*ids[1:], log.stem] and not clone.exists()
    assert foreign.is_dir(), "a log that came from elsewhere names no clone of another workspace"


@pytest.mark.slow
def test_what_is_worked_on_and_what_cannot_be_read_stays(mity: Mity) -> None:
    flow = OwnFlow(mity, PASSES)
    held, torn = (flow.run()["run_id"] for _ in range(2))
    store = LogStore(mity.workspace)
    (mity.workspace / ".mity" / "logs" / f"{torn}.json").write_text("{")
    recorder = store.open(store.load(store.path(held)))
    kept = prune(store, Pruning(unfinished=True), dry_run=False).kept
    recorder.release()
    assert kept[held] == "a process works on it" and "cannot be read" in kept[torn]


def test_words_that_say_nothing_are_refused(mity: Mity) -> None:
    for words, said in ((), "say which runs may go"), (("--older-than", "soon"), "'soon' is no time"):
        done = mity("runs", "prune", *words)
        assert (done.code, said in done.err) == (2, True), done.text
    assert mity("runs", "prune", "--keep", "0").code == 0, "a workspace without runs"
