"""`mity watch` with `answers = true`: runs that were answered go on, whoever answered and wherever."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from delivering import SECRET, configure, deliver, github, until, watching
from fake_forge import FakeForge, fake_forge
from own_flow import OwnFlow

from harness import Mity

pytestmark = pytest.mark.slow

ANSWERS = "[watch]\nanswers = true\n"
LATE = {"created_at": "2099-01-01T00:00:00Z", "updated_at": "2099-01-01T00:00:00Z", "html_url": "x"}
STEPS: tuple[dict[str, Any], ...] = (
    {"name": "ask", "type": "checkpoint", "message": "Ship it?"},
    {"name": "then", "command": "echo then >> seen"},
)


def told(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_a_run_that_was_answered_goes_on_by_itself_and_others_wait(mity: Mity) -> None:
    configure(mity, ANSWERS)
    flow = OwnFlow(mity, *STEPS)
    waits, rejected, approved = (flow.run(3)["run_id"] for _ in range(3))
    assert mity("watch", "--once", "--json").out == "", "nobody has answered"
    assert mity("approve", approved).code == 0
    assert mity("reject", rejected, "--reason", "too early").code == 0
    done = mity("watch", "--once", "--json")
    rows = {row["run_id"]: row for row in told(done.out)}
    assert done.code == 1, done.text
    assert {run: row["exit_code"] for run, row in rows.items()} == {approved: 0, rejected: 1}
    assert rows[approved]["workflow"] == "flow" and "answered 'ask': approve" in rows[approved]["event"]
    assert (flow.folder / "seen").read_text() == "then\n"
    assert mity("watch", "--once", "--json").out == "", "each answer is taken up once"
    assert json.loads(mity("runs", "show", waits, "--json").out)["state"] == "waiting_for_checkpoint"


def test_without_the_setting_an_answered_run_is_left_to_a_person(mity: Mity) -> None:
    run = OwnFlow(mity, *STEPS).run(3)["run_id"]
    assert mity("approve", run).code == 0
    assert mity("watch", "--once", "--json").out == ""


@pytest.mark.rotation("stories", of=3)
def test_a_checkpoint_that_expired_ends_its_run(mity: Mity) -> None:
    configure(mity, ANSWERS)
    flow = OwnFlow(mity, {**STEPS[0], "timeout": "2s"}, STEPS[1])
    run = flow.run(3)["run_id"]
    assert mity("watch", "--once", "--json").out == ""
    time.sleep(2)
    (row,) = told(mity("watch", "--once", "--json").out)
    assert (row["run_id"], row["exit_code"], "'ask' expired" in row["event"]) == (run, 1, True)
    assert not (flow.folder / "seen").exists()


def on_forge(mity: Mity, forge: FakeForge) -> str:
    """A run that waits, about issue 1 of a forge on loopback, which its settings name."""
    host = forge.base.removeprefix("http://")
    hosts = f'[forge."{host}"]\nproduct = "github"\ntoken_env = "WORK_TOKEN"\n'
    configure(mity, f'{ANSWERS}github_secret_env = "HOOK_SECRET"\n[[notify]]\nkind = "forge"\n{hosts}')
    mity.env |= {"WORK_TOKEN": "the-token-of-this-test", "HOOK_SECRET": SECRET}
    flow = OwnFlow(mity, *STEPS, parameters={"url": {"type": "string", "default": ""}})
    return str(flow.run(3, "--param", f"url={forge.base}/owner/name/issues/1")["run_id"])


@pytest.mark.rotation("stories", of=3)
def test_a_comment_answers_and_one_of_a_stranger_does_not(mity: Mity) -> None:
    with fake_forge() as forge:
        run = on_forge(mity, forge)
        forge.comments.append({"id": 8, "user": {"login": "eve"}, "body": "/approve", **LATE})
        assert mity("watch", "--once", "--json").out == ""
        forge.rights["ada"] = "write"
        forge.comments.append({"id": 9, "user": {"login": "ada"}, "body": "/approve", **LATE})
        late = mity.workspace / "late"
        late.touch()
        done = mity("watch", "--once")
        said = " ".join(done.text.split())
        assert done.code == 0 and f"run {run} waits on: files changed since checkpoint 'ask' was reached" in said
        late.unlink()
        (row,) = told(mity("watch", "--once", "--json").out)
    assert (row["run_id"], row["exit_code"]) == (run, 0) and row["event"].endswith("ada answered 'ask': approve")


@pytest.mark.rotation("stories", of=3)
def test_comments_are_read_at_once_when_the_forge_tells_of_one(mity: Mity) -> None:
    with fake_forge() as forge:
        on_forge(mity, forge)
        with watching(mity, "--port", "0") as watch:
            assert until(lambda: any("comments" in one[1] for one in forge.asked)), forge.asked
            time.sleep(1.5)  # the first look is over, and the next one by itself is a minute away
            forge.rights["ada"] = "write"
            forge.comments.append({"id": 9, "user": {"login": "ada"}, "body": "/approve", **LATE})
            payload = {"action": "created", "issue": {"number": 1}, "comment": {"body": "/approve"}}
            payload |= {"repository": {"full_name": "owner/name"}, "sender": {"login": "ada"}}
            assert deliver(f"{watch.url}/hooks/github", *github(payload, "issue_comment", "1")) < 300
            assert until(lambda: (mity.workspace / "seen").exists(), 20), watch.text
            assert "no workflow waits" not in watch.text
