"""The issue that a run is about: one comment that tells of the run, and comments that answer its checkpoint."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from fake_forge import fake_forge
from own_flow import OwnFlow

from harness import Mity, git
from memory_forge import BASE, MemoryForge, OneForge
from mity.app import App
from mity.errors import UsageError
from mity.forge.errors import ForgeUnreachable
from mity.forge.model import Access, Comment, Issue
from mity.operations.comment_answers import Found, answer_by_comment
from mity.operations.run_workflow import RunOptions
from mity.runs.events import Event
from mity.runs.log import ExecutionLog
from rows import each

FLOW: dict[str, Any] = {
    "name": "flow",
    "parameters": {"url": {"type": "string", "default": ""}},
    "steps": [
        {"name": "first", "command": "echo '@ada #7 <b>' >&2; exit 0"},
        {"name": "ask", "type": "checkpoint", "message": "Ship it, @everyone?"},
        {"name": "then", "command": "true"},
        {"name": "again", "type": "checkpoint", "message": "Really?"},
    ],
}
URL = f"{BASE}/ada/demo/issues/7"
CHANNEL = '[[notify]]\nkind = "forge"\nevents = ["step-completed", "error", "waiting", "run-completed"]\n'


class Project:
    """A project whose runs are about issue 7 of a forge in memory."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.folder = folder
        (folder / ".mity" / "workflows").mkdir(parents=True)
        (folder / ".mity" / "workflows" / "flow.yaml").write_text(yaml.safe_dump(FLOW, sort_keys=False))
        (folder / ".mity" / "config.toml").write_text(f"{CHANNEL}{more}")
        git(folder, "init", "-q")
        rights = {"ada": Access.WRITE, "eve": Access.READ}
        issue = Issue(7, "It", "", "ada", True, (), URL, "2026-01-01T00:00:00Z")
        self.forge = MemoryForge("", rights=rights, issues={7: issue})
        self.heard: list[Event] = []
        self.app = self.anew()

    def anew(self) -> App:
        """mity as another process would have it."""
        return App(self.folder, self.heard.append, forges=OneForge(self.forge))

    def run(self, url: str = URL) -> ExecutionLog:
        operation = self.app.prepare_run("flow", RunOptions(parameters={"url": url}))
        self.app.gate.consents.give(self.app.beginning.untrusted(operation), keep=False)
        return self.app.run(operation)

    def go_on(self, log: ExecutionLog) -> ExecutionLog:
        self.app = self.anew()
        found, _ = self.app.find(log.run_id)
        self.app.gate.consents.give(self.app.continuing.untrusted(found, None, ""), keep=False)
        return self.app.resume(found)

    def comment(self, author: str, body: str, seconds: float = 5, edited: bool = False) -> None:
        """A person comments, so many seconds from now."""
        at = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
        thread = self.forge.said.setdefault(7, [])
        made = Comment(f"c{len(thread)}", author, body, at, URL)
        thread.append(replace(made, edited_at="2099-01-01T00:00:00Z") if edited else made)

    def look(self, log: ExecutionLog, step: str = "") -> Found:
        app = self.anew()
        found, _ = app.find(log.run_id)
        return answer_by_comment(found, step, app.config.notify, app.services.forges, lambda: app.digest(found.context))

    @property
    def notes(self) -> str:
        return "\n".join(str(one.data["text"]) for one in self.heard if one.kind == "note")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.mark.slow
def test_a_run_has_one_comment_that_grows_and_calls_nobody(project: Project) -> None:
    log = project.run()
    (comment,) = project.forge.comments(7)
    assert "ask waits for a person: Ship it" in comment.body
    assert "first done" in comment.body and f"`mity approve {log.run_id} --from-comments`" in comment.body
    assert "@everyone" not in comment.body and "@\u200beveryone" in comment.body
    assert f"<!-- mity:notify-{log.run_id} -->" in comment.body
    project.comment("ada", "/approve")
    assert project.look(log).approves
    project.go_on(log)
    (grown, _) = project.forge.comments(7)
    assert grown.id == comment.id
    assert grown.body.count("first done") == 1 and grown.body.count("Ship it") == 1
    assert "ask done: approved by ada" in grown.body
    assert "then done" in grown.body and "Really?" in grown.body
    assert project.notes == ""
    other = project.run(url="")
    assert (other.state.value, len(project.forge.comments(7))) == ("waiting_for_checkpoint", 2)


def test_a_forge_that_is_away_is_one_note_and_breaks_nothing(project: Project) -> None:
    def away(what: str) -> None:
        raise ForgeUnreachable("forge.example gave no answer")

    project.forge.breaks = away
    log = project.run()
    assert log.state.value == "waiting_for_checkpoint"
    assert project.notes.count("notifications did not all arrive: 'forge': forge.example gave no answer") == 1


