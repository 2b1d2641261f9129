"""Who is at the page and what they did: in the log of each run, by a proxy's word, and until they leave."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

import pytest

from harness import Mity
from mity.web.users import hashed
from page import Client, at, define, newest, serving, until

pytestmark = [pytest.mark.slow, pytest.mark.rotation("stories", of=3)]
PASSWORD = "cy has a long one"
SECRET = "the-proxy-knows-this-and-nobody-else"
LONG = "name: long\nsteps:\n  - {name: one, command: 'touch begun; sleep 60'}\n"
WATCHED = """
name: watched
triggers:
  - {type: schedule, cron: '0 3 * * *'}
  - {type: file_changed, filter: 'src/**'}
  - {type: custom, name: deploy}
steps:
  - {name: one, command: 'true'}
"""


@pytest.fixture
def users(mity: Mity) -> Path:
    """A file of two users: one with a password, and one who comes by a proxy alone."""
    define(mity)
    file = mity.home / "users.toml"
    file.write_text(f'[cy]\nrole = "run"\npassword = "{hashed(PASSWORD)}"\n\n[di]\nrole = "see"\n')
    file.chmod(0o600)
    return file


def logged_in(port: int) -> Client:
    client = Client(port)
    answer = client.post("/login", form_token="", name="cy", password=PASSWORD)
    client.cookie = answer.headers["set-cookie"].partition(";")[0]
    return client


def test_the_log_says_who_began_and_who_ended_a_run(mity: Mity, users: Path) -> None:
    define(mity, LONG, "long")
    with serving(mity, "--port", "0", "--users", str(users)) as page:
        client = logged_in(page.port)
        run = client.post("/workflows/long").headers["location"].removeprefix("/runs/")
        until(lambda: (mity.workspace / "begun").exists(), 60)
        assert client.post(at(run, "pause")).status == 303
        until(lambda: mity.log(run)["state"] == "paused", 60)
        assert mity.log(run)["error"] == "paused by cy"
        (mity.workspace / "begun").unlink()
        until(lambda: client.post(at(run, "resume")).status == 303, 60)
        until(lambda: (mity.workspace / "begun").exists(), 60)
        assert client.post(at(run, "cancel")).status == 303
        until(lambda: mity.log(run)["state"] == "cancelled", 60)
        assert "cancelled by cy" in client.get(at(run)).text
    log = mity.log(run)
    assert ([one["by"] for one in log["begun"]], log["error"]) == (["cy", "cy"], "cancelled by cy")
    events = [json.loads(line) for line in mity("runs", "events", run, "--json").out.splitlines()]
    assert [one["by"] for one in events if one.get("state") == "running"] == ["cy", "cy"]
    assert mity("run", "flow", "--param", "who=x").code == 3
    (own,) = mity.log()["begun"]
    assert own["by"] not in ("", "cy"), "in the terminal it is who is logged in"
    assert mity("cancel", newest(mity)).code == 0
    assert mity.log()["error"] == "cancelled"


def test_a_proxy_names_users_and_nobody_else_does(mity: Mity, users: Path) -> None:
    words = ("--port", "0", "--users", str(users), "--behind-proxy", "--name", "p.example", "--user-header", "X-User")
    assert "MITY_PROXY_SECRET" in mity("serve", *words).err
    assert "--behind-proxy" in mity("serve", "--users", str(users), "--user-header", "X-User").err
    mity.env["MITY_PROXY_SECRET"] = SECRET
    assert "--user-header Cookie" in mity("serve", *words[:-1], "Cookie").err
    with serving(mity, *words) as page:
        client = Client(page.port)
        by = {"Host": "p.example", "X-User": "cy", "X-Mity-Proxy": SECRET}
        assert "cy (run)" in client.get("/", **by).text
        assert "di (see)" in client.get("/", **{**by, "X-User": "di"}).text
        for wrong in ({"X-Mity-Proxy": ""}, {"X-Mity-Proxy": SECRET[:-1]}, {"X-User": "eve"}, {"X-User": ""}):
            assert client.get("/", **{**by, **wrong}).status == 303, wrong
        shown = client.get("/workflows/heal", **by).text
        token = shown.partition('name="form_token" value="')[2].partition('"')[0]
        form = {"form_token": token, "param.who": "x"}
        own = {**by, "Origin": "https://p.example"}
        assert client.post("/workflows/flow", {**own, "X-User": "di"}, **form).status == 403
        assert client.post("/workflows/flow", {**own, "Origin": "https://evil.example"}, **form).status == 403
        assert client.post("/workflows/flow", own, **form).status == 303
        assert client.post("/leave", own, form_token=token).status == 303
        assert client.get("/", **by).status == 200, "who leaves is let in again by the proxy"
        origin = {"Host": "p.example", "Origin": "https://p.example"}
        assert client.post("/login", origin, form_token="", name="di", password="").status == 403
        until(lambda: list((mity.workspace / ".mity" / "logs").glob("*.json")), 60)
        until(lambda: mity.log()["state"] == "waiting_for_checkpoint", 60)
    assert mity.log()["begun"][0]["by"] == "cy"
    assert SECRET not in json.dumps(mity.log())


def test_a_stream_ends_when_its_session_does(mity: Mity, users: Path) -> None:
    assert mity("run", "flow", "--param", "who=x").code == 3
    with serving(mity, "--port", "0", "--users", str(users)) as page:
        client = logged_in(page.port)
        connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=30)
        connection.request("GET", at(newest(mity), "live"), headers={"Cookie": client.cookie})
        answer = connection.getresponse()
        assert answer.readline().startswith(b"retry")
        assert client.post("/leave").status == 303
        assert b"hx-partial" in answer.read(), "it ended by itself"
        connection.close()


def test_what_watch_waits_for_is_shown(mity: Mity) -> None:
    define(mity, WATCHED, "watched")
    with serving(mity) as page:
        client = page.client()
        shown = client.get("/triggers").text
        assert "is not under way" in shown
        assert "file changed" in shown and "src/**" in shown
        assert "T03:00" in shown or " 03:00:00" in shown
        assert mity("event", "deploy").code == 0
        assert "1 event waits" in client.get("/triggers").text
        assert mity("watch", "--once").code == 0
        served = client.get("/triggers").text
        assert "No event waits" in served
        assert f'href="/runs/{newest(mity)}"' in served
