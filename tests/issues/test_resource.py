"""An issue that describes a feature by its fields, in an application that mity made: no agent is asked."""

from __future__ import annotations

import shutil

import pytest
from issue_work import IssueWork

from forged import told
from harness import git
from light_app import LightApp
from memory_forge import OneForge
from mity.app import App
from mity.operations.issue import IssueRequest, prepare_issue
from mity.reviews.consent import consent_item, new_consent
from mity.runs.state import RunState

pytestmark = [pytest.mark.slow, pytest.mark.rotation("stories", of=3)]
BODY = "Please.\n\n```yaml\nname: todo\nfields:\n  - {name: title, type: str}\n```\n"


def test_a_feature_by_its_fields_is_added_without_an_agent(work: IssueWork, light_app: LightApp) -> None:
    for name in git(light_app.root, "ls-files").splitlines():
        (work.work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(light_app.root / name, work.work / name)
    for name in ("calc.py", "test_old.py", "run_tests.py"):
        (work.work / name).unlink()
    work.push("main", note_dot_txt="x")
    url = work.bug("Add todos", BODY)
    app, word = App(work.workspace, agent="off", forges=OneForge(work.forge)), new_consent()
    app.services.consents.give([consent_item(work.workspace, url, word)], keep=False)
    log = app.run(prepare_issue(work.workspace, OneForge(work.forge), IssueRequest(url, consent=word), {}))
    assert (log.state, log.verdict) == (RunState.COMPLETED, "proven"), told(log)
    (pull,) = work.forge.pulls.values()
    assert pull.head == "feature/issue-7"
    files = git(work.bare, "diff", "--name-only", "main", "feature/issue-7").splitlines()
    assert any("todo" in name for name in files), files
    assert "✅ Tests:" in pull.body
