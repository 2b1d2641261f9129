"""Workers killed at named moments, one after the other: whatever was kept as a whole or put back is so in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from forked_mity import start
from moments import moments
from one_run import OneRun
from storm_flows import ROLLBACK

from harness import Mity
from mity.engines.following import settle
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.rotation("killed at moments", of=4)]

WHOLE = """
name: flow
stages:
  - name: both
    atomic: true
    steps:
      - {name: one, command: 'echo one >> "$(cat ledger)"; echo new > kept'}
      - {name: two, command: 'echo two >> "$(cat ledger)"; echo made > made'}
  - name: rest
    steps:
      - {name: later, command: 'echo later >> "$(cat ledger)"; echo later > later'}
"""
BACK = f"{WHOLE}      - {{name: breaks, command: 'echo breaks >> \"$(cat ledger)\"; exit 7', on_failure: rollback}}\n"
BREAKS = WHOLE.replace("echo made > made", "echo made > made; exit 7")
ONCE = """
name: flow
steps:
  - {name: first, command: 'true'}
  - {name: pays, once: true, command: 'echo pays >> "$(cat ledger)"'}
"""
_FINISHED = '"kind":"step.finished".*"station":"{}"'
MIDDLE, FAILS = _FINISHED.format("middle"), _FINISHED.format("breaks")
ONE, TWO, LATER = (_FINISHED.format(name) for name in ("one", "two", "later"))
BEGUN, ENDS, GIVEN_BACK = '"kind":"run.state".*"running"', "document failed", "status stopped"


@pytest.fixture
def begun(mity: Mity, engine: str) -> Iterator[Callable[[str], OneRun]]:
    """Hands a run of a definition over, in a folder with a file."""
    runs: list[OneRun] = []

    def begin(text: str) -> OneRun:
        (mity.workspace / "kept").write_text("old\n")
        runs.append(OneRun(mity, engine, text))
        return runs[-1]

    yield begin
    for run in runs:
        run.end()


def survived(run: OneRun, killed_at: tuple[str, ...]) -> None:
    """Has one worker after the other take the run up and be killed, and one more come to its end."""
    with moments(run.url) as at:
        for moment in killed_at:
            at.kill(run.worker("", "--once"), moment)
        last = run.worker("", "--once")
        until(lambda: run.over() or not last.is_alive(), 120)
        assert run.over(), run.said.read_text()
        assert at.statuses() == ["held", "stopped"], "nobody who follows it sees it stop before its end"


def files(run: OneRun) -> dict[str, str]:
    """What the run's folder has in the end, besides what it was begun with."""
    folder: Path = run.mity.workspace
    assert settle(run.engine, run.id, folder) == []
    beside = ("ledger", "flow.yaml")
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file() and path.name not in beside}


def ends(run: OneRun) -> Any:
    """Its state, its files, and the steps whose ends are recorded."""
    return run.shown()["state"], files(run), run.steps()


@pytest.mark.parametrize(
    "killed_at",
    [
        pytest.param((MIDDLE, FAILS), id="a step before, then behind the rollback"),
        pytest.param((FAILS, FAILS), id="behind the rollback twice"),
        pytest.param((FAILS, ENDS), id="behind the rollback, then before the end"),
        pytest.param((ENDS, BEGUN, ENDS), id="before the end, at once, before the end"),
        pytest.param((GIVEN_BACK, GIVEN_BACK), id="before it is given back twice"),
    ],
)
def test_a_rollback_ends_as_it_does_undisturbed(begun: Callable[[str], OneRun], killed_at: tuple[str, ...]) -> None:
    run = begun(ROLLBACK)
    survived(run, killed_at)
    assert ends(run) == ("failed", {"kept": "old\n"}, ["before", "middle", "breaks"]), run.said.read_text()


@pytest.mark.parametrize(
    "killed_at",
    [
        pytest.param((TWO, TWO), id="within the stage twice"),
        pytest.param((LATER, LATER), id="behind the stage twice"),
        pytest.param((ONE, LATER, "document completed"), id="within it, behind it, before the end"),
    ],
)
def test_a_stage_that_passed_is_kept_as_a_whole(begun: Callable[[str], OneRun], killed_at: tuple[str, ...]) -> None:
    run = begun(WHOLE)
    survived(run, killed_at)
    state, left, steps = ends(run)
    assert (state, left) == ("completed", {"kept": "new\n", "made": "made\n", "later": "later\n"}), run.said.read_text()
    assert (steps.count("two"), steps.count("later")) == (1, 1), run.said.read_text()


def test_a_stage_that_was_kept_goes_back_with_its_run(begun: Callable[[str], OneRun]) -> None:
    run = begun(BACK)
    survived(run, (LATER, FAILS))
    assert ends(run) == ("failed", {"kept": "old\n"}, ["one", "two", "later", "breaks"]), run.said.read_text()


def test_a_stage_that_failed_leaves_every_byte_as_before(begun: Callable[[str], OneRun]) -> None:
    run = begun(BREAKS)
    survived(run, (TWO, ENDS, ENDS))
    state, left, steps = ends(run)
    assert (state, left, steps.count("two")) == ("failed", {"kept": "old\n"}, 1), run.said.read_text()


def test_a_stage_under_way_is_put_back_in_another_folder_too(mity: Mity, tmp_path: Path, engine: str) -> None:
    (mity.workspace / "flow.yaml").write_text(BREAKS)
    (mity.workspace / "kept").write_text("old\n")
    (mity.workspace / "ledger").write_text(f"{mity.home / 'ledger'}\n")
    env = {"MITY_ENGINE": engine}
    with moments(engine) as at:
        words = ("run", "flow.yaml:flow", "--trust")
        at.kill(start(words, mity.workspace, {**mity.env, **env}, mity.home / "said"), TWO)
    (tmp_path / "other").mkdir()
    other = Mity(tmp_path / "other", mity.home)
    ended = other("resume", "--trust", "--json", env=env)
    assert ended.json["state"] == "failed", ended.text
    assert (other.workspace / "kept").read_text() == "old\n"
    assert not (other.workspace / "made").exists()


def test_a_run_that_was_asked_for_again_runs_again_whoever_dies_first(begun: Callable[[str], OneRun]) -> None:
    run = begun(ROLLBACK)
    survived(run, ())
    assert run.engine.rows.queue_again(run.id)
    survived(run, (BEGUN,))
    assert ends(run) == ("failed", {"kept": "old\n"}, ["before", "middle", "breaks"] * 2), run.said.read_text()


def test_a_step_that_runs_at_most_once_asks_after_a_take_over(begun: Callable[[str], OneRun]) -> None:
    run = begun(ONCE)
    survived(run, (_FINISHED.format("pays"), "document waiting_for_input"))
    assert (run.shown()["state"], run.executed("pays")) == ("waiting_for_input", 1), run.said.read_text()
    assert run.steps() == ["first", "pays"], "its question is recorded once"
