"""The real programs of coding agents, each asked by its preset, with a model on loopback that plays a script.

They come from the npm registry, into a cache of 1.5 GB: `pytest -m agents tests/agents/coding -k claude`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from agent_play import Played, differing, state

import real_agents
from harness import Mity
from scripted_model import Act, Read, Refuse, Say, ScriptedModel, Shell, Write, scripted

pytestmark = [pytest.mark.agents, pytest.mark.timeout(600)]

MENDS = (Read("calc.py"), Write("calc.py", "return a - b", "return a + b"), Say('Mended.\n{"mended": true}'))
STEADY = ("claude", "codex", "opencode")
STEPS = """
name: ask
stages:
  - name: ask
    steps:
      - {name: mend, agent: {prompt: Let add() add.}}
"""


class Doing(Protocol):
    """Runs a verb with an agent whose model plays a script; keywords are more environment."""

    def __call__(
        self, name: str, script: tuple[Act, ...], *words: str, verb: str = "heal", again: bool = False
    ) -> tuple[Played, ScriptedModel]: ...


def rows(*names: str) -> pytest.MarkDecorator:
    """Agents; those that do the same each time are slow tests that take turns, one with all of its tests."""
    marks = {one: (pytest.mark.slow, pytest.mark.rotation("agents", of=4, unit=one)) for one in STEADY}
    return pytest.mark.parametrize("name", [pytest.param(one, marks=marks.get(one, ())) for one in names])


@pytest.fixture
def act(mity: Mity, project: Path) -> Iterator[Doing]:
    """Lets an agent work in the project; its home goes afterwards."""
    homes: list[Path] = []

    def act(
        name: str, script: tuple[Act, ...], *words: str, verb: str = "heal", again: bool = False
    ) -> tuple[Played, ScriptedModel]:
        programs = real_agents.installed(name)
        before = state(project)
        with scripted(*script, again=again) as model:
            settings, home = real_agents.pointed(name, model.url)
            homes.append(home)
            path = os.pathsep.join([str(programs), os.environ["PATH"]])
            known = {"XDG_STATE_HOME": str(mity.home / "state"), "IS_SANDBOX": ""}
            done = mity(*verb.split(), "--trust", "--agent", name, *words, env={**settings, **known, "PATH": path})
        return Played(done.code, done.text, mity.log(), differing(before, state(project)), project), model

    yield act
    for home in homes:
        shutil.rmtree(home, ignore_errors=True)


@rows(*(name for name in real_agents.AGENTS if name != "gemini-acp"))  # its router asks on and on
def test_its_edit_is_taken_over_and_what_it_used_is_told(act: Doing, name: str) -> None:
    done, model = act(name, MENDS)
    assert (done.code, done.changed) == (0, ["calc.py"]), done.text
    used = done.attempts[-1]["agent"]
    assert used["ended"] == "completed" and used["turns"] >= 2 and used["calls"] == 2 and used["failed_calls"] == 0
    assert model.turns == 3
    assert f"spent    {name}, {used['turns']} turns" in done.text
    assert f"test: {name}, turn" in done.text, "its progress is told"
    if name in ("claude", "opencode"):
        assert used["cost_usd"] > 0


@rows("claude", "codex", "opencode", "gemini", "qwen", "copilot", "claude-acp")
def test_a_turn_that_says_completed_and_did_nothing_is_no_success(act: Doing, name: str) -> None:
    done, _ = act(name, (Say("All done: I mended it."),))
    assert (done.code, done.changed) == (3, [])
    assert done.attempts[-1]["verdict"] == "rejected"
    assert done.attempts[-1]["why"] == f"{name} said 'completed' but changed nothing"


@rows("claude", "codex", "opencode", "copilot", "claude-acp", "opencode-acp")
def test_it_writes_nothing_outside_of_its_copy(act: Doing, name: str, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    script = (
        Write(f"{beside}/a.txt", "", "x\n"),
        Shell(f"echo x > {beside}/b.txt"),
        Write("../c.txt", "", "x\n"),
        Say("Done."),
    )
    done, _ = act(name, script)
    assert (done.code, done.changed, list(beside.iterdir())) == (3, [], [])
    assert done.attempts[-1]["verdict"] == "rejected"


@rows("claude", "codex", "opencode", "gemini", "qwen", "copilot")
@pytest.mark.parametrize(
    ("status", "message", "said"),
    [
        (401, "Invalid API key provided", "may not ask its model: "),
        (429, "You exceeded your current quota, check your plan and billing details", "has no quota left: "),
        (404, "The model `scripted` does not exist or you do not have access to it", "cannot use its model: "),
    ],
    ids=["key", "quota", "model"],
)
def test_what_its_model_refuses_is_one_sentence(act: Doing, name: str, status: int, message: str, said: str) -> None:
    done, _ = act(name, (Refuse(status, message),))
    assert (done.code, done.changed) == (3, [])
    assert done.attempts[-1]["why"].startswith(f"{name} {said}"), done.attempts[-1]["why"]


@rows("claude", "codex", "opencode", "gemini", "qwen", "copilot")
def test_its_limit_of_turns_stops_it(act: Doing, name: str) -> None:
    done, model = act(name, (Read("calc.py"),), "--max-agent-turns", "3", again=True)
    assert (done.code, done.changed) == (3, [])
    assert "limit of 3 turns" in done.attempts[-1]["why"], done.attempts[-1]["why"]
    assert model.turns <= 7


@rows("claude", "opencode")
def test_its_budget_stops_it(act: Doing, name: str) -> None:
    money = {"claude": "0.03", "opencode": "0.5"}[name]
    done, model = act(name, (Read("calc.py"),), "--max-agent-usd", money, again=True)
    assert (done.code, done.changed) == (3, [])
    assert "budget of" in done.attempts[-1]["why"], done.attempts[-1]["why"]
    assert done.attempts[-1]["agent"]["cost_usd"] >= float(money)
    assert model.turns < 20


@rows("claude", "codex", "opencode", "claude-acp")
def test_a_step_asks_it(act: Doing, name: str, project: Path) -> None:
    (project / "ask.yaml").write_text(STEPS)
    done, _ = act(name, MENDS, verb="run ask.yaml")
    assert (done.code, done.changed) == (0, ["calc.py"]), done.text
    [row] = done.log["results"]
    assert row["result"]["outputs"] == {"mended": True}
    assert row["result"]["evidence"]["agent"]["turns"] >= 2


@rows("claude", "codex", "opencode")
def test_a_step_without_a_key_is_unavailable(act: Doing, name: str, project: Path) -> None:
    (project / "ask.yaml").write_text(STEPS)
    done, _ = act(name, (Refuse(401, "Invalid API key provided"),), verb="run ask.yaml")
    assert (done.code, done.changed) == (4, []), done.text
    assert f"{name} may not ask its model: " in done.text
