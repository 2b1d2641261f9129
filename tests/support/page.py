"""A `mity serve` in a process of its own, and a client that behaves as a browser does, or as an attacker would."""

from __future__ import annotations

import http.client
import json
import re
import select
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from harness import Mity

Headers = dict[str, str]
FLOW = """
name: flow
title: Greet <b>loudly</b>
parameters:
  who: {type: string}
  often: {type: integer, default: 2}
stages:
  - name: greet
    steps:
      - name: hello
        command: 'echo "hello $WHO"; cat note'
        env: {WHO: "${{ parameters.who }}"}
  - name: look
    steps:
      - {name: ok, type: checkpoint, message: "Is <script>alert(1)</script> fine?"}
      - {name: bye, command: 'echo bye > bye'}
"""


@dataclass
class Answer:
    """What a server answered."""

    status: int
    headers: Headers
    text: str


@dataclass
class Client:
    """Talks to a page; `cookie` is what a browser would have kept."""

    port: int
    cookie: str = ""
    tls: ssl.SSLContext | None = None

    @property
    def origin(self) -> str:
        """Where the page is."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, headers: Headers | None = None, body: bytes | None = None) -> Answer:
        """One request; headers given as empty are left out."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if self.tls is not None:
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.tls)
        try:
            sent = {"Host": f"127.0.0.1:{self.port}", "Cookie": self.cookie, **(headers or {})}
            connection.putrequest(method, path, skip_host=True)
            if body is not None and "Content-Length" not in sent:
                sent["Content-Length"] = str(len(body))
            for name, value in sent.items():
                if value:
                    connection.putheader(name, value)
            connection.endheaders(body)
            found = connection.getresponse()
            got = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, got, found.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        return self.ask("GET", path, headers)

    def post(self, path: str, headers: Headers | None = None, **form: str) -> Answer:
        """A form of the page itself, with its token unless the form has one."""
        if "form_token" not in form:
            form["form_token"] = self.form_token()
        sent = {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.ask("POST", path, sent, urlencode(form).encode())

    def form_token(self) -> str:
        """What the forms of this session hold."""
        shown = self.get("/workflows/heal").text  # one that mity ships
        found = re.search(r'name="form_token" value="([^"]+)"', shown)
        return found[1] if found else ""

    def enter(self, link: str) -> Answer:
        """Opens the printed link and keeps the cookie."""
        parts = urlsplit(link)
        answer = self.ask("GET", f"{parts.path}?{parts.query}")
        self.cookie = answer.headers.get("set-cookie", "").partition(";")[0]
        return answer


class Stream:
    """Reads the events of a run as a browser does; `last` is the id it would come back with."""

    def __init__(self, client: Client, run: str, last: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
        headers = {"Cookie": client.cookie, **({"Last-Event-ID": last} if last else {})}
        self.connection.request("GET", at(run, "events"), headers=headers)
        self.answer = self.connection.getresponse()
        self.last = last

    def read(self, most: int) -> list[dict[str, object]]:
        """The next events, so many at most; fewer where the stream ends before."""
        found: list[dict[str, object]] = []
        try:
            while len(found) < most and (line := self.answer.readline().decode()):
                if line.startswith("id: "):
                    self.last = line[4:].strip()
                elif line.startswith("data: "):
                    found.append(json.loads(line[6:]))
        except (OSError, http.client.HTTPException):
            return found
        return found


@dataclass
class Page:
    """A server under way."""

    process: subprocess.Popen[str]
    link: str

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.link).port or 0

    def client(self) -> Client:
        """Somebody who has opened the link."""
        made = Client(self.port)
        assert made.enter(self.link).status == 303
        return made


@contextmanager
def serving(mity: Mity, *words: str) -> Iterator[Page]:
    """A page of a workspace, ended at the end."""
    process = mity.start("serve", *(words or ("--port", "0")))
    try:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], 30)
        line = process.stdout.readline() if ready else ""
        found = re.search(r"https?://\S+", line)
        assert found, line + (process.stderr.read() if process.stderr and process.poll() is not None else "")
        yield Page(process, found[0])
    finally:
        process.terminate()
        try:
            process.wait(10)
        finally:
            process.kill()
            process.communicate()


def define(mity: Mity, text: str = FLOW, name: str = "flow") -> None:
    """Writes a workflow into the workspace and trusts it."""
    folder = mity.workspace / ".mity" / "workflows"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(text)
    (mity.workspace / "note").write_text("password=hunter2hunter2\n")
    assert mity("trust", ".").code == 0


def waiting(path: Path, home: Path, *words: str) -> Mity:
    """A new workspace with a run that waits at a checkpoint; its steps say the name of the folder above."""
    path.mkdir(parents=True)
    mity = Mity(path.resolve(), home)
    define(mity)
    assert mity("run", "flow", "--param", f"who={path.parent.name}", *words).code == 3
    return mity


def newest(mity: Mity) -> str:
    """The id of the newest run."""
    return str(mity.log()["run_id"])


def until(what: Any, seconds: float = 60) -> Any:
    """Waits until `what()` is true; what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def at(run: str, *more: str, **query: str) -> str:
    """The address of a run's page."""
    path = "/".join(("/runs", quote(run, safe=""), *more))
    return f"{path}?{urlencode(query)}" if query else path
