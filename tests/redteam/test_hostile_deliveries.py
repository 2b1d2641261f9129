"""Web hooks from senders that nobody invited: signed wrongly, shaped oddly, sent slowly, sent again."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from delivering import SECRET, github, signed

from mity.triggers.hooks import MOST_BYTES, Hooks
from mity.triggers.occurrence import Occurrence
from mity.triggers.queue import Queue
from mity.triggers.server import HookServer
from rows import each

HOOKS = Hooks({"github": SECRET, "gitea": SECRET, "gitlab": SECRET}, lambda keys: False)
PUSH = {"ref": "refs/heads/main", "repository": {"full_name": "o/r"}}


def judged(headers: dict[str, str], body: bytes, path: str = "/hooks/github") -> int:
    return HOOKS.judge(path, headers, body).status


def altered(**headers: str) -> Callable[[], int]:
    def sent() -> int:
        own, body = github(PUSH, "push", "d-1")
        return judged({**own, **headers}, body)

    return sent


def at(path: str) -> Callable[[], int]:
    return lambda: judged(*github(PUSH, "push", "d-1"), path)


def signing(body: bytes, signature: Callable[[bytes], str]) -> Callable[[], int]:
    def sent() -> int:
        headers = {"X-Hub-Signature-256": signature(body), "X-GitHub-Delivery": "d-1", "X-GitHub-Event": "push"}
        return judged(headers, body)

    return sent


GOOD = json.dumps(PUSH).encode()
REFUSED: dict[str, Callable[[], int]] = {
    "an older kind of signature": altered(**{"X-Hub-Signature-256": "", "X-Hub-Signature": "sha1=" + "0" * 40}),
    "a signature of nothing": signing(GOOD, lambda body: f"sha256={signed(b'')}"),
    "a shortened signature": signing(GOOD, lambda body: f"sha256={signed(body)[:32]}"),
    "a signature with more": signing(GOOD, lambda body: f"sha256={signed(body)}00"),
    "a signature in capitals": signing(GOOD, lambda body: f"SHA256={signed(body).upper()}"),
    "an empty key": signing(GOOD, lambda body: f"sha256={signed(body, '')}"),
    "the secret itself": signing(GOOD, lambda body: SECRET),
    "another forge's token": altered(**{"X-Hub-Signature-256": "", "X-Gitlab-Token": SECRET}),
    "an id with a line end": altered(**{"X-GitHub-Delivery": "d-1\nX: y"}),
    "an id that is a path": altered(**{"X-GitHub-Delivery": "../../../x"}),
    "an id of a megabyte": altered(**{"X-GitHub-Delivery": "d" * 2**20}),
    "an id of wide digits": altered(**{"X-GitHub-Delivery": "d-\uff11"}),
    "a path beside": at("/hooks/github/../gitlab"),
    "a path above": at("/../hooks/github"),
    "a path in capitals": at("/hooks/GitHub"),
    "two slashes": at("//hooks//github"),
    "a hundred thousand brackets": signing(b"[" * 100_000, lambda body: f"sha256={signed(body)}"),
    "a hundred thousand objects": signing(b'{"a":' * 100_000, lambda body: f"sha256={signed(body)}"),
    "no number": signing(b'{"a": NaN}', lambda body: f"sha256={signed(body)}"),
    "a number of a million digits": signing(b'{"a": %s}' % (b"9" * 10**6), lambda body: f"sha256={signed(body)}"),
    "UTF-16": signing(json.dumps(PUSH).encode("utf-16"), lambda body: f"sha256={signed(body)}"),
    "half a surrogate": signing(b'{"ref": "\xed\xa0\x80"}', lambda body: f"sha256={signed(body)}"),
}


@each("kind", REFUSED)
def test_what_is_not_signed_and_whole_is_refused(kind: str) -> None:
    began = time.monotonic()
    assert REFUSED[kind]() in (400, 403, 404)
    assert time.monotonic() - began < 2


SHAPES: dict[str, object] = {
    "a ref that is a list": {"ref": ["refs/heads/main"]},
    "a ref that is an object": {"ref": {"a": 1}, "repository": "o/r"},
    "commits that are a number": {"ref": "refs/heads/main", "commits": 7},
    "commits of odd things": {"ref": "refs/heads/main", "commits": [None, 1, "x", {"modified": 5, "added": {"a": 1}}]},
    "a repository that is a number": {"repository": 7, "ref": "refs/heads/main"},
    "a huge text": {"ref": "refs/heads/" + "x" * 10**6, "repository": {"full_name": "y" * 10**6}},
    "a number out of bounds": {"number": 10**400, "pull_request": {"number": -1, "head": 4, "base": []}},
    "signs that hide": {"ref": "refs/heads/\u202emain\x1b]0;x\x07\n", "repository": {"full_name": "o/r"}},
    "half a surrogate as an escape": {"ref": "refs/heads/\ud800", "repository": {"full_name": "\udfff"}},
    "labels of odd things": {"action": "labeled", "issue": {"labels": [3, None, {"name": ["x"]}], "user": 9}},
    "a sender that is a list": {"sender": [{"login": "x"}], "action": ["opened"]},
}  # fmt: skip
KINDS = ("push", "pull_request", "issues", "issue_comment", "release", "workflow_run", "create", "x" * 5000, "\u202e")


@pytest.mark.slow
@each("shape", SHAPES)
@each("kind", KINDS)
def test_odd_payloads_become_plain_small_data(tmp_path: Path, shape: str, kind: str) -> None:
    headers, body = github(SHAPES[shape], kind, "d-1")
    answer = HOOKS.judge("/hooks/github", headers, body)
    assert answer.status in (202, 400)
    if answer.taken is not None:
        text = json.dumps(answer.taken.to_json())
        assert len(text) < 400_000
        queue = Queue(tmp_path)
        queue.put(answer.taken)
        assert [one.name for one in queue.waiting()] == [answer.taken.name], "it can be read again"


@pytest.fixture
def server() -> Iterator[tuple[HookServer, list[Occurrence], list[str]]]:
    taken: list[Occurrence] = []
    notes: list[str] = []
    made = HookServer("127.0.0.1", 0, HOOKS, taken.append, notes.append)
    yield made, taken, notes
    made.close()


def sent(server: HookServer, data: bytes, wait_s: float = 0.0) -> bytes:
    port = int(server.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(data)
        time.sleep(wait_s)
        found = b""
        try:
            while part := one.recv(65536):
                found += part
        except OSError:
            pass
        return found


def request(body: bytes, *lines: str, path: str = "/hooks/github") -> bytes:
    own, _ = github(PUSH, "push", "d-1")
    own["X-Hub-Signature-256"] = f"sha256={signed(body)}"
    head = [f"POST {path} HTTP/1.1", "Host: x", *(f"{name}: {value}" for name, value in own.items()), *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def length(number: object) -> str:
    return f"Content-Length: {number}"


WIRE: dict[str, bytes] = {
    "no length": request(GOOD),
    "a negative length": request(GOOD, length(-1)),
    "a length of wide digits": request(GOOD, "Content-Length: \uff11\uff12").replace("\uff11".encode(), b"\xb2"),
    "a length with a sign": request(GOOD, length("+5")),
    "a length that is too long": request(GOOD, length(MOST_BYTES + 1)),
    "a length of twenty digits": request(GOOD, length("9" * 20)),
    "in chunks": request(b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    "shorter than said": request(GOOD, length(len(GOOD) - 5)),
    "two bodies": request(GOOD, length(len(GOOD) + 1))[:-1] + b"x",
    "another method": request(GOOD, length(len(GOOD))).replace(b"POST", b"PUT"),
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00",
    "ten thousand headers": request(GOOD, *["A: b"] * 10_000, length(len(GOOD))),
    "a line of a megabyte": b"POST /" + b"x" * 2**20 + b" HTTP/1.1\r\n\r\n",
}


@pytest.mark.slow
@each("kind", WIRE)
def test_what_is_odd_on_the_wire_is_never_taken(
    server: tuple[HookServer, list[Occurrence], list[str]], kind: str
) -> None:
    hooks, taken, _ = server
    answer = sent(hooks, WIRE[kind])
    assert not answer or answer.split(b" ", 2)[1] in (b"400", b"403", b"404", b"411", b"413", b"414", b"431", b"501"), (
        answer
    )
    assert taken == []
    assert sent(hooks, request(GOOD, length(len(GOOD)))).split(b" ", 2)[1] == b"202", "it still serves"
    taken.clear()


@pytest.mark.slow
def test_forty_silent_connections_do_not_keep_a_forge_out(
    server: tuple[HookServer, list[Occurrence], list[str]],
) -> None:
    hooks, taken, _ = server
    port = int(hooks.address.rpartition(":")[2])
    silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(40)]
    end = time.monotonic() + 15
    while not taken and time.monotonic() < end:
        sent(hooks, request(GOOD, length(len(GOOD))))
        time.sleep(0.5)
    for one in silent:
        one.close()
    assert len(taken) >= 1
