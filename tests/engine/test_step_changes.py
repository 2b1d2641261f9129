"""What each step changes in the project is in the log: files, HEAD and branch, one record for steps that overlap."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from own_flow import OwnFlow, changed

from harness import Mity, git
from mity.changes.observer import Observer


def test_each_step_has_a_record_of_what_it_changed(mity: Mity) -> None:
    flow = OwnFlow(
        mity,
        ("make", "mkdir deep; echo x > deep/new; echo 1 > old"),
        ("nothing", "true"),
        ("more", "echo 2 >> old; rm deep/new; chmod +x kept; git switch -qc work; git commit -qam more"),
        repository=True,
    )
    (mity.workspace / "kept").write_text("kept\n")
    git(mity.workspace, "add", "kept")
    before = git(mity.workspace, "rev-parse", "HEAD")
    document = flow.run()
    assert changed(document) == [
        (["make"], {"deep/new": "created", "old": "created"}),
        (["more"], {"deep/new": "deleted", "kept": "changed", "old": "changed"}),
    ]
    first, last = document["changes"]
    assert (first["head"], first["branch"]) == ([before, before], ["main", "main"])
    assert last["head"] == [before, git(mity.workspace, "rev-parse", "HEAD")]
    assert last["branch"] == ["main", "work"]
    assert (last["created"], last["changed"], last["deleted"]) == (0, 2, 1)


@pytest.mark.slow
def test_steps_that_overlap_have_one_record(mity: Mity) -> None:
    steps = [{"name": name, "command": f"sleep 0.{wait}; echo > {name}"} for name, wait in (("a", 1), ("b", 2))]
    flow = OwnFlow(mity, stages=[{"name": "both", "parallel": True, "steps": steps}])
    assert changed(flow.run()) == [(["a", "b"], {"a": "created", "b": "created"})]


@pytest.mark.slow
def test_what_is_ignored_is_nobodys_change_and_rules_that_change_are_no_deletion(mity: Mity) -> None:
    flow = OwnFlow(
        mity,
        ("noise", "mkdir -p build; echo > build/out; echo > a.log; echo > seen"),
        ("hide", "echo seen >> .gitignore; echo more > b.log"),
        ("show", "echo '*.log' > .gitignore"),
        repository=True,
    )
    (mity.workspace / ".gitignore").write_text("*.log\nbuild/\n")
    assert changed(flow.run()) == [
        (["noise"], {"seen": "created"}),
        (["hide"], {".gitignore": "changed"}),
        (["show"], {".gitignore": "changed"}),
    ]


@pytest.mark.slow
def test_what_others_change_between_two_processes_of_a_run_is_not_the_runs(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "echo 1 > one"), ("two", "test -e go; echo 2 > two"))
    run = flow.run(1)["run_id"]
    (mity.workspace / "go").write_text("mine")
    assert mity("resume", run, "--trust").code == 0
    assert changed(mity.log()) == [(["one"], {"one": "created"}), (["two"], {"two": "created"})]


@pytest.mark.slow
def test_what_a_killed_step_left_is_recorded_as_its_own(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "echo 1 > one"), ("two", "echo half > half; test -e go || sleep 30; echo 2 > two"))
    process = mity.start("run", "flow", "--trust")
    deadline = time.monotonic() + 30
    while not (mity.workspace / "half").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (mity.workspace / "go").write_text("")
    assert mity("resume", mity.log()["run_id"], "--trust").code == 0
    assert changed(mity.log())[0] == (["one"], {"one": "created"})
    assert [files.get("half") for steps, files in changed(mity.log()) if steps == ["two"]] == ["created", None]
    assert flow.files()["two"] == "2\n"


@pytest.mark.slow
def test_a_project_of_too_many_files_has_a_note_and_no_records(mity: Mity) -> None:
    flow = OwnFlow(mity, ("many", "mkdir m; cd m; seq 1 20100 | xargs touch"), ("more", "echo > more"))
    done = mity("run", "flow", "--trust")
    assert done.code == 0
    assert "what steps change is not recorded" in done.text
    assert "more than 20,000 files" in done.text
    assert changed(mity.log()) == []
    assert "more" in flow.files()


@pytest.mark.slow
def test_a_look_at_an_unchanged_project_costs_little_more_than_its_stats(tmp_path: Path) -> None:
    for number in range(1000):
        path = tmp_path / f"folder{number % 25}" / f"file{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(number))
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    observer = Observer(tmp_path, ())
    observer.look()
    time.sleep(0.06)
    observer.look()

    def stats() -> None:
        for folder, _, names in os.walk(tmp_path):
            for name in names:
                os.lstat(f"{folder}/{name}")

    def cost(act: Callable[[], object]) -> float:
        spent = []
        for _ in range(9):
            began = time.process_time()
            act()
            spent.append(time.process_time() - began)
        return min(spent)

    assert cost(observer.look) < 3 * cost(stats)
