"""The coding agent that a run began with is the one that goes on with it, in whichever process."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest
from delivering import define

from harness import SAMPLES, Mity

FLOW = """
steps:
  - {name: look, type: checkpoint, message: ready}
  - {name: work, agent: Write the note, evidence: {changed: ["**"]}}
"""
NAMED = """
parameters: {agent: {default: "a word"}}
steps: [{name: say, command: 'echo "${{ parameters.agent }}" > said'}, {station: build, on_failure: continue}]
"""


@pytest.fixture
def mity(tmp_path: Path) -> Mity:
    """mity in an empty workspace."""
    for name in ("home", "workspace"):
        (tmp_path / name).mkdir()
    made = Mity(tmp_path / "workspace", tmp_path / "home")
    made.env["MITY_SANDBOX"] = "off"  # the agent takes notes outside of its copy
    return made


@pytest.mark.slow
def test_a_resume_asks_the_agent_that_the_run_began_with(mity: Mity, tmp_path: Path) -> None:
    define(mity, "work", FLOW)
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps({"Write the note": [{"write": {"note.txt": "hello\n"}}]}))
    agent = shlex.join([sys.executable, str(SAMPLES / "told_agent.py"), str(scenario)])
    first = mity("run", "work", "--trust", "--agent", agent, "--json")
    assert first.code == 3, first.text
    run = first.json["run_id"]
    assert mity("approve", run).code == 0
    (tmp_path / "stranger").mkdir()
    stranger = Mity(mity.workspace, tmp_path / "stranger")
    assert stranger("trust", str(mity.workspace)).code == 0
    refused = stranger("resume", run, "--json")
    assert (refused.code, f"the coding agent in the log of run {run}" in refused.text) == (3, True), refused.text
    assert not (mity.workspace / "note.txt").exists(), "it would be a command that came with a log"
    done = mity("resume", run, "--json")
    assert done.code == 0, done.text
    assert (mity.workspace / "note.txt").read_text() == "hello\n"


def test_a_parameter_may_be_called_agent(mity: Mity) -> None:
    define(mity, "named", NAMED)
    done = mity("run", "named", "--trust", "--json")
    assert (done.code, (mity.workspace / "said").read_text()) == (4, "a word\n"), done.text
