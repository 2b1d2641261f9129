"""A project whose test fails, and `mity heal` on it with an agent that plays a role."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from agent_play import FILES, KEY, Played, agent, differing, state

from harness import Mity
from mity.app import App
from mity.runs.report import report


@pytest.fixture
def project(mity: Mity) -> Path:
    """The project, which is the workspace too."""
    for name, text in FILES.items():
        path = mity.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert mity("trust").code == 0
    return mity.workspace


@pytest.fixture
def play(mity: Mity, project: Path) -> Callable[..., Played]:
    """Runs `mity heal` with an agent in a role. Keywords are more environment."""

    def play(role: str, *words: str, **env: str) -> Played:
        before = state(project)
        done = mity("heal", "--agent", agent(role), *words, env={"ACME_API_KEY": KEY, **env})
        return Played(done.code, done.text, mity.log(), differing(before, state(project)), project)

    return play


@pytest.fixture
def play_here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Played]:
    """The same without a process for mity, which is quicker."""
    monkeypatch.setenv("ACME_API_KEY", KEY)

    def play(role: str) -> Played:
        before = state(project)
        app = App(project, agent=agent(role))
        app.gate.consents.give(app.gate.of_project(project))
        log = app.run(app.prepare_heal("", ""))
        told = report(log, app.store.path(log.run_id))
        return Played(told["exit_code"], json.dumps(told), log.to_json(), differing(before, state(project)), project)

    return play
