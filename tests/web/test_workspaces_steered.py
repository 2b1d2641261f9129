"""Several workspaces on one page as they are steered, and as folders come, go and turn into links."""

from __future__ import annotations

import http.client
import shutil
from pathlib import Path

import pytest

from harness import Mity
from mity.web.users import hashed
from mity.web.workspaces import name_of
from page import Client, Page, at, define, newest, serving, until, waiting

pytestmark = pytest.mark.slow
PASSWORD = "each has a long one"


def test_who_answers_starts_or_cancels_reaches_the_workspace_that_was_shown(tmp_path: Path) -> None:
    """Two of one name, whose runs have the same ids, as in a folder that was copied."""
    (tmp_path / "home").mkdir()
    one = waiting(tmp_path / "north" / "shop", tmp_path / "home")
    run = newest(one)
    other = waiting(tmp_path / "south" / "shop", one.home, "--as", run)
    assert newest(other) == run
    users = tmp_path / "users.toml"
    rows = (f'["{role}"]\nrole = "{role}"\npassword = "{hashed(PASSWORD)}"\n' for role in ("see", "approve", "run"))
    users.write_text("\n".join(rows))
    users.chmod(0o600)
    words = (str(one.workspace), str(other.workspace), "--port", "0", "--users", str(users))
    with serving(one, *words) as page:
        people = {role: logged_in(page, role) for role in ("see", "approve", "run")}
        base = f"/workspaces/{name_of(other.workspace)}"
        form = {"step": "ok", "answer": "approve", "go_on": "yes"}
        assert (
            people["see"]
            .post(f"{base}{at(run, 'checkpoint')}", None, **form, form_token=token(people["see"], base))
            .status
            == 403
        )
        assert (
            people["approve"].post(f"{base}{at(run, 'cancel')}", None, form_token=token(people["approve"], base)).status
            == 403
        )
        foreign = token(people["see"], base)
        assert people["approve"].post(f"{base}{at(run, 'checkpoint')}", None, **form, form_token=foreign).status == 403
        stream = http.client.HTTPConnection("127.0.0.1", page.port, timeout=60)
        stream.request("GET", f"{base}{at(run, 'live')}", headers={"Cookie": people["see"].cookie})
        watched = stream.getresponse()
        done = people["approve"].post(
            f"{base}{at(run, 'checkpoint')}", None, **form, form_token=token(people["approve"], base)
        )
        assert (done.status, done.headers.get("location")) == (303, f"{base}{at(run)}")
        until(lambda: other.log(run)["state"] == "completed")
        assert (other.workspace / "bye").exists()
        assert one.log(run)["state"] == "waiting_for_checkpoint", "its twin still waits"
        assert not (one.workspace / "bye").exists()
        assert "approve: approve ok" in people["see"].get(f"{base}{at(run)}").text
        twin = f"/workspaces/{name_of(one.workspace)}"
        assert "approve: approve ok" not in people["see"].get(f"{twin}{at(run)}").text
        told = b""
        while b"completed" not in told:
            told += watched.read1(65536)
        assert name_of(one.workspace).encode() not in told
        stream.close()
        runner = people["run"]
        begun = runner.post(f"{base}/workflows/flow", None, form_token=token(runner, base), **{"param.who": "x"})
        assert begun.headers["location"].startswith(f"{base}/runs/"), begun.text
        second = begun.headers["location"].rpartition("/")[2]
        until(lambda: (other.workspace / ".mity" / "logs" / f"{second}.json").exists())
        until(lambda: other.log(second)["state"] == "waiting_for_checkpoint")
        assert runner.post(f"{base}{at(second, 'cancel')}", None, form_token=token(runner, base)).status == 303
        until(lambda: other.log(second)["state"] == "cancelled")
        assert (
            runner.post(f"{base}{at(second, 'replay')}", None, step="hello", form_token=token(runner, base)).headers[
                "location"
            ]
            == base
        )
        until(lambda: len(list((other.workspace / ".mity" / "logs").glob("*.json"))) == 3)
        until(lambda: other.log()["state"] == "waiting_for_checkpoint")
    assert [path.stem for path in (one.workspace / ".mity" / "logs").glob("*.json")] == [run]


def logged_in(page: Page, name: str) -> Client:
    client = Client(page.port)
    answer = client.post("/login", form_token="", name=name, password=PASSWORD)
    client.cookie = answer.headers["set-cookie"].partition(";")[0]
    return client


def token(client: Client, base: str) -> str:
    """The form token of a session, as the button to log out has it."""
    return client.get(base).text.partition('name="form_token" value="')[2].partition('"')[0]


