"""Commands that a person gave as help run in the project before the step does, when they were confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_project import SmallProject

from mity import Choice, RunState


@pytest.mark.parametrize("confirmed", [True, False])
def test_help_runs_only_when_it_was_confirmed(tmp_path: Path, confirmed: bool) -> None:
    project = SmallProject(tmp_path / "app", {"build": "test -e helped"})
    app, log = project.app(), project.run("build")
    found = app.store.load(app.store.path(log.run_id))
    choice = Choice("help", "$ touch helped", run=confirmed)
    app.gate.consents.give(app.gate.for_resume(found, choice))
    done = app.resume(found, choice)
    assert (done.state is RunState.COMPLETED) is (project.root / "helped").exists() is confirmed
