"""Steps of one run on several machines: each worker does those that its labels fit, and their files come together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from machines import Machines

from harness import Mity
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.rotation("steps elsewhere", of=2)]

BOTH = """
name: flow
steps:
  - {name: begin, command: 'echo "$PLACE" > begun; echo "n=4" >> "$MITY_OUTPUT"'}
  - name: train
    runs_on: gpu
    command: |
      cat begun > seen; rm begun
      echo "$PLACE ${{ outputs.n }} $MITY_STEP" > model
      echo "loss=${{ outputs.n }}" >> "$MITY_OUTPUT"
    evidence: {artefacts: [model]}
  - {name: use, command: 'echo "$PLACE ${{ outputs.loss }} $(cat seen)/$(cat model)" > used; test ! -e begun'}
"""
MATRIX = """
name: flow
stages:
  - name: everywhere
    parallel: true
    for_each: [gpu, mac]
    steps:
      - name: build
        runs_on: ${{ item }}
        command: 'date +%s.%N > began-${{ item }}; sleep 2; date +%s.%N > ended-${{ item }}; echo "$PLACE" >> built'
        on_failure: continue
"""
RETRIED = """
name: flow
steps:
  - name: tries
    runs_on: gpu
    command: 'printf x >> count; test "$(cat count)" = xxx'
    max_retries: 3
    on_failure: retry
    backoff: {initial: 10ms, jitter: false}
  - {name: breaks, runs_on: gpu, command: 'echo "no such file: $PWD/model" >&2; exit 9'}
"""
LONG = """
name: flow
steps:
  - {name: one, command: 'echo one >> LEDGER'}
  - {name: two, runs_on: gpu, command: 'echo two >> LEDGER; sleep 3; echo "$PLACE" > two'}
  - {name: three, command: 'echo three >> LEDGER; cat two > three'}