def test_one_that_is_gone_leads_elsewhere_or_comes_later(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    work = tmp_path / "work"
    one = waiting(work / "one", home)
    foreign = waiting(tmp_path / "foreign", home)
    (work / "link").symlink_to(foreign.workspace)
    (work / "inner").mkdir()
    (work / "inner" / ".mity").symlink_to(foreign.workspace / ".mity")
    (work / "half" / ".mity").mkdir(parents=True)
    (work / "half" / ".mity" / "logs").symlink_to(foreign.workspace / ".mity" / "logs")
    (work / "notes").mkdir()
    (work / "file").mkdir()
    (work / "file" / ".mity").write_text("no folder")
    for name in ("made", "laid"):
        (work / name / ".mity").mkdir(parents=True)
    (work / "made" / ".mity" / "app.json").write_text("{}")  # an application, whose run is one of the folder above
    (work / "laid" / ".mity" / "app.json").symlink_to(work / "made" / ".mity" / "app.json")
    secret = newest(foreign)
    with serving(one, str(work), "--below", "--port", "0") as page:
        client = page.client()
        shown = client.get("/").text
        assert [f"{path}</small>" in shown for path in (work, one.workspace, work / "made")] == [True, True, True]
        for name in ("link", "inner", "half", "notes", "file", "laid"):
            assert f"{work / name}</small>" not in shown, name
            for path in (work / name, (work / name).resolve()):
                base = f"/workspaces/{name_of(path)}"
                assert [client.get(base + more).status for more in ("", at(secret), at(secret, "events"))] == [404] * 3
        assert secret not in shown
        odd = waiting(work / "<img src=x>\u202e'&%2f..", home)
        until(lambda: name_of(odd.workspace) in client.get("/").text, 10)
        shown = client.get("/").text + client.get(f"/workspaces/{name_of(odd.workspace)}{at(newest(odd))}").text
        assert ("&lt;img src=x&gt;" in shown, "<img" in shown, "\u202e" in shown) == (True, False, False)
        later = waiting(work / "later", home)
        until(lambda: str(later.workspace) in client.get("/").text, 10)
        base = f"/workspaces/{name_of(later.workspace)}"
        run = newest(later)
        assert client.get(f"{base}{at(run)}").status == 200
        (later.workspace / ".mity" / "logs").rename(tmp_path / "logs")
        (later.workspace / ".mity" / "logs").symlink_to(tmp_path / "logs")
        for more in (at(run), at(run, "events"), at(run, "step", step="hello"), "/workflows"):
            answer = client.get(base + more)
            assert (answer.status, "hunter2" in answer.text) == (404, False), more
        shutil.rmtree(later.workspace)
        answer = client.get(f"{base}{at(run)}")
        assert answer.status == 404
        until(lambda: str(later.workspace) not in client.get("/").text, 10)
        assert client.get("/").status == client.get("/statistics").status == 200


def test_a_given_one_that_is_gone_is_told_and_harms_no_other(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    one, other = (waiting(tmp_path / name, tmp_path / "home") for name in ("one", "other"))
    with serving(one, str(one.workspace), str(other.workspace), "--port", "0") as page:
        client = page.client()
        run, gone = newest(one), newest(other)
        assert "2 runs" in client.get("/").text
        stream = http.client.HTTPConnection("127.0.0.1", page.port, timeout=30)
        stream.request(
            "GET", f"/workspaces/{name_of(other.workspace)}{at(gone, 'events')}", headers={"Cookie": client.cookie}
        )
        watched = stream.getresponse()
        assert watched.readline().startswith(b"retry")
        other.workspace.rename(tmp_path / "moved")
        shown = client.get("/")
        assert (shown.status, "is gone" in shown.text, run in shown.text, gone in shown.text) == (
            200,
            True,
            True,
            False,
        )
        assert "is gone" in client.get("/statistics").text
        answer = client.get(f"/workspaces/{name_of(other.workspace)}{at(gone)}")
        assert (answer.status, "is gone" in answer.text) == (404, True)
        other.workspace.symlink_to(tmp_path / "moved")
        answer = client.get(f"/workspaces/{name_of(other.workspace)}{at(gone)}")
        assert (answer.status, "leads to another folder" in answer.text) == (404, True)
        assert b"waiting_for_checkpoint" in watched.read(), "and a stream of it ended by itself"
        stream.close()
        assert client.get(f"/workspaces/{name_of(one.workspace)}{at(run)}").status == 200


def test_the_command_line_names_them_once(mity: Mity, tmp_path: Path) -> None:
    done = mity("serve", "nowhere", "--port", "0")
    assert (done.code, "there is no folder" in done.err and "nowhere" in done.err) == (2, True)
    done = mity("serve", ".", "--output", ".", "--port", "0")
    assert (done.code, "--output" in done.err) == (2, True)
    many = tmp_path / "many"
    for number in range(101):
        (many / f"{number}" / ".mity" / "logs").mkdir(parents=True)
    done = mity("serve", *(str(many / f"{number}") for number in range(101)), "--port", "0")
    assert (done.code, "101 workspaces" in done.err) == (2, True)
    with serving(mity, str(many), "--below", "--port", "0") as page:
        shown = page.client().get("/").text
        assert "2 more workspaces lie below" in shown
        assert shown.count('<th scope="row">') == 100
    define(mity)
    with serving(mity, ".", "./.", str(mity.workspace), "--port", "0") as page:
        assert "<h1>Workspaces</h1>" not in page.client().get("/").text, "one folder by three names is one workspace"
