"""The action `create_issue`: one issue for a run on the forge of its page or repository, which tells what failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import git
from memory_forge import BASE, MemoryForge, OneForge
from mity.app import App
from mity.forge.model import Issue
from mity.operations.run_workflow import RunOptions
from mity.runs.events import Event
from mity.runs.log import ExecutionLog

TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
FLOW: dict[str, Any] = {
    "name": "flow",
    "parameters": {"url": {"type": "string", "default": ""}},
    "env": {"WORK_TOKEN": None},
    "steps": [{"name": "build", "command": "echo $WORK_TOKEN; exit 3"}],
    "on_failure": [{"type": "create_issue", "title": "Broken at ${{ failed_step }} by ${{ env.WORK_TOKEN }}"}],
}


class Project:
    """A project with a workflow that fails and opens an issue."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.forge = MemoryForge("")
        self.heard: list[Event] = []
        self.shown: list[str] = []
        (folder / ".mity" / "workflows").mkdir(parents=True)
        (folder / ".mity" / "workflows" / "flow.yaml").write_text(yaml.safe_dump(FLOW, sort_keys=False))
        git(folder, "init", "-q")
        self.app = App(folder, self.heard.append, forges=OneForge(self.forge))

    def run(self, url: str = "") -> ExecutionLog:
        operation = self.app.prepare_run("flow", RunOptions(parameters={"url": url}))
        items = self.app.beginning.untrusted(operation)
        self.shown = [line for one in items for line in one.lines]
        self.app.gate.consents.give(items, keep=False)
        return self.app.run(operation)

    def issues(self) -> list[Issue]:
        return self.forge.open_issues()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("WORK_TOKEN", TOKEN)
    return Project(tmp_path)


def test_an_issue_tells_what_failed_and_holds_no_secret(project: Project) -> None:
    log = project.run(f"{BASE}/ada/demo/issues/7")
    assert "flow: opens the issue 'Broken at ${{ failed_step }} by ${{ env.WORK_TOKEN }}'" in project.shown
    (issue,) = project.issues()
    assert issue.title == "Broken at build by ***"
    assert f"`{log.run_id}`" in issue.body and "exited with 3" in issue.body and TOKEN not in issue.body
    assert log.results["on_failure/1"].message == f"opened {issue.url}"


@pytest.mark.slow
def test_a_resume_that_fails_again_opens_no_second_one(project: Project) -> None:
    git(project.folder, "remote", "add", "origin", f"{BASE}/ada/demo")
    log = project.run()
    assert project.app.resume(log).state.value == "failed"
    assert len(project.issues()) == 1
    project.run()
    assert len(project.issues()) == 2, "another run has an issue of its own"


def test_without_a_forge_it_is_told_and_the_failure_stays_what_it_is(project: Project) -> None:
    log = project.run()
    assert "exited with 3" in (log.error or "")
    notes = [str(one.data["text"]) for one in project.heard if one.kind == "note"]
    assert any("no remote 'origin'" in note for note in notes) and project.issues() == []
