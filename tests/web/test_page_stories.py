"""Stories of the page with many processes: runs that outlive it, streams that go on, users, floods."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from harness import Mity
from page import Client, Stream, at, define, newest, serving, until

pytestmark = [pytest.mark.slow, pytest.mark.rotation("stories", of=3)]
LONG = """
name: long
steps:
  - name: many
    for_each: [1, 2, 3, 4, 5, 6, 7, 8]
    as: item
    max_parallel: 2
    command: 'echo "item ${{ item }}"; sleep 0.4'
  - {name: end, command: 'touch ended'}
"""


def stops(event: dict[str, object]) -> bool:
    return event["kind"] == "run.state" and event["state"] != "running"


def test_no_event_is_lost_or_doubled_when_the_server_is_killed_and_the_run_outlives_it(mity: Mity) -> None:
    define(mity, LONG, "long")
    seen: list[dict[str, object]] = []
    with serving(mity) as first:
        client = first.client()
        started = client.post("/workflows/long")
        assert started.status == 303
        run = started.headers["location"].removeprefix("/runs/")
        until(lambda: (mity.workspace / ".mity" / "logs" / f"{run}.json").exists())
        stream = Stream(client, run)
        seen += stream.read(5)
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        seen += stream.read(1000)
    assert not (mity.workspace / "ended").exists(), "the run is under way without the page"
    with serving(mity, "--port", str(client.port)) as second:
        assert second.port == client.port
        assert client.get("/").status == 200, "the session outlives the server"
        while not any(map(stops, seen)):
            stream = Stream(client, run, stream.last)
            seen += stream.read(3)  # and the client leaves again and again
            stream.connection.close()
        assert "completed" in client.get(at(run)).text
    told = mity("runs", "events", run, "--json").out.splitlines()
    assert [one["seq"] for one in seen] == [json.loads(line)["seq"] for line in told]
    assert (mity.workspace / "ended").exists()
    assert mity.log(run)["state"] == "completed"


def test_a_checkpoint_is_approved_and_the_log_says_who(mity: Mity) -> None:
    define(mity)
    assert mity("run", "flow", "--param", "who=Ada").code == 3
    run = newest(mity)
    users = mity.home / "users.toml"
    for name, role in (("ada", "approve"), ("bob", "see"), ("cy", "run")):
        typed = mity.on_terminal(
            *("serve", "--users", str(users), "--add-user", name, "--role", role),
            answers={"password: ": f"{name} has a long one", "confirmation: ": f"{name} has a long one"},
        )
        assert typed.code == 0, typed.text
    assert users.stat().st_mode & 0o077 == 0
    assert "long one" not in users.read_text()
    with serving(mity, "--port", "0", "--users", str(users)) as page:
        people = {name: Client(page.port) for name in ("ada", "bob", "cy")}
        for name, one in people.items():
            assert one.get("/").headers["location"] == "/login"
            assert one.post("/login", form_token="", name=name, password="wrong one, but long").status == 403
            answer = one.post("/login", form_token="", name=name, password=f"{name} has a long one")
            one.cookie = answer.headers["set-cookie"].partition(";")[0]
            assert one.get("/").status == 200
        token = people["cy"].form_token()
        form = {"step": "ok", "answer": "approve", "text": "a little louder", "go_on": "yes"}
        assert people["bob"].post(at(run, "checkpoint"), **form, form_token=token).status == 403
        assert people["ada"].post(at(run, "checkpoint"), **form, form_token=token).status == 403, "a token of another"
        assert people["ada"].post("/workflows/flow", form_token=token).status == 403
        shown = people["ada"].get(at(run)).text
        own = shown.partition('name="form_token" value="')[2].partition('"')[0]
        assert "Cancel" not in shown
        done = people["ada"].post(at(run, "checkpoint"), **form, form_token=own)
        assert done.status == 303, done.text
        until(lambda: mity.log(run)["state"] == "completed")
        assert "ada" in mity("runs", "show", run, "--json").out
        assert "a little louder" in json.dumps(mity.log(run))
        assert "ada: approve ok" in people["bob"].get(at(run)).text
        users.write_text(users.read_text().replace('["ada"]', '["eve"]'))
        assert people["ada"].get("/").status == 303, "who is removed is out at once"


def test_a_run_is_paused_resumed_cancelled_and_replayed(mity: Mity) -> None:
    define(mity, LONG, "long")
    define(mity)
    with serving(mity) as page:
        client = page.client()
        run = client.post("/workflows/long").headers["location"].removeprefix("/runs/")
        until(lambda: "Pause" in client.get(at(run)).text)
        assert client.post(at(run, "pause")).status == 303
        until(lambda: mity.log(run)["state"] == "paused")
        assert client.post(at(run, "pause")).status == 400, "it is not under way"
        until(lambda: client.post(at(run, "resume")).status == 303)
        until(lambda: mity.log(run)["state"] == "completed")
        assert client.post(at(run, "cancel")).status == 400
        until(lambda: client.post(at(run, "replay"), step="end").status == 303)
        until(lambda: len(list((mity.workspace / ".mity" / "logs").glob("*.json"))) == 2)
        other = until(lambda: client.post("/workflows/flow", **{"param.who": "x"})).headers["location"][6:]
        until(lambda: "checkpoint" in (mity.log(other)["state"] if _there(mity, other) else ""))
        assert client.post(at(other, "cancel")).status == 303
        until(lambda: mity.log(other)["state"] == "cancelled")


def _there(mity: Mity, run: str) -> bool:
    return (mity.workspace / ".mity" / "logs" / f"{run}.json").exists()


def test_floods_and_slow_clients_keep_nobody_out(mity: Mity) -> None:
    define(mity)
    mity("run", "flow", "--param", "who=x")
    with serving(mity) as page:
        client = page.client()
        stranger = Client(page.port)
        tries = [stranger.get(f"/enter?token={number}").status for number in range(12)]
        assert tries == [403] * 10 + [429] * 2
        assert client.get("/").status == 200, "who is in stays in"
        slow = [socket.create_connection(("127.0.0.1", page.port)) for _ in range(100)]
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        streams = [Stream(client, newest(mity)) for _ in range(66)]
        assert sorted(one.answer.status for one in streams)[-3:] == [200, 503, 503]
        began = time.monotonic()
        assert client.get("/").status == 200
        assert time.monotonic() - began < 5
        for stream in streams:
            stream.connection.close()
        slow[0].settimeout(20)
        assert slow[0].recv(1) == b"", "a head that does not come is not waited for"
        for one in slow:
            one.close()
        memory = Path(f"/proc/{page.process.pid}/statm")
        if memory.exists():
            assert int(memory.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") < 250 << 20


def test_ten_thousand_runs_are_listed_in_a_moment(mity: Mity) -> None:
    define(mity)
    mity("run", "flow", "--param", "who=x")
    logs = mity.workspace / ".mity" / "logs"
    (document,) = logs.glob("*.json")
    text = document.read_text()
    for number in range(2, 10_002):
        name = f"{number:04d}-flow-{number % 65536:04x}"
        (logs / f"{name}.json").write_text(text.replace(document.stem, name))
    with serving(mity) as page:
        client = page.client()
        connection_limit_s = 120
        until(lambda: "10001 runs" in client.get("/").text, connection_limit_s)
        began = time.monotonic()
        found = client.get("/?q=9999-flow")
        assert time.monotonic() - began < 3
        assert "9999-flow-270f" in found.text
        assert len(found.text) < 100_000
