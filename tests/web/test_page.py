"""`mity serve` as a browser sees it, and as an attacker tries it: one server in a process of its own for all."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from harness import Mity
from mity.web.workspaces import name_of
from page import Answer, Client, Page, at, define, newest, serving, until
from rows import each


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Mity:
    """A workspace with one run that waits at a checkpoint."""
    folder = tmp_path_factory.mktemp("a page")
    (folder / "work").mkdir()
    (folder / "home").mkdir()
    mity = Mity(folder / "work", folder / "home")
    define(mity)
    assert mity("run", "flow", "--param", "who=<img src=x onerror=alert(1)>\u202e").code == 3
    return mity


@pytest.fixture(scope="module")
def page(place: Mity) -> Iterator[Page]:
    with serving(place) as one:
        yield one


@pytest.fixture(scope="module")
def client(page: Page) -> Client:
    return page.client()


def test_the_link_becomes_a_cookie_and_leaves_the_address(page: Page) -> None:
    client = Client(page.port)
    assert client.get("/").status == 401
    answer = client.enter(page.link)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=strict"} <= {one.strip() for one in answer.headers["set-cookie"].split(";")}
    shown = client.get("/")
    assert shown.status == 200
    for one in (answer, shown):
        assert one.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in one.headers["content-security-policy"]
        assert "unsafe" not in one.headers["content-security-policy"]
    assert page.link.partition("token=")[2] not in shown.text
    assert Client(page.port).get("/enter?token=wrong").status == 403
    assert Client(page.port, client.cookie[:-2]).get("/").status == 401


def test_what_a_run_says_stays_text_and_secrets_stay_away(client: Client, place: Mity) -> None:
    run = newest(place)
    texts = [
        client.get(path).text for path in (at(run), at(run, "step", step="hello"), at(run, "step", step="ok"), "/")
    ]
    for text in texts:
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "\u202e" not in text
        assert "hunter2" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in texts[0]
    assert "Greet &lt;b&gt;loudly&lt;/b&gt;" in texts[0]
    assert "hello &lt;img src=x onerror=alert(1)&gt;" in texts[1]
    assert "password=***" in texts[1]
    assert "style=" not in "".join(texts)
    assert " on" + "click=" not in "".join(texts)


def strangers(client: Client, run: str, token: str) -> Iterator[tuple[str, int, Answer]]:
    """Requests that the page itself would never make, and the status that each must get."""
    form = {"step": "ok", "answer": "approve", "form_token": token}
    path = at(run, "checkpoint")
    yield "a forged Host", 421, client.get("/", Host="evil.example")
    yield "a Host of another port", 421, client.get("/", Host="127.0.0.1:1")
    yield "another site", 403, client.post(path, {"Origin": "http://evil.example"}, **form)
    yield "no origin", 403, client.post(path, {"Origin": ""}, **form)
    yield "a sandboxed frame", 403, client.post(path, {"Origin": "null"}, **form)
    yield "a site beside", 403, client.post(path, {"Sec-Fetch-Site": "same-site"}, **form)
    yield "no token", 403, client.post(path, None, **{**form, "form_token": ""})
    yield "a wrong token", 403, client.post(path, None, **{**form, "form_token": token[::-1]})
    yield "by GET", 405, client.get(path)
    yield "by PUT", 405, client.ask("PUT", path, {}, b"")
    yield "too long", 413, client.post(path, None, **{**form, "text": "x" * 100_000})
    yield "no session", 401, Client(client.port).post(path, None, **form)
    yield "too many fields", 400, client.post(path, None, **form, **{f"f{number}": "" for number in range(400)})


def test_nothing_happens_by_requests_of_strangers(client: Client, place: Mity) -> None:
    run, before, token = newest(place), place.log(), client.form_token()
    assert token
    answers = list(strangers(client, run, token))
    assert [(what, answer.status) for what, _, answer in answers] == [(what, status) for what, status, _ in answers]
    assert place.log() == before
    assert not (place.workspace / ".mity" / "logs" / run / "inbox").exists()


@each(
    "path",
    [
        "/runs/..%2f..%2fworkflows%2fflow",
        "/runs/%2e%2e",
        "/runs/0001-x-abcd%00",
        "/runs/0001-..-abcd",
        "/runs/9999-flow-abcd",
        "/runs/../../../etc/passwd",
        "/static/../templates/frame.html",
        "/static/%2e%2e/server.py",
        "/workflows/..%2f..%2fetc%2fpasswd",
        "/workflows/.%2fflow.yaml",
    ],
)
def test_no_address_is_a_path(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status in (400, 404)
    assert "root:" not in answer.text


def strange_names(place: Mity) -> list[str]:
    """Names of workspaces that must be none, whatever way they are read."""
    name = name_of(place.workspace)
    found = [
        "..",
        ".",
        "../..",
        name[:-1],
        name.upper(),
        f"{name}/..",
        f"../{name}",
        f"./{name}",
        f"{name}\0",
        f" {name}",
    ]
    found += [str(place.workspace), str(place.workspace.parent), "etc", "/etc", "~", "0", "*", "x" * 9000, "\u202e"]
    return [*found, name.replace("-", "%2d"), "a\r\nSet-Cookie: a=b", place.workspace.name, name.partition("-")[2]]


def test_no_name_of_a_workspace_is_a_path(client: Client, place: Mity) -> None:
    through = []
    run, before = newest(place), place.log()
    token = client.form_token()
    for name in strange_names(place):
        base = f"/workspaces/{quote(name, safe='')}"
        paths = (base, f"{base}{at(run)}", f"{base}{at(run, 'events')}", f"{base}/workflows/flow", f"{base}/statistics")
        for path in paths:
            if (got := client.get(path)).status not in (400, 404) or got.headers.get("set-cookie"):
                through.append((path[:90], got.status))
        for what in (at(run, "cancel"), "/workflows/flow"):
            form = {"form_token": token, "param.who": "x"}
            if (got := client.post(base + what, None, **form)).status not in (400, 404):
                through.append((base[:90], got.status))
    assert through == []
    assert client.get(f"/workspaces/{name_of(place.workspace)}{at(run)}").status == 200
    assert place.log() == before


def test_no_step_and_no_value_is_a_path(client: Client, place: Mity) -> None:
    run = newest(place)
    secret = place.workspace / ".mity" / "logs" / "secret.log"
    secret.write_text("not to be shown")
    for step in ("../secret", "../../logs/secret", "/etc/passwd", "hello/../../secret"):
        for answer in (client.get(at(run, "step", step=step)), client.get(at(run, "value", step=step, name="x"))):
            assert answer.status == 404
            assert "not to be shown" not in answer.text
    link = place.workspace / ".mity" / "logs" / run / "ok.log"
    link.symlink_to(secret)  # a transcript that leads elsewhere
    assert "not to be shown" not in client.get(at(run, "step", step="ok")).text
    link.unlink()
    folder, elsewhere = link.parent, place.home / "elsewhere"
    folder.rename(elsewhere)
    (elsewhere / "ok.log").write_text("not to be shown")
    folder.symlink_to(elsewhere)  # all transcripts of a run that lead elsewhere
    assert "not to be shown" not in client.get(at(run, "step", step="ok")).text
    folder.unlink()
    elsewhere.rename(folder)
    (folder / "ok.log").unlink()


def test_runs_are_found_and_compared(client: Client, place: Mity) -> None:
    run = newest(place)
    assert run in client.get("/?q=FLOW&state=waiting_for_checkpoint&workflow=flow").text
    assert run not in client.get("/?state=completed").text
    assert "0 runs" in client.get("/?q=%27%3E%3Cscript%3E").text
    part = client.ask("GET", "/?q=flow", {"HX-Request": "true"}).text
    assert run in part
    assert "<html" not in part
    assert "&#34;hello" not in client.get(f"/compare?a={run}&b={run}").text
    assert client.get(f"/compare?a={run}&b=..%2fx").status == 404
    assert client.get("/statistics").status == 200
    assert "1: hello" in client.get(at(run, "step", step="hello", q="HELLO")).text
    assert "Nothing differs but the times" in client.get(f"/compare?a={run}&b={run}").text
    found = client.get(at(run, "search", q="HELLO")).text
    assert "1 line" in found
    assert f'href="{at(run, "step")}?step=hello&amp;q=HELLO"' in found
    assert "0 lines" in client.get(at(run, "search", q="hunter2")).text, "what is masked is not found either"
    assert '<th scope="row">ok</th>' not in client.get("/statistics").text, "who waits at a checkpoint has not failed"


def test_a_list_that_is_followed_tells_what_changed_and_only_then(client: Client, place: Mity) -> None:
    run = newest(place)
    fragment = {"HX-Request": "true"}
    part = client.ask("GET", "/?state=", fragment).text
    again = unescape(part.partition('hx-get="')[2].partition('"')[0])
    assert client.ask("GET", again, fragment).status == 204
    assert client.get(again).status == 200, "who has no script gets the page"
    logs = place.workspace / ".mity" / "logs"
    killed = logs / "0002-flow-dead.json"
    text = (logs / f"{run}.json").read_text().replace(run, killed.stem)
    killed.write_text(text.replace("waiting_for_checkpoint", "running"))
    try:
        answer = until(lambda: (got := client.ask("GET", again, fragment)).status == 200 and got)
        assert killed.stem in answer.text
        assert "cut off" in answer.text, "it says that it is running, and nobody works on it"
        assert "<html" not in answer.text
        assert at(run, "step") not in client.get(at(killed.stem)).text
        assert f"/compare?a={run}&amp;b={killed.stem}" in client.get(at(killed.stem)).text, "with the one before it"
    finally:
        killed.unlink()


def test_no_address_leads_to_another_scheme(client: Client) -> None:
    for path in ("/workflows/", "/runs/", "/statistics/", "/static", "//evil.example/"):
        answer = client.get(path)
        assert answer.status in (400, 404, 405), path
        assert "location" not in answer.headers


@pytest.mark.slow
def test_a_form_is_checked_as_the_command_line_checks(client: Client, place: Mity) -> None:
    before = len(list((place.workspace / ".mity" / "logs").glob("*.json")))
    wrong = client.post("/workflows/flow", **{"param.who": "<i>", "param.often": "twice"})
    assert wrong.status == 400
    assert "often" in wrong.text.partition('role="alert">')[2].partition("</p>")[0]
    assert 'value="&lt;i&gt;"' in wrong.text, "nothing that was typed is lost"
    (place.workspace / ".mity" / "workflows" / "foreign.yaml").write_text(
        "name: foreign\nsteps: [{name: a, command: 'id'}]"
    )
    refused = client.post("/workflows/foreign")
    assert refused.status in (400, 403)
    assert "mity trust" in refused.text
    assert len(list((place.workspace / ".mity" / "logs").glob("*.json"))) == before


def test_events_go_on_behind_the_last_id(client: Client, place: Mity) -> None:
    run = newest(place)
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
    connection.request("GET", at(run, "events"), headers={"Cookie": client.cookie, "Last-Event-ID": "3"})
    answer = connection.getresponse()
    seen = []
    while len(seen) < 2:
        line = answer.readline().decode()
        if line.startswith("data: "):
            seen.append(json.loads(line[6:])["seq"])
    connection.close()
    assert seen[0] > 3
    assert seen == sorted(set(seen))


@pytest.mark.slow
def test_nobody_holds_a_connection_by_half_a_request_or_hides_one_in_another(client: Client) -> None:
    host = f"Host: 127.0.0.1:{client.port}\r\nCookie: {client.cookie}\r\n"
    hidden = f"GET /statistics HTTP/1.1\r\n{host}\r\n"
    both = f"POST /leave HTTP/1.1\r\n{host}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
    with socket.create_connection(("127.0.0.1", client.port), timeout=15) as connection:
        connection.sendall(both.encode())
        told = b""
        while part := connection.recv(65536):
            told += part
    assert told.startswith(b"HTTP/1.1 400 ")
    assert told.count(b"HTTP/1.1 ") == 1, "and the request in its body got no answer"
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as connection:
        connection.sendall(f"GET /static/icon.svg HTTP/1.1\r\n{host}\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"GET / HT")  # half of a second one
        while connection.recv(65536):
            pass
    assert time.monotonic() - began < 25


@pytest.mark.slow
def test_others_are_let_in_by_name_only(place: Mity, tmp_path: Path) -> None:
    assert "--users" in place("serve", "--host", "0.0.0.0", "--port", "0").err
    users = tmp_path / "users.toml"
    users.write_text("[ada]\nrole = 'see'\npassword = 'plain'\n")
    users.chmod(0o600)
    assert "no hash" in place("serve", "--users", str(users)).err
    users.chmod(0o644)
    assert "chmod 600" in place("serve", "--users", str(users)).err
