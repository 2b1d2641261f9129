"""An agent that is asked by the Agent Client Protocol and plays a role."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from agent_play import Played, differing, state

from harness import SAMPLES, Mity


@pytest.fixture
def asked(mity: Mity, project: Path) -> Callable[..., Played]:
    """Runs `mity heal` with the agent in a role."""

    def asked(role: str, *more: str, settings: str = "") -> Played:
        (project / ".mity" / "config.toml").write_text(f"[agent]\n{settings}\n")
        before = state(project)
        words = shlex.join([sys.executable, str(SAMPLES / "acp_agent.py"), role, *more])
        done = mity("heal", "--trust", "--agent", f"acp {words}")
        return Played(done.code, done.text, mity.log(), differing(before, state(project)), project)

    return asked


@pytest.mark.parametrize("role", ["edits", "asks"])
def test_its_edit_is_taken_over(asked: Callable[..., Played], role: str) -> None:
    done = asked(role)
    assert (done.code, done.changed) == (0, ["calc.py"]), done.text
    used = done.attempts[-1]["agent"]
    assert used["ended"] == "completed"
    if role == "asks":
        assert used["said"] == ["edit allowed. execute refused. edit refused. "]
        assert (used["calls"], used["failed_calls"]) == (3, 2), "calls that are only asked about count, too"


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("outside", "acp_agent.py said 'completed' but changed nothing"),
        ("refuses", "acp_agent.py ended with 'refusal'"),
        ("keyless", "acp_agent.py may not ask its model: give it a key: Authentication required"),
        ("dies", "ended with 3 before its turn did"),
    ],
)
def test_what_is_no_success(asked: Callable[..., Played], role: str, why: str) -> None:
    done = asked(role)
    assert (done.code, done.changed) == (3, []), done.text
    assert why in done.attempts[-1]["why"], done.attempts[-1]["why"]
    assert not Path("/etc/mity-was-here").exists()


@pytest.mark.usefixtures("unconfined")
def test_its_session_is_cancelled_in_time(asked: Callable[..., Played], tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    done = asked("sleeps", str(witness), settings="time_budget_secs = 8")
    assert done.code == 3
    assert "was stopped at its time budget of 8 s" in done.attempts[-1]["why"]
    assert witness.read_text() == "cancelled"
