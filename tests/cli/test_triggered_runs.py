"""Workflows that a run triggers are owed until they have begun: after a kill, without consent, without a secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import Mity

PARENT = """
name: parent
steps:
  - name: one
    command: 'FIRST'
    on_success: [{type: trigger_workflow, workflow: after, inputs: {token: "${{ env.TOKEN }}"}}]
env: {TOKEN: null}
"""
AFTER = """
name: after
parameters: {token: {}}
steps: [{name: a, command: 'test -n "$T" && echo ran >> ran', env: {T: '${{ parameters.token }}'}}]
"""


def define(mity: Mity, first: str = "true", after: str = AFTER, parent: str = PARENT) -> None:
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parent.yaml").write_text(parent.replace("FIRST", first))
    (folder / "after.yaml").write_text(after)


def ran(workspace: Path) -> int:
    path = workspace / "ran"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_what_a_step_made_of_a_triggered_workflow_does_not_run_before_it_was_shown(mity: Mity) -> None:
    """It stays owed, with the secret that it is given kept out of the log, until somebody consents."""
    secret = {"TOKEN": "tok-Zm9vYmFyMTIzNDU2"}
    define(mity, first='sed -i "s/echo ran/echo more/" .mity/workflows/after.yaml')
    done = mity("run", "parent", "--trust", env=secret)
    assert (done.code, ran(mity.workspace)) == (0, 0), done.text
    run = mity.log()["run_id"]
    assert "workflow 'after' was not run: nothing was run: " in done.err
    assert f"next      mity resume {run}" in done.out
    assert secret["TOKEN"] not in json.dumps(mity.log())
    pruned = mity("runs", "prune", "--older-than", "0s", "--json").json
    assert (pruned["removed"], list(pruned["kept"])) == ([], [run])
    assert "owes the run of workflow 'after'" in pruned["kept"][run]
    assert (refused := mity("resume", env=secret)).code == 3 and "was not trusted here" in refused.err
    missing = mity("resume", "--trust")
    assert "it needs the secret token" in missing.err and ran(mity.workspace) == 0
    gone = mity("resume", "--json", env={**secret, "token": secret["TOKEN"]})
    assert (gone.code, ran(mity.workspace)) == (0, 1), gone.text
    assert gone.json["run_id"] == run and not gone.json["next"]
    assert (mity("resume").code, ran(mity.workspace)) == (2, 1)
    assert len(mity("runs", "prune", "--older-than", "0s", "--json").json["removed"]) == 2


def test_a_run_that_waits_and_is_cancelled_begins_what_it_triggers_at_its_end(mity: Mity) -> None:
    parent = "name: parent\nsteps: [{name: ask, type: checkpoint, message: Go on?}]\nfinally: [after]\n"
    define(mity, parent=parent, after="name: after\nsteps: [{name: a, command: echo ran >> ran}]\n")
    assert mity("run", "parent", "--trust").code == 3
    done = mity("cancel", "parent")
    assert (done.code, ran(mity.workspace)) == (0, 1), done.text
    assert mity("resume").code == 2


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_workflow_that_cannot_run_any_more_is_told_once_and_owed_no_longer(mity: Mity) -> None:
    define(mity, first="rm .mity/workflows/after.yaml")
    done = mity("run", "parent", "--trust", env={"TOKEN": "x"})
    assert done.code == 0 and "the action on_success/one.1 failed" in done.err, done.text
    assert mity("resume").code == 2
