"""Notifications sent to real receivers: by HTTP, to ntfy, by mail; and to ones that are dead or hang."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from own_flow import OwnFlow

from harness import Mity
from receivers import mail, silent, web

pytestmark = pytest.mark.slow

SECRET = "hunter2-of-this-test"


def channel(flow: OwnFlow, text: str = "", **urls: str) -> None:
    """Writes a channel for each address, whose variable is named after it."""
    rows = [f'[[notify]]\nurl_env = "MITY_NOTIFY_{name.upper()}"\n{text}\n' for name in urls]
    (flow.folder / ".mity" / "config.toml").write_text("\n".join(rows))
    flow.mity.env.update({f"MITY_NOTIFY_{name.upper()}": url for name, url in urls.items()})


def everything(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def test_a_service_gets_one_message_without_secrets_and_nobody_sees_its_address(mity: Mity) -> None:
    mity.env["DEPLOY_TOKEN"] = SECRET
    leak = 'echo "token $DEPLOY_TOKEN @everyone"; env | grep -c MITY_NOTIFY; exit 3'
    flow = OwnFlow(mity, ("good", "true"), ("bad", leak))
    with web() as got:
        channel(flow, 'name = "team"', team=f"json://someone:pass-of-address@{got.place}/path")
        done = mity("run", "flow", "--trust")
    assert done.code == 1
    assert "notifications" not in done.text
    (message,) = got.messages
    assert message["title"].startswith("mity: flow (0001-flow-")
    assert [line[:2] for line in got.lines] == ["✗ ", "✗ "]
    assert "bad failed" in got.lines[0] and "the run is failed" in got.lines[1]
    assert SECRET not in got.text and "@everyone" not in got.text and "@\u200beveryone" in got.text
    assert "pass-of-address" not in done.text + everything(flow.folder / ".mity" / "logs")
    assert "\n0\n" in (next((flow.folder / ".mity" / "logs").glob("*/bad.log")).read_text())


def test_ntfy_and_mail_are_told_of_what_they_asked_for(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"), {"name": "ask", "type": "checkpoint", "message": "Ship it?"})
    every = 'events = ["step-started", "step-completed", "error", "waiting", "run-started", "run-completed"]'
    with web() as push, mail() as post:
        address = f"mailto://{post.place}?from=mity@example.com&to=ada@example.com&mode=insecure"
        channel(flow, every, push=f"ntfy://{push.place}/topic", post=address)
        assert mity("run", "flow", "--trust").code == 3
        first = len(push.lines)
        assert mity("resume", "--trust").code == 3  # it waits still: nothing is told again
        assert [line for line in push.lines[first:] if "Ship it" in line or "one" in line] == []
        run = mity.log()["run_id"]
        assert mity("approve", run).code == 0
        assert mity("resume", run, "--trust").code == 0
    words = " ".join(push.lines)
    assert words.count("Ship it?") == 1, words
    assert words.count("✓ one done") == 1
    assert words.count("→ the run is under way") == 1
    assert "the run is completed and passed" in push.lines[-1]
    assert "Ship it?" in post.text and "completed" in post.lines[-1]


def test_channels_that_are_dead_hang_or_refuse_cost_one_line_and_no_exit_code(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"))
    with silent() as hanging, web() as refusing:
        refusing.status = 500
        channel(
            flow,
            'events = ["run-started", "run-completed"]\nbatch_s = 0',
            hanging=f"json://user:hush@{hanging.place}",
            dead="json://user:hush@127.0.0.1:1",
            refusing=f"json://{refusing.place}",
            wrong="nothing://hush",
            unset="",
        )
        began = time.monotonic()
        done = mity("run", "flow", "--trust")
        took = time.monotonic() - began
    assert done.code == 0
    assert took < 40  # ten seconds for the hanging one, on a machine that has more to do
    assert done.text.count("notifications did not all arrive") == 1, done.text
    for name in ("hanging", "dead", "refusing", "wrong", "unset"):
        assert f"'{name}'" in done.text, done.text
    assert "hush" not in done.text
    bad = flow.folder / ".mity" / "config.toml"
    bad.write_text('[[notify]]\nurl_env = "HOME"\n')
    refused = mity("run", "flow", "--trust")
    assert (refused.code, "config.toml: notify.0.url_env" in refused.err) == (2, True)


def test_a_killed_run_repeats_nothing_that_was_sent(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"), ("two", "test -e ready || sleep 60"), ("three", "true"))
    with web() as got:
        channel(flow, 'events = ["step-completed", "run-completed"]\nbatch_s = 0', team=f"json://{got.place}")
        process = mity.start("run", "flow", "--trust", "--quiet")
        deadline = time.monotonic() + 30
        while not got.messages and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        (flow.folder / "ready").touch()
        assert mity("resume", "--trust", "--quiet").code == 0
    assert [line.split()[1] for line in got.lines] == ["one", "two", "three", "the"]
