"""The proxy of the sandbox: who is reached through it, what is handed on, and what it says of the rest."""

from __future__ import annotations

import array
import contextlib
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from mity.system.sandbox.proxy import PORT, Host, Proxy, connect
from rows import each

Serve = Callable[[bytes], int]


@pytest.fixture
def serve() -> Iterator[tuple[Serve, list[bytes]]]:
    """Servers that read a head, answer with these bytes and then with whatever comes; and the heads they read."""
    with contextlib.ExitStack() as opened:
        heads: list[bytes] = []

        def accept(listener: socket.socket, answer: bytes) -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    with client:
                        heads.append(client.recv(65_536))
                        client.sendall(answer)
                        while data := client.recv(65_536):
                            client.sendall(data.upper())

        def start(answer: bytes) -> int:
            listener = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
            threading.Thread(target=accept, args=(listener, answer), daemon=True).start()
            return int(listener.getsockname()[1])

        yield start, heads


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def said(port: int, *words: bytes) -> bytes:
    """What comes back from a port for these words, said one after another, each once something came back."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        got = b""
        for number, word in enumerate(words):
            got += client.recv(65_536) if number else b""
            client.sendall(word)
        client.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while part := client.recv(65_536):
                got += part
        return got


def test_one_request_goes_to_a_host_on_the_list_and_nothing_behind_it(serve: tuple[Serve, list[bytes]]) -> None:
    start, heads = serve
    port = start(b"HTTP/1.1 200 OK\r\n\r\nhello ")
    proxy = Proxy([f"127.0.0.1:{port}"])
    fields = b"Host: a\r\nProxy-Authorization: Basic secret\r\nConnection: keep-alive\r\nAccept: b"
    here = f"http://127.0.0.1:{port}/a?b=1".encode()
    answer = said(proxy.listen(), b"GET " + here + b" HTTP/1.1\r\n" + fields + b"\r\n\r\n")
    proxy.close()
    assert answer == b"HTTP/1.1 200 OK\r\n\r\nhello "
    assert heads == [b"GET /a?b=1 HTTP/1.1\r\nHost: a\r\nAccept: b\r\nConnection: close\r\n\r\n"]
    assert proxy.refused == []


def test_a_tunnel_hands_on_what_both_ends_say(serve: tuple[Serve, list[bytes]]) -> None:
    start, heads = serve
    port = start(b"hello ")
    proxy = Proxy([f"localhost:{port}"])
    answer = said(proxy.listen(), f"CONNECT localhost:{port} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), b"first", b"more")
    proxy.close()
    assert (answer, heads) == (b"HTTP/1.1 200 Connection established\r\n\r\nhello MORE", [b"first"])


def test_what_is_not_on_the_list_is_refused_and_named_and_what_is_no_request_gets_nothing() -> None:
    nobody, asked = free(), 3
    proxy = Proxy([f"127.0.0.1:{nobody}", "example.org"])
    port = proxy.listen()
    refused = [
        said(port, b"CONNECT example.com:443 HTTP/1.1\r\n\r\n"),
        said(port, b"CONNECT example.org:444 HTTP/1.1\r\n\r\n"),
        said(port, b"GET http://example.com/ HTTP/1.1\r\n\r\n"),
    ]
    assert all(one.startswith(b"HTTP/1.1 403 Forbidden\r\n") for one in refused) and len(refused) == asked
    assert refused[0].endswith(b"the sandbox lets nothing reach example.com:443\n")
    assert proxy.refused == ["example.com:443", "example.org:444", "example.com:80"]
    assert said(port, f"CONNECT 127.0.0.1:{nobody} HTTP/1.1\r\n\r\n".encode()).startswith(b"HTTP/1.1 502 ")
    assert (said(port, b"hello\r\n\r\n"), said(port, b"GET http://example.com/")) == (b"", b"")
    assert said(port, b"GET http://example.org/ HTTP/1.1\r\nX: " + b"x" * 70_000) == b""
    proxy.close()
    with pytest.raises(OSError):
        said(port, b"CONNECT example.com:443 HTTP/1.1\r\n\r\n")


def test_sockets_that_listen_within_a_network_of_its_own_are_taken_over(serve: tuple[Serve, list[bytes]]) -> None:
    start, _ = serve
    port = start(b"hello")
    proxy = Proxy([f"127.0.0.1:{port}", "localhost:443", f"localhost:{port}"])
    assert proxy.ports == [PORT, port], "a port below 1024 can be asked for through the proxy alone"
    with socket.create_server(("127.0.0.1", 0)) as through, socket.create_server(("127.0.0.1", 0)) as service:
        with socket.socket(fileno=os.dup(proxy.control)) as way:
            for number, listener in ((PORT, through), (port, service)):
                rights = array.array("i", [listener.fileno()])
                way.sendmsg([struct.pack("!H", number)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        proxy.start()
        assert said(service.getsockname()[1], b"at the service itself") == b"hello"
        assert said(through.getsockname()[1], b"CONNECT example.com:1 HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 403 ")
        proxy.close()


@pytest.mark.parametrize(
    ("way", "answer", "head"),
    [
        ("http://me:p%40ss@127.0.0.1:{}", b"HTTP/1.1 200 OK\r\n\r\n", b"Proxy-Authorization: Basic bWU6cEBzcw==\r\n"),
        ("127.0.0.1:{}", b"HTTP/1.1 200 OK\r\n\r\n", b"Host: example.org:443\r\n\r\n"),
        ("http://127.0.0.1:{}", b"HTTP/1.1 407 Who are you\r\n\r\n", b""),
    ],
    ids=["with a name", "without a scheme", "refuses"],
)
def test_the_proxy_of_the_machine_is_asked_where_it_has_one(
    serve: tuple[Serve, list[bytes]], monkeypatch: pytest.MonkeyPatch, way: str, answer: bytes, head: bytes
) -> None:
    start, heads = serve
    for name in ("NO_PROXY", "no_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", way.format(start(answer)))
    if head:
        connect("example.org", 443).close()
        assert heads[0].startswith(b"CONNECT example.org:443 HTTP/1.1\r\n") and heads[0].count(head) == 1
        with pytest.raises(OSError):
            connect("localhost", free())  # what is on this machine is never asked of another
    else:
        with pytest.raises(OSError, match="the proxy of this machine refused the connection"):
            connect("example.org", 443)
    assert len(heads) == 1


@each(
    ("listed", "name", "port", "allowed"),
    [
        ("example.org", "example.org", 443, True),
        ("example.org", "EXAMPLE.org.", 80, True),
        ("example.org", "example.org", 8080, False),
        ("example.org:8080", "example.org", 8080, True),
        ("example.org:8080", "example.org", 443, False),
        ("*.example.org", "a.b.example.org", 443, True),
        ("*.example.org", "example.org", 443, False),
        ("*.example.org", "badexample.org", 443, False),
        ("example.org", "a.example.org", 443, False),
        ("[::1]:99", "::1", 99, True),
    ],
)
def test_a_host_is_reached_by_its_name_and_port(listed: str, name: str, port: int, allowed: bool) -> None:
    assert Host.read(listed).allows(name, port) is allowed