def test_only_a_new_unedited_command_of_a_person_who_may_push_counts(project: Project) -> None:
    log = project.run()
    project.comment("ada", "/approve", seconds=-60)
    project.comment("eve", "/approve")
    project.comment("mallory", "/reject it is bad")
    project.comment("ada", "/approve", edited=True)
    project.comment("bot", "/approve")
    for body in ("I would not /approve this", "> /approve", "/approved", "`/approve`", "/approve-all", " \n\n/approve"):
        project.comment("ada", body)
    found = project.look(log)
    assert found.comment is None
    assert [one.partition(": ")[2] for one in found.ignored] == [
        "it is older than the question",
        "this user may not push here",
        "this user may not push here",
        "it was edited",
        "mity speaks as this user; `own_comments = true` lets such comments count",
    ]
    assert project.go_on(log).state.value == "waiting_for_checkpoint"
    project.comment("ada", "/reject it is\tbad <b>\nmore")
    project.comment("ada", "/approve")
    found = project.look(log)
    assert (found.approves, found.comment and found.comment.author) == (False, "ada")
    ended = project.go_on(log)
    assert ended.state.value == "failed"
    assert "rejected by ada: it is\tbad <b>" in ended.results["ask"].message


@pytest.mark.slow
def test_a_comment_answers_one_question_and_files_must_be_those_that_were_shown(project: Project) -> None:
    log = project.run()
    project.comment("ada", "/approve", seconds=3600)  # a forge whose clock is an hour ahead
    (project.folder / "new.txt").write_text("changed since")
    with pytest.raises(UsageError, match="files changed since checkpoint 'ask' was reached"):
        project.look(log)
    (project.folder / "new.txt").unlink()
    assert project.look(log).approves
    with pytest.raises(UsageError, match="was told this already"):
        project.comment("ada", "/approve")
        project.look(log)
    project.forge.said[7].pop()
    waiting = project.go_on(log)
    assert waiting.results["ask"].success and waiting.state.value == "waiting_for_checkpoint"
    found = project.look(log)
    assert found.comment is None
    assert found.ignored == ("/approve of ada: it answered a question before",)


def test_without_a_page_or_a_channel_the_person_is_told_what_to_do(project: Project, tmp_path: Path) -> None:
    other = project.run(url="")
    with pytest.raises(UsageError, match="about no issue and no pull request"):
        project.look(other)
    (project.folder / ".mity" / "config.toml").write_text("")
    with pytest.raises(UsageError, match=r'\[\[notify\]\] kind = "forge"'):
        project.look(other)


def test_own_comments_count_where_the_settings_say_so(tmp_path: Path) -> None:
    project = Project(tmp_path, "own_comments = true\n")
    log = project.run()
    project.comment("bot", "/approve")
    assert project.look(log).approves


def test_what_mity_wrote_itself_is_no_answer(tmp_path: Path) -> None:
    project = Project(tmp_path, "own_comments = true\n")
    log = project.run()
    project.comment("bot", "/approve\n\n<!-- mity:answer-7 -->")  # an agent's words, posted by mity
    project.comment("bot", "<!-- mity:x -->/approve")
    found = project.look(log)
    assert found.comment is None
    assert [why.partition(": ")[2] for why in found.ignored] == ["mity wrote it: it carries a mark of mity's"] * 2


@pytest.mark.slow
@each("at", ["", "soon", "2099", "2099-13-01T00:00:00Z", None, "0000-00-00T00:00:00Z"])
def test_a_comment_of_no_known_time_is_no_answer(tmp_path: Path, at: Any) -> None:
    project = Project(tmp_path)
    log = project.run()
    project.forge.said.setdefault(7, []).append(Comment("c9", "ada", "/approve", at, URL))
    assert project.look(log).comment is None


def test_the_own_user_is_known_in_any_case(project: Project) -> None:
    log = project.run()
    project.forge.rights["BoT"] = Access.WRITE
    project.comment("BoT", "/approve")
    assert project.look(log).comment is None


def test_runs_of_other_workflows_say_nothing(tmp_path: Path) -> None:
    project = Project(tmp_path, 'workflows = ["other*"]\n')
    assert project.run().state.value == "waiting_for_checkpoint"
    assert project.forge.comments(7) == []


@pytest.mark.slow
def test_the_command_line_takes_the_answer_of_a_forge_by_http(mity: Mity) -> None:
    flow = OwnFlow(mity, *FLOW["steps"][:2], parameters=FLOW["parameters"])
    with fake_forge() as forge:
        host = forge.base.removeprefix("http://")
        hosts = f'[forge."{host}"]\nproduct = "github"\ntoken_env = "WORK_TOKEN"\n'
        (flow.folder / ".mity" / "config.toml").write_text(f"{CHANNEL}{hosts}")
        mity.env["WORK_TOKEN"] = "the-token-of-this-test"
        begun = mity("run", "flow", "--trust", "--param", f"url={forge.base}/owner/name/issues/1")
        assert begun.code == 3, begun.text
        run = mity.log()["run_id"]
        assert "Ship it" in forge.comments[0]["body"]
        at = {"created_at": "2099-01-01T00:00:00Z", "updated_at": "2099-01-01T00:00:00Z", "html_url": "x"}
        forge.comments.append({"id": 8, "user": {"login": "eve"}, "body": "/approve", **at})
        none = mity("approve", run, "--from-comments")
        assert (none.code, "/approve of eve: this user may not push here" in none.err) == (3, True), none.text
        forge.rights["ada"] = "write"
        forge.comments.append({"id": 9, "user": {"login": "ada"}, "body": "/approve\r\n\r\nfine", **at})
        done = mity("approve", run, "--from-comments")
        assert (done.code, "'ask' is approved by ada" in done.out) == (0, True), done.text
        assert mity("resume", run, "--trust").code == 0
        assert len(forge.comments) == 3
    words = mity("approve", run, "--from-comments", "--changes", "x")
    assert (words.code, "leave out --changes and --set" in words.err) == (2, True)
