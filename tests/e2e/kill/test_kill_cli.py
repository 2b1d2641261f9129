"""kill -9 of `mity create-app` at each station and at random moments, then `mity resume`."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import LIGHT, Mity, git
from misbehaving_app import (
    STATIONS,
    alive,
    kill,
    litter,
    marked,
    misbehaving,
    repair,
    run_ids,
    statuses,
    until,
    word_of,
    words,
)
from mity.system.trees import tree_digests

CREATE = ("create-app", "demo", "--template", str(LIGHT), "--trust")


class Watcher:
    """Another program that reads the documents while mity runs: each must parse, results never get fewer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._over = threading.Event()
        self.problems: list[str] = []
        self.seen: list[list[str]] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.is_set():
            for path in self._folder.glob("[!.]*.json"):
                try:
                    rows = [row["station"] for row in json.loads(path.read_bytes())["results"]]
                except (ValueError, KeyError) as error:
                    self.problems.append(f"{path.name}: {error!r}")
                    continue
                if not self.seen or rows != self.seen[-1]:
                    self.seen.append(rows)
            time.sleep(0.002)

    def stop(self) -> None:
        """Ends watching and judges."""
        self._over.set()
        self._thread.join()
        assert self.problems == []


def result(mity: Mity) -> dict[str, Any]:
    """What must be the same with and without kills."""
    (run_id,) = run_ids(mity)
    log = mity.log(run_id)
    app = mity.workspace / "demo"
    evidence = {row["station"]: row["result"]["evidence"] for row in log["results"]}
    return {
        "state": log["state"],
        "verdict": log["verdict"],
        "stations": log["stations"],
        "statuses": [statuses(log)[name] for name in log["stations"]],
        "evidence": {name: sorted(evidence[name]) for name in log["stations"]},
        "files": evidence["scaffold"]["sha256"],
        "tests": evidence["test"]["passed"],
        "outputs": sorted(log["context"]["outputs"]),
        "digests": {k: v for k, v in tree_digests(app, ["dist"]).items() if not k.startswith(".mity/")},
        "commits": git(app, "rev-list", "--count", "HEAD"),
        "dirty": git(app, "status", "--porcelain"),
        "litter": litter(mity.workspace),
        "children": marked(run_id),
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The result of a run that nobody killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    for name in ("work", "home"):
        (folder / name).mkdir()
    mity = Mity(folder / "work", folder / "home")
    assert mity.light().code == 0
    return result(mity)


@pytest.fixture
def watched(mity: Mity) -> Iterator[Watcher]:
    watcher = Watcher(mity.workspace / ".mity" / "logs")
    yield watcher
    watcher.stop()


def kill_when(mity: Mity, line: str, *start: str) -> None:
    """Starts mity and kills it as soon as it prints a line that begins so."""
    process = mity.start(*start)
    assert process.stderr is not None
    for said in process.stderr:
        if said.startswith(line):
            break
    else:
        pytest.fail(f"mity never said {line}")
    kill(process)


def done(mity: Mity) -> list[str]:
    """The stations that the log says are done, its journal joined in by mity itself."""
    report = mity("runs", "show", "--json").json
    return [row["station"] for row in report["results"] if row["result"]["status"] == "done"]


def test_a_kill_at_each_boundary_and_inside_each_station_of_one_run(
    mity: Mity, watched: Watcher, expected: dict[str, Any]
) -> None:
    start: tuple[str, ...] = CREATE
    for number, station in enumerate(STATIONS):
        kill_when(mity, f"→ {station}", *start)
        start = ("resume",)
        assert done(mity)[:number] == STATIONS[:number]
        if station != "commit" and station not in done(mity):
            kill_when(mity, f"✓ {station}", *start)
            assert station in done(mity)
    ended = mity("resume")
    assert ended.code == 0, ended.text
    assert result(mity) == expected
    again = [row["station"] for row in mity.log()["history"]]
    assert again == [], "a station that was logged done ran again"
    attempts = {row["station"]: row["result"]["attempts"] for row in mity.log()["results"]}
    assert attempts["test"] > 1, "attempts that a kill ended count"


@pytest.mark.parametrize("seed", range(2))
def test_kills_at_random_moments_of_one_run(mity: Mity, watched: Watcher, expected: dict[str, Any], seed: int) -> None:
    dice = random.Random(seed)
    process = mity.start(*CREATE)
    for _ in range(6):
        time.sleep(dice.uniform(0.2, 0.7))
        kill(process)
        if not run_ids(mity):
            process = mity.start(*CREATE)
        elif process.returncode in (0, 2):
            break
        else:
            process = mity.start("resume")
    else:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0 or "can be resumed" in err, err
    assert result(mity) == expected


def test_a_reader_sees_every_finished_station_during_the_run(mity: Mity, watched: Watcher) -> None:
    assert misbehaving(mity).code == 0
    for length in range(len(STATIONS) - 1):
        assert STATIONS[:length] in watched.seen


def test_grandchildren_of_a_killed_run_are_ended_by_its_resume(mity: Mity) -> None:
    process = mity.start(*words(build="brood"))
    pids = [int(pid) for pid in word_of(mity, "brood")]
    (run_id,) = run_ids(mity)
    kill(process)
    assert alive(pids) == pids, "nobody can end them when mity is killed"
    repair(mity)
    ended = mity("resume")
    assert ended.code == 0, ended.text
    assert "ended" in ended.err
    assert alive(pids) == []
    assert marked(run_id) == []


def test_a_copy_of_the_workspace_leaves_the_processes_of_the_original_alone(mity: Mity, tmp_path: Path) -> None:
    process = mity.start(*words(build="brood"))
    pids = [int(pid) for pid in word_of(mity, "brood")]
    copy = tmp_path / "copy"
    shutil.copytree(mity.workspace, copy)
    (copy / "repaired").touch()
    try:
        assert mity("resume", cwd=copy).code == 0
        assert alive(pids) == pids
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    until(lambda: not alive(pids))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_of_a_station_ends_the_children_and_pauses_the_run(mity: Mity, number: int) -> None:
    process = mity.start(*words(build="brood"))
    pids = [int(pid) for pid in word_of(mity, "brood")]
    (run_id,) = run_ids(mity)
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted; `mity resume` goes on with a run that was under way" in err
    assert "Traceback" not in err
    assert alive(pids) == []
    assert marked(run_id) == []
    assert mity.log()["state"] == "paused"
    assert statuses(mity.log()) == {"scaffold": "done", "validate": "done"}
    repair(mity)
    assert mity("resume").code == 0
    assert statuses(mity.log()) == dict.fromkeys(STATIONS, "done")


def test_signals_at_random_moments_leave_no_child_and_a_run_that_goes_on(mity: Mity) -> None:
    dice = random.Random(7)
    start: tuple[str, ...] = CREATE
    for _ in range(6):
        process = mity.start(*start)
        time.sleep(dice.uniform(0.35, 0.75))
        process.send_signal(dice.choice([signal.SIGINT, signal.SIGTERM]))
        _, err = process.communicate(timeout=30)
        assert "Traceback" not in err, err
        if run_ids(mity):
            start = ("resume",)
            assert marked(run_ids(mity)[0]) == []
        if process.returncode == 0:
            break
        assert process.returncode in (130, -signal.SIGINT), err  # 130 in a shell, both of them
    assert process.returncode == 0 or mity(*start).code == 0
    assert result(mity)["verdict"] == "proven"


@pytest.mark.stacks
@pytest.mark.timeout(900)
def test_the_real_application_survives_a_kill_in_each_station(mity: Mity) -> None:
    start: tuple[str, ...] = ("create-app", "demo", "--stack", "python-fastapi")
    dice = random.Random(1)
    for station in STATIONS:
        process = mity.start(*start)
        assert process.stderr is not None
        until_said(process, f"→ {station}")
        time.sleep(dice.uniform(0.05, 0.4))
        kill(process)
        start = ("resume",)
    ended = mity("resume")
    assert ended.code == 0 or "can be resumed" in ended.err, ended.text
    log = mity.log()
    assert log["verdict"] == "proven"
    assert statuses(log) == dict.fromkeys(STATIONS, "done")
    assert git(mity.workspace / "demo", "rev-list", "--count", "HEAD") == "1"
    assert git(mity.workspace / "demo", "status", "--porcelain") == ""
    assert marked(log["run_id"]) == []
    assert litter(mity.workspace) == []


def until_said(process: subprocess.Popen[str], line: str) -> None:
    """Reads what mity says until a line begins so."""
    assert process.stderr is not None
    for said in process.stderr:
        if said.startswith(line):
            return
    pytest.fail(f"mity never said {line}")