"""


@pytest.fixture
def machines(mity: Mity, engine: str, tmp_path: Path) -> Iterator[Machines]:
    """No worker yet."""
    with closing(Machines(mity, engine, tmp_path)) as one:
        yield one


def test_a_step_is_done_by_a_worker_that_it_fits(machines: Machines) -> None:
    machines.machine("home")
    id = machines.handed_over(BOTH)
    until(lambda: [status for status, _ in machines.parts()] == ["queued"], 30)
    machines.machine("gpu")
    shown = machines.ended(id)
    assert shown["state"] == "completed", shown
    assert (machines.mity.workspace / "used").read_text() == "home 4 home/gpu 4 main/train\n"
    assert sorted(path.name for path in machines.mity.workspace.iterdir() if path.is_file()) == [
        *("flow.yaml", "model", "seen", "used")
    ]
    [(status, part)] = machines.parts()
    assert (status, part.split()[0], len(part.split())) == ("stopped", id, 3), part


def test_steps_are_under_way_on_several_machines_at_once(machines: Machines) -> None:
    for name in ("home", "gpu", "mac"):
        machines.machine(name)
    shown = machines.ended(machines.handed_over(MATRIX))
    times = {name: float((machines.mity.workspace / name).read_text()) for name in ("began-gpu", "began-mac")}
    ends = [float((machines.mity.workspace / f"ended-{name}").read_text()) for name in ("gpu", "mac")]
    assert max(times.values()) < min(ends), "they ran one after the other"
    results = {row["station"]: row["result"] for row in shown["results"]}
    failed = [one["message"] for one in results.values() if "built was changed here" in one["message"]]
    assert len(failed) == 1, "two that write one file at once: the second is refused, and nothing is lost"
    assert (machines.mity.workspace / "built").read_text() in ("gpu\n", "mac\n")


def test_a_failure_is_one_of_the_run_and_its_policies_hold(machines: Machines) -> None:
    machines.machine("home")
    machines.machine("gpu")
    id = machines.handed_over(RETRIED)
    shown = machines.ended(id)
    assert shown["state"] == "failed", shown
    assert (machines.mity.workspace / "count").read_text() == "xxx"
    broken = next(row["result"] for row in shown["results"] if row["station"] == "breaks")
    assert broken["message"].endswith("exited with 9"), broken
    assert "no such file" in (machines.mity.workspace / ".mity" / "logs" / id / "breaks.log").read_text()


@pytest.mark.parametrize("dies", ["home", "gpu"])
def test_a_step_is_taken_over_once_whoever_dies(machines: Machines, dies: str) -> None:
    taken_over_once(machines, dies)


@pytest.mark.parametrize("dies", ["home", "gpu"])
def test_so_it_is_with_dbos(mity: Mity, dbos_engine: str, tmp_path: Path, dies: str) -> None:
    with closing(Machines(mity, dbos_engine, tmp_path)) as one:
        taken_over_once(one, dies)


def taken_over_once(machines: Machines, dies: str) -> None:
    """Asserts that a step which runs elsewhere is repeated only where its own worker was killed."""
    ledger = machines.tmp_path / "ledger"
    first = {name: machines.machine(name) for name in ("home", "gpu")}
    id = machines.handed_over(LONG.replace("LEDGER", str(ledger)))
    until(lambda: ledger.exists() and "two" in ledger.read_text())
    first[dies].kill()
    machines.machine(dies)
    shown = machines.ended(id)
    assert shown["state"] == "completed", shown
    assert machines.recorded(id) == ["one", "two", "three"]
    assert len(machines.parts()) == 1, "who takes the run over finds its step where it is"
    assert ledger.read_text().split() == ["one", "two", *(["two"] if dies == "gpu" else []), "three"]
    assert (machines.mity.workspace / "three").read_text() == "gpu\n"


def test_a_step_goes_on_while_its_run_is_drained(machines: Machines) -> None:
    ledger = machines.tmp_path / "ledger"
    drained = machines.machine("home")
    machines.machine("gpu")
    id = machines.handed_over(LONG.replace("LEDGER", str(ledger)).replace("sleep 3", "sleep 8"))
    until(lambda: ledger.exists() and "two" in ledger.read_text())
    drained.terminate()
    drained.wait(timeout=60)
    assert [status for status, _ in machines.parts()] == ["held"]
    machines.machine("home")
    assert machines.ended(id)["state"] == "completed"
    assert len(machines.parts()) == 1
    assert ledger.read_text().split() == ["one", "two", "three"]


def test_a_run_that_is_paused_pauses_its_step_elsewhere(machines: Machines) -> None:
    ledger = machines.tmp_path / "ledger"
    machines.machine("home")
    machines.machine("gpu")
    sleeps_first = f'test "$(grep -c two {ledger})" = 2 || sleep 90'
    id = machines.handed_over(LONG.replace("LEDGER", str(ledger)).replace("sleep 3", sleeps_first))
    until(lambda: ledger.exists() and "two" in ledger.read_text())
    assert machines.mity("pause", id, env=machines.env).code == 0
    until(lambda: [status for status, _ in machines.parts()] == ["stopped"], 60)
    until(lambda: machines.engine.rows.status(id)[0] == "stopped")
    assert ledger.read_text().split() == ["one", "two"]
    assert machines.mity("resume", id, env=machines.env).code == 0
    assert machines.recorded(id) == ["one", "two", "three"]
    assert len(machines.parts()) == 1
    assert ledger.read_text().split() == ["one", "two", "two", "three"]


def test_a_run_that_is_cancelled_ends_its_step_elsewhere(machines: Machines) -> None:
    ledger = machines.tmp_path / "ledger"
    machines.machine("home")
    machines.machine("gpu")
    id = machines.handed_over(LONG.replace("LEDGER", str(ledger)).replace("sleep 3", "sleep 60"))
    until(lambda: ledger.exists() and "two" in ledger.read_text())
    assert machines.mity("cancel", id, env=machines.env).code == 0
    assert machines.ended(id)["state"] == "cancelled"
    until(lambda: [status for status, _ in machines.parts()] == ["stopped"], 30)


SECRET = """
name: flow
env: {API_TOKEN: null}
steps:
  - name: named
    runs_on: gpu
    env: {API_TOKEN: '${{ env.API_TOKEN }}'}
    command: 'printf %s "$API_TOKEN" | tr a-z A-Z > named'
  - {name: hidden, runs_on: gpu, env: {HEADER: 'Bearer ${{ env.API_TOKEN }}'}, command: 'true'}
"""


def test_a_secret_goes_by_its_name_and_into_no_database(machines: Machines) -> None:
    machines.env["API_TOKEN"] = "tok-0123456789abcdef"
    machines.machine("home")
    machines.machine("gpu")
    id = machines.handed_over(SECRET)
    shown = machines.ended(id)
    assert (machines.mity.workspace / "named").read_text() == "TOK-0123456789ABCDEF"
    refused = next(row["result"]["message"] for row in shown["results"] if row["station"] == "hidden")
    assert refused == (
        "step 'hidden' runs on another worker, and its variable HEADER holds a secret, which goes into no database:"
        " let its command read the variable of its worker instead"
    )
    text = "SELECT string_agg(convert_from(document, 'utf8'), '') FROM mity.runs"
    said = machines.engine.database.run(lambda connection: connection.execute(text).fetchone())
    assert said is not None and "0123456789abcdef" not in said[0]


CROSSED = """
name: flow
steps:
  - {name: there, runs_on: OTHER, command: 'echo "$PLACE" > there'}
"""


def test_runs_that_wait_for_each_others_workers_come_to_their_ends(machines: Machines) -> None:
    """Each worker has one place, and a run that waits for a step elsewhere takes none."""
    ids = [machines.handed_over(CROSSED.replace("OTHER", other), of) for of, other in (("gpu", "mac"), ("mac", "gpu"))]
    machines.mity("engine", "limit", "q", "--at-once", "2", env=machines.env)
    for name in ("gpu", "mac"):
        machines.machine(name)
    assert [machines.ended(id)["state"] for id in ids] == ["completed", "completed"]
    assert len(machines.parts()) == 2
