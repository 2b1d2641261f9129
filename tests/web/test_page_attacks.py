"""Attacks on every address of the page: the list is the page's own, so an address that is new is attacked too."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.routing import Route

from harness import Mity
from mity.web.sessions import Sessions
from mity.web.site import Site
from mity.web.state import LeftSessions
from mity.web.users import User, hashed
from mity.web.workspaces import Workspaces, name_of
from page import Answer, Client, Page, define, newest, serving

pytestmark = [pytest.mark.slow]
OPEN = {"/enter", "/login"}
"""Where somebody may come who has no session."""
SCRIPT = "<script>alert(1)</script>"
PASSWORD = "a long one for all of them"
BASE = "/workspaces/{workspace}"
WORDS = ("q", "state", "workflow", "workspace", "start", "step", "name", "a", "b", "after", "token")
HEADERS = {"content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options", "cache-control"}


@dataclass(frozen=True)
class Address:
    """An address of the page with one of its methods; `parts` are the names of what its path leaves open."""

    method: str
    pattern: str
    path: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Attacked:
    """A page with three users, and what its addresses are."""

    port: int
    mity: Mity
    people: dict[str, Client]
    addresses: tuple[Address, ...]

    def of(self, method: str) -> list[Address]:
        """The addresses of a method."""
        return [one for one in self.addresses if one.method == method]


def addresses(folder: Path, home: Path, run: str) -> Iterator[Address]:
    """What the page itself says it has; what a path leaves open is filled with what there is."""
    given = {"run": run, "name": "flow", "workspace": name_of(folder)}
    sessions = Sessions(b"k" * 32, LeftSessions(home / "left"), User("x"))
    site = Site(Workspaces([folder]), sessions, cookie="c", secure=False)
    for route in site.routes():
        if isinstance(route, Route):
            parts = tuple(route.param_convertors)
            path = route.path.format(**{name: given[name] for name in parts})
            yield from (Address(method, route.path, path, parts) for method in (route.methods or ()) - {"HEAD"})


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """A workspace with a run that waits, and somebody of each role who is let in."""
    folder = tmp_path_factory.mktemp("attacked")
    for name in ("work", "home", "routes"):
        (folder / name).mkdir()
    mity = Mity(folder / "work", folder / "home")
    define(mity)
    assert mity("run", "flow", "--param", f"who={SCRIPT}").code == 3
    users = folder / "users.toml"
    rows = (f'["{role}"]\nrole = "{role}"\npassword = "{hashed(PASSWORD)}"\n' for role in ("see", "approve", "run"))
    users.write_text("\n".join(rows))
    users.chmod(0o600)
    with serving(mity, "--port", "0", "--users", str(users)) as page:
        people = {role: logged_in(page, role) for role in ("see", "approve", "run")}
        yield Attacked(page.port, mity, people, tuple(addresses(mity.workspace, folder / "routes", newest(mity))))


def logged_in(page: Page, name: str, cookie: str = "") -> Client:
    """Somebody who gave a name and a password, and had a cookie before."""
    client = Client(page.port, cookie)
    answer = client.post("/login", form_token="", name=name, password=PASSWORD)
    assert answer.status == 303, answer.text
    client.cookie = answer.headers["set-cookie"].partition(";")[0]
    return client


@pytest.fixture(autouse=True)
def unchanged(attacked: Attacked) -> Iterator[None]:
    """Nothing of what is done here may do anything."""
    logs = attacked.mity.workspace / ".mity" / "logs"
    before = attacked.mity.log(), sorted(path.name for path in logs.rglob("*"))
    yield
    assert (attacked.mity.log(), sorted(path.name for path in logs.rglob("*"))) == before


def test_there_are_as_many_addresses_as_one_would_think(attacked: Attacked) -> None:
    assert len(attacked.of("GET")) >= 25
    assert len(attacked.of("POST")) >= 16
    below = {one.pattern for one in attacked.addresses if "workspace" in one.parts}
    assert {"/workspaces/{workspace}", "/workspaces/{workspace}/runs/{run}/live"} <= below


def test_forged_hosts_and_other_methods_reach_no_address(attacked: Attacked) -> None:
    client = attacked.people["run"]
    hosts = ("evil.example", f"127.0.0.1:{attacked.port}.evil.example", "127.0.0.1", f"127.0.0.1:{attacked.port}@evil")
    through = []
    for one in attacked.addresses:
        for host in hosts:
            if (got := client.ask(one.method, one.path, {"Host": host}, b"")).status != 421:
                through.append((one, host, got.status))
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            if (got := client.ask(method, one.path, {}, b"")).status != 405:
                through.append((one, method, got.status))
        twice = raw(
            attacked.port, f"{one.method} {one.path} HTTP/1.1\r\nHost: 127.0.0.1:{attacked.port}\r\nHost: evil\r\n"
        )
        if b" 200 " in twice or b" 303 " in twice:
            through.append((one, "two hosts", 0))
    assert through == []


def test_who_has_no_session_or_a_made_up_one_gets_nothing(attacked: Attacked) -> None:
    good = attacked.people["run"].cookie
    name, value = good.split("=", 1)
    until = int(value.split("|")[1])
    forged = ("", f"{name}=", f"{name}=run", good[:-2], good.replace(str(until), str(until + 1)))
    forged += (good.replace("=run|", "=see|"), good.replace("=run|", "=|"), f"{name}=run|99999999999|proxy|")
    through = []
    for one in attacked.addresses:
        if one.pattern in OPEN:
            continue
        for cookie in forged:
            got = (
                posted(Client(attacked.port, cookie), one)
                if one.method == "POST"
                else asked(attacked.port, cookie, one)
            )
            refused = got.status == 401 or (got.status, got.headers.get("location")) == (303, "/login")
            if not refused or "flow" in got.text:
                through.append((one, cookie, got.status))
    assert through == []


def test_no_form_is_taken_that_the_page_did_not_make(attacked: Attacked) -> None:
    through = []
    for one in attacked.of("POST"):
        client = attacked.people["run"]
        token = client.form_token()
        strange = (
            {"Origin": "https://evil.example"},
            {"Origin": f"http://localhost.evil:{attacked.port}"},
            {"Origin": f"https://127.0.0.1:{attacked.port}"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "none"},
        )
        tries = [(str(headers), client.post(one.path, headers, **form(token))) for headers in strange]
        if one.pattern not in OPEN:
            others = ("", token[:-1], token[::-1], attacked.people["see"].form_token())
            tries += [(f"token {text}", client.post(one.path, None, **form(text))) for text in others]
            multipart = {"Content-Type": "multipart/form-data; boundary=x"}
            tries.append(("multipart", client.post(one.path, multipart, form_token="")))
        through += [(one, what, got.status) for what, got in tries if got.status != 403]
    assert through == []


def test_no_form_holds_what_no_word_of_a_command_can(attacked: Attacked) -> None:
    client = attacked.people["run"]
    said = {**form(client.form_token()), "param.who": "a\0b"}
    asked = [one for one in attacked.of("POST") if one.pattern not in OPEN]
    assert {one.path: client.post(one.path, None, **said).status for one in asked} == dict.fromkeys(
        (one.path for one in asked), 400
    )


def test_no_role_does_what_is_not_its_own(attacked: Attacked) -> None:
    may = {"/leave": {"see", "approve"}}
    may |= {f"{base}/runs/{{run}}/{word}": {"approve"} for base in ("", BASE) for word in ("checkpoint", "question")}
    through = []
    for one in attacked.of("POST"):
        for role in {"see", "approve"} - may.get(one.pattern, set()):
            client = attacked.people[role]
            if (
                one.pattern not in OPEN
                and (got := client.post(one.path, None, **form(own_token(client)))).status != 403
            ):
                through.append((one, role, got.status))
    assert through == []


def test_no_part_of_an_address_is_a_path_or_a_header(attacked: Attacked) -> None:
    client, through = attacked.people["run"], []
    strange = ("../../etc/passwd", "..", ".", "a\r\nSet-Cookie: a=b", "a\0b", "x" * 9000)
    strange += ("'\"><img src=x>", "%2e%2e%2f")
    strange += ("\u202ef", "con", "-rf", "--trust", "0001-..-abcd", "file:///etc/passwd", "${jndi:x}", "{{7*7}}")
    for one in attacked.addresses:
        for part in one.parts:
            for text in strange:
                names = {"run": newest(attacked.mity), "name": "flow", "workspace": name_of(attacked.mity.workspace)}
                names[part] = text
                path = one.pattern.format(**{name: quote(names[name], safe="") for name in one.parts})
                got = (
                    posted(client, one, path)
                    if one.method == "POST"
                    else asked(attacked.port, client.cookie, one, path)
                )
                if got.status not in (400, 404, 405) or "root:" in got.text or got.headers.get("set-cookie"):
                    through.append((path[:80], got.status, got.text[:200]))
    assert through == []


def test_whatever_stands_in_a_query_stays_text_and_breaks_nothing(attacked: Attacked) -> None:
    client, through = attacked.people["see"], []
    texts = (SCRIPT, "'\"><svg onload=alert(1)>", "-1", "1e9", "9" * 400, "\0", "\r\nX-Evil: 1", "[]", "../../x")
    for one in attacked.of("GET"):
        if one.pattern.endswith(("/events", "/live")):  # they go on; what they take is a number
            continue
        for text in texts:
            query = "&".join(f"{name}={quote(text, safe='')}" for name in WORDS)
            got = asked(attacked.port, client.cookie, one, f"{one.path}?{query}")
            wrong = got.status >= 500 or "x-evil" in got.headers or SCRIPT in got.text or "<svg onload" in got.text
            if wrong or not set(got.headers) >= HEADERS or "token=" in got.text:
                through.append((one, text[:40], got.status))
    assert through == []


def test_a_cookie_that_was_there_before_is_no_session_behind_it(attacked: Attacked) -> None:
    name = attacked.people["run"].cookie.partition("=")[0]
    fixed = f"{name}=see|99999999999|chosen|by-the-attacker"
    page = Page(None, f"http://127.0.0.1:{attacked.port}/")  # type: ignore[arg-type]
    client = logged_in(page, "see", fixed)
    assert client.cookie != fixed
    assert Client(attacked.port, fixed).get("/").status == 303
    assert Client(attacked.port, f"{fixed}; {client.cookie}").get("/").status in (200, 303)
    left = client.cookie
    assert client.post("/leave", form_token=own_token(client)).status == 303
    assert Client(attacked.port, left).get("/").status == 303


def test_malformed_requests_get_no_page(attacked: Attacked) -> None:
    end, cookie = "\r\n", f"Cookie: {attacked.people['run'].cookie}\r\n"
    host = f"Host: 127.0.0.1:{attacked.port}\r\n"
    head, get = f"POST /leave HTTP/1.1\r\n{host}{cookie}", f"GET / HTTP/1.1\r\n{host}"
    requests = {
        "two lengths": f"{head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "length and chunks": f"{head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /\r\n",
        "a length below nothing": f"{head}Content-Length: -1\r\n\r\n",
        "a length in signs": f"{head}Content-Length: +5\r\n\r\nabcde",
        "a huge header": f"{get}{cookie}X: {'a' * 70_000}\r\n\r\n",
        "a large header": f"{get}{cookie}X: {'a' * 40_000}\r\n\r\n",
        "many headers": f"{get}{cookie}{''.join(f'X{number}: {number}{end}' for number in range(9000))}\r\n",
        "another address": f"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n{cookie}\r\n",
        "no host": f"GET / HTTP/1.0\r\n{cookie}\r\n",
        "a header in a header": f"{get} folded: x\r\n{cookie}\r\n",
        "nonsense": "\x16\x03\x01\x02\x00\x01\r\n\r\n",
        "no end": f"GET / HTTP/1.1\n\n{host}",
        "an upgrade": f"{get}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
    }
    answers = {what: raw(attacked.port, text).split(b"\r\n", 1)[0] for what, text in requests.items()}
    assert {what: line for what, line in answers.items() if b" 200 " in line} == {}
    assert attacked.people["run"].get("/").status == 200, "and it goes on"


def form(token: str) -> dict[str, str]:
    """What would approve, cancel, resume, replay or start something, were it taken."""
    return {"form_token": token, "step": "ok", "answer": "approve", "choice": "retry", "param.who": "x", "name": "see"}


def own_token(client: Client) -> str:
    """The form token of a session, which a page for any role has: that of the button to log out."""
    return client.get("/").text.partition('name="form_token" value="')[2].partition('"')[0]


def posted(client: Client, one: Address, path: str = "") -> Answer:
    """A form to an address, with the token of the session where there is one."""
    token = own_token(client) if client.cookie else ""
    return client.post(path or one.path, None, **form(token or "none"))


def asked(port: int, cookie: str, one: Address, path: str = "") -> Answer:
    """A page by an address; of a stream only what it begins with."""
    if not one.path.endswith(("/events", "/live")):
        return Client(port, cookie).get(path or one.path)
    lines = f"GET {path or one.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
    head, _, body = raw(port, lines + "\r\n").partition(b"\r\n\r\n")
    status, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return Answer(int(status.split()[1]), headers, body.decode("utf-8", "replace"))


def raw(port: int, text: str) -> bytes:
    """What comes first for a request that no client would send."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        try:
            connection.sendall(text.encode("latin-1") if text.endswith("\r\n\r\n") else f"{text}\r\n".encode("latin-1"))
            return connection.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            return b""
