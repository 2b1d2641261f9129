"""Workers killed at named moments, one after the other: whatever was kept as a whole or put back is so in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
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
        pytest.param((), id="undisturbed"),
        pytest.param((MIDDLE,), id="a step before"),
        pytest.param((FAILS,), id="behind the rollback"),
        pytest.param((ENDS,), id="before the end"),
        pytest.param((MIDDLE, FAILS), id="a step before, then behind the rollback"),
        pytest.param((FAILS, FAILS), id="behind the rollback twice"),
        pytest.param((FAILS, ENDS), id="behind the rollback, then before the end"),
        pytest.param((ENDS, ENDS), id="before the end twice"),
        pytest.param((ENDS, BEGUN, ENDS), id="before the end, at once, before the end"),
        pytest.param((GIVEN_BACK,), id="before it is given back"),
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
        pytest.param((), id="undisturbed"),
        pytest.param((ONE,), id="within the stage"),
        pytest.param((TWO, TWO), id="within the stage twice"),
        pytest.param((LATER,), id="behind the stage"),
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


@pytest.mark.parametrize(
    "killed_at", [pytest.param((LATER,), id="behind the stage"), pytest.param((LATER, FAILS), id="behind both")]
)
def test_a_stage_that_was_kept_goes_back_with_its_run(
    begun: Callable[[str], OneRun], killed_at: tuple[str, ...]
) -> None:
    run = begun(BACK)
    survived(run, killed_at)
    assert ends(run) == ("failed", {"kept": "old\n"}, ["one", "two", "later", "breaks"]), run.said.read_text()


@pytest.mark.parametrize(
    "killed_at",
    [
        pytest.param((TWO,), id="within the stage"),
        pytest.param((ENDS,), id="before the end"),
        pytest.param((TWO, ENDS, ENDS), id="within it, before the end twice"),
    ],
)
def test_a_stage_that_failed_leaves_every_byte_as_before(
    begun: Callable[[str], OneRun], killed_at: tuple[str, ...]
) -> None:
    run = begun(BREAKS)
    survived(run, killed_at)
    state, left, steps = ends(run)
    assert (state, left, steps.count("two")) == ("failed", {"kept": "old\n"}, 1), run.said.read_text()
