"""Steps that say what a kill in their midst means, groups of runs that go one at a time, and gates of one's own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from harness import Mity

pytestmark = pytest.mark.slow

KILL = """
name: flow
steps:
  - name: send
    EXTRA
    command: |
      echo "$MITY_ATTEMPT ${MITY_RESUMED:-}" >> sent
      test -e again || { touch again; kill -9 $PPID; sleep 60; }
  - {name: last, command: touch last}
"""


def killed(mity: Mity, extra: str) -> None:
    """Runs a workflow whose command kills mity the first time."""
    (mity.workspace / "flow.yaml").write_text(KILL.replace("EXTRA", extra))
    process = mity.start("run", "flow.yaml")
    assert process.wait(60) == -9
    assert sent(mity.workspace) == 1


def sent(folder: Path) -> int:
    return len((folder / "sent").read_text().splitlines())


@pytest.mark.rotation("stories", of=3)
def test_a_step_that_says_nothing_runs_again(mity: Mity) -> None:
    killed(mity, "description: plain")
    done = mity("resume", "--json")
    assert done.code == 0, done.text
    assert (mity.workspace / "sent").read_text().splitlines()[1].startswith("2 ")
    assert [row["result"]["attempts"] for row in done.json["results"]] == [2, 1]


@pytest.mark.rotation("stories", of=3)
def test_what_done_if_finds_done_is_not_done_again(mity: Mity) -> None:
    killed(mity, "done_if: test -e again")
    done = mity("resume", "--json")
    assert (done.code, sent(mity.workspace)) == (0, 1), done.text
    assert (mity.workspace / "last").exists()


@pytest.mark.rotation("stories", of=3)
def test_what_done_if_does_not_find_done_is_done(mity: Mity) -> None:
    killed(mity, "done_if: test -e nothing")
    assert mity("resume", "--json").code == 0
    assert sent(mity.workspace) == 2


@pytest.mark.rotation("stories", of=3)
def test_once_asks_a_person_and_takes_each_answer(mity: Mity) -> None:
    killed(mity, "once: true")
    asked = mity("resume", "--json")
    assert (asked.code, sent(mity.workspace)) == (3, 1), asked.text
    assert "may or may not have happened" in asked.json["needs_input"]["question"]
    assert [option["choice"] for option in asked.json["needs_input"]["options"]] == ["retry", "done", "abort"]
    done = mity("resume", "--choose", "done", "--json")
    assert (done.code, sent(mity.workspace)) == (4, 1), done.text
    assert (mity.workspace / "last").exists()


@pytest.mark.rotation("stories", of=3)
def test_runs_of_a_group_go_one_at_a_time(mity: Mity) -> None:
    text = """
name: flow
parameters: {target: {type: string, default: a}}
env: {TO: "${{ parameters.target }}"}
concurrency: {group: "deploy-${{ env.TO }}", busy: refuse}
steps:
  - {name: one, command: touch begun; while test ! -e go; do sleep 0.05; done}
"""
    (mity.workspace / "flow.yaml").write_text(text)
    first = mity.start("run", "flow.yaml", "--quiet")
    deadline = time.monotonic() + 30
    while not (mity.workspace / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    refused = mity("run", "flow.yaml")
    assert refused.code == 5
    assert "another run of the group 'deploy-a' is under way" in refused.err
    (mity.workspace / "go").touch()
    assert mity("run", "flow.yaml", "--param", "target=b").code == 0
    assert first.wait(60) == 0
    assert mity("run", "flow.yaml").code == 0


def test_gates_of_a_file_take_the_place_of_those_of_the_workflow(mity: Mity) -> None:
    text = """
name: flow
gates: [{metric: coverage, min: 90}]
steps:
  - name: test
    command: printf 'TN:\\nSF:a.py\\nDA:1,1\\nDA:2,0\\nend_of_record\\n' > lcov.info
    evidence: {coverage: lcov.info}
"""
    (mity.workspace / "flow.yaml").write_text(text)
    (mity.workspace / "soft.yaml").write_text("- {metric: coverage, min: 40}\n")
    (mity.workspace / "wrong.yaml").write_text("- {metric: covrage, min: 40}\n")
    strict = mity("run", "flow.yaml", "--json")
    assert (strict.code, strict.json["error"]) == (1, "gate coverage: 50 is below 90"), strict.text
    assert mity("run", "flow.yaml", "--custom-gates", "soft.yaml").code == 0
    assert mity("run", "flow.yaml", "--lenient").code == 0
    wrong = mity("run", "flow.yaml", "--custom-gates", "wrong.yaml")
    assert wrong.code == 2
    assert "did you mean 'coverage'" in wrong.err
