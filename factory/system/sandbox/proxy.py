"""The one way out of a sandbox: a proxy on this machine that connects to hosts on a list and to no other."""

from __future__ import annotations

import array
import base64
import contextlib
import socket
import struct
import threading
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from mity.text.records import dataclass

PORT = 3128
"""Where the proxy is found within a network of the sandbox's own."""
_HERE = ("127.0.0.1", "localhost", "::1")
_USUAL = (443, 80)
_FREE = 1024  # nobody within may listen at lower ports: those are reached through the proxy alone
_HEAD = 65_536
_CONNECT_S, _IDLE_S = 20.0, 600.0
_CHUNK = 65_536
_WAYS = threading.BoundedSemaphore(256)


@dataclass(frozen=True, slots=True)
class Host:
    """A host that may be reached: `*.` before its name stands for all below it; without a port the usual ones."""

    name: str
    port: int | None = None

    @classmethod
    def read(cls, text: str) -> Host:
        """`name`, `name:port` or `[address]:port`."""
        parts = urlsplit(f"//{text}")
        return cls((parts.hostname or "").lower(), parts.port)

    def allows(self, name: str, port: int) -> bool:
        """Whether a connection is to this host."""
        name = name.lower().rstrip(".")
        below = self.name.startswith("*.") and name.endswith(self.name[1:])
        return (below or name == self.name) and (port == self.port if self.port else port in _USUAL)


class Proxy:
    """A proxy for one command. `hosts` are those that it may reach; `refused` are those that it asked for in vain.

    `ports` are where programs within are to listen: the proxy itself, and each port of this machine that is named.
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = [Host.read(one) for one in hosts]
        self.refused: list[str] = []
        here = [one.port for one in self._hosts if one.name in _HERE and one.port and one.port >= _FREE]
        self.ports = [PORT, *dict.fromkeys(port for port in here if port != PORT)]
        self._ours, self._theirs = socket.socketpair()
        self.control = self._theirs.fileno()
        self._listeners: list[socket.socket] = []
        self._closed = False

    def start(self) -> None:
        """Begins, once the command that will hand its sockets over was started."""
        self._theirs.close()
        threading.Thread(target=self._receive, daemon=True).start()

    def listen(self) -> int:
        """Begins on this machine's own network, where there is none within; returns the port."""
        self._theirs.close()
        listener = socket.create_server(("127.0.0.1", 0))
        self._serve(PORT, listener)
        return int(listener.getsockname()[1])

    def close(self) -> None:
        """Ends it: no new connection comes about."""
        self._closed = True
        for one in (self._ours, self._theirs, *self._listeners):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def allows(self, name: str, port: int) -> bool:
        """Whether a host is on the list."""
        return any(one.allows(name, port) for one in self._hosts)

    def _receive(self) -> None:
        """Takes over the sockets that listen within."""
        size = array.array("i", [0]).itemsize
        with contextlib.suppress(OSError):
            while True:
                text, rights, _, _ = self._ours.recvmsg(2, socket.CMSG_LEN(size))
                if not text:
                    return
                for _, _, data in rights:
                    number = array.array("i", data[:size])[0]
                    self._serve(struct.unpack("!H", text)[0], socket.socket(fileno=number))

    def _serve(self, port: int, listener: socket.socket) -> None:
        self._listeners.append(listener)
        threading.Thread(target=self._accept, args=(port, listener), daemon=True).start()

    def _accept(self, port: int, listener: socket.socket) -> None:
        while not self._closed:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            if not _WAYS.acquire(blocking=False):
                client.close()
                continue
            threading.Thread(target=self._answer, args=(port, client), daemon=True).start()

    def _answer(self, port: int, client: socket.socket) -> None:
        try:
            with client, contextlib.suppress(OSError, ValueError, UnicodeError):
                client.settimeout(_CONNECT_S)
                if port == PORT:
                    self._proxied(client)
                else:
                    with socket.create_connection(("127.0.0.1", port), _CONNECT_S) as server:
                        relay(client, server)
        finally:
            _WAYS.release()

    def _proxied(self, client: socket.socket) -> None:
        head, rest = _read_head(client)
        first, _, fields = head.partition(b"\r\n")
        method, target, version = first.decode("ascii").split(" ", 2)
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        name, at = parts.hostname or "", parts.port or (443 if method == "CONNECT" else 80)
        if not self.allows(name, at):
            self.refused.append(f"{name}:{at}")
            text = f"the sandbox lets nothing reach {name}:{at}\n".encode()
            client.sendall(
                b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(text) + text
            )
            return
        try:
            server = connect(name, at)
        except OSError:
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        with server:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                server.sendall(f"{method} {path} {version}\r\n".encode() + _one_request(fields) + b"\r\n\r\n")
            server.sendall(rest)
            relay(client, server)


def connect(name: str, port: int) -> socket.socket:
    """A connection to a host, through the proxy that the user's own environment names. Raises OSError."""
    way = "" if name in _HERE or proxy_bypass(name) else getproxies().get("https", "")
    if not way:
        return socket.create_connection((name, port), _CONNECT_S)
    above = urlsplit(way if "://" in way else f"http://{way}")
    made = socket.create_connection((above.hostname or "", above.port or 80), _CONNECT_S)
    try:
        user = f"{unquote(above.username or '')}:{unquote(above.password or '')}"
        said = f"Proxy-Authorization: Basic {base64.b64encode(user.encode()).decode()}\r\n" if above.username else ""
        made.sendall(f"CONNECT {name}:{port} HTTP/1.1\r\nHost: {name}:{port}\r\n{said}\r\n".encode())
        head, _ = _read_head(made)
        if head.split(b" ", 2)[1:2] != [b"200"]:
            raise OSError("the proxy of this machine refused the connection")
    except (OSError, ValueError):
        made.close()
        raise
    return made


def relay(one: socket.socket, other: socket.socket) -> None:
    """Hands on what each of two says to the other, until both have ended or nothing was said for a while."""
    for end in (one, other):
        end.settimeout(_IDLE_S)
    back = threading.Thread(target=_hand_on, args=(other, one), daemon=True)
    back.start()
    _hand_on(one, other)
    back.join()


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _read_head(client: socket.socket) -> tuple[bytes, bytes]:
    """The head of a request or an answer, and what came behind it. Raises ValueError for one that has no end."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(_CHUNK)
        data += part
        if not part or len(data) > _HEAD:
            raise ValueError("no head of HTTP")
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _one_request(fields: bytes) -> bytes:
    """The fields of a request that is the only one of its connection: nothing behind it may be for another host."""
    kept = [one for one in fields.split(b"\r\n") if not one.lower().startswith((b"proxy-", b"connection:"))]
    return b"\r\n".join([*kept, b"Connection: close"])
