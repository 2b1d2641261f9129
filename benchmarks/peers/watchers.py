"""Many who watch one run by server-sent events, as browsers do: `watchers.py JSON`, one process for all of them.

The JSON has `port`, `path`, `cookies` (dealt over the watchers), `count`, maybe `idle` (they take what nobody else
wants of the processor), and how many of these are `slow` (2 kB each 0.2 s, until the run is over) or `dying` (the
connection is cut every second). Whoever is cut off comes back with the id of the last whole message. A line on stdin
tells that the run is over: JSON with `seqs`, the numbers of its events, and `times`, when each was written, in seconds
since 1970. It prints one line: `wrong`, how many saw anything but these events, each once and in order; `median_ms` and
`p95_ms` from an event's time to its being read, by those who are neither slow nor dying; `back`, how often
somebody came back.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import socket
import sys
import time
from array import array

_EVENT = re.compile(rb"(?:\A|\n)id: (\d+)\ndata: \{")
_ITEM = re.compile(rb'data-seq="(\d+)"')
_ENDS_S = 60.0
_CUT_S, _SIP_S, _SIP = 1.0, 0.2, 2048
_PLAIN, _SLOW, _DYING, _PLAIN_NOW = range(4)


class Watcher:
    """One of them: its connection, and the numbers of the events that it saw."""

    def __init__(self, number: int, kind: int, port: int, path: str, cookie: str) -> None:
        self.kind = kind
        self.seqs, self.times = array("Q"), array("d")
        self.back = -1
        self.due = time.monotonic() + _CUT_S * (1 + number % 10 / 10)
        self._port, self._path, self._cookie = port, path, cookie
        self._find = _ITEM if path.endswith("/live") else _EVENT
        self._data, self._text = bytearray(), bytearray()

    @property
    def last(self) -> int:
        """The newest event that it saw."""
        return self.seqs[-1] if self.seqs else 0

    def connect(self) -> socket.socket:
        """Comes, or comes back."""
        self.back += 1
        self._data.clear()
        self._text.clear()
        self._headed = False
        self.socket = socket.socket()
        if self.kind == _SLOW:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(30)
        self.socket.connect(("127.0.0.1", self._port))
        lines = (f"GET {self._path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", f"Cookie: {self._cookie}")
        head = "\r\n".join((*lines, f"Last-Event-ID: {self.last}", "", ""))
        self.socket.sendall(head.encode())
        self.socket.setblocking(False)
        return self.socket

    def read(self, most: int) -> bool:
        """Takes in what came; False when the connection is over."""
        try:
            data = self.socket.recv(most)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._data += data
        now = time.time()
        while (part := self._part()) is not None:
            self._text += part
            end = self._text.rfind(b"\n\n") + 2
            if end < 2:
                continue
            found = [int(seq) for seq in self._find.findall(bytes(self._text[:end]))]
            del self._text[:end]
            self.seqs.extend(sorted(found))
            self.times.extend([now] * len(found))
        return bool(data)

    def _part(self) -> bytes | None:
        """The next whole chunk; None where it is not there yet."""
        if not self._headed:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return None
            if b" 200 " not in self._data[:16]:
                raise RuntimeError(bytes(self._data[:200]))
            self._headed = True
            del self._data[: end + 4]
        end = self._data.find(b"\r\n")
        if end < 0:
            return None
        size = int(self._data[:end], 16)
        if len(self._data) < end + 4 + size:
            return None
        part = bytes(self._data[end + 2 : end + 2 + size])
        del self._data[: end + 4 + size]
        return part


class All:
    """All of them, by one selector."""

    def __init__(self, watchers: list[Watcher]) -> None:
        self.watchers = watchers
        self._selector = selectors.DefaultSelector()
        for one in watchers:
            self._selector.register(one.connect(), selectors.EVENT_READ, one)
        self._slow = [one for one in watchers if one.kind == _SLOW]
        self._dying = [one for one in watchers if one.kind == _DYING]

    def look(self, *, over: bool) -> None:
        """Reads what is there; slow ones a little, but for when the run is over."""
        now = time.monotonic()
        for key, _ in self._selector.select(0.05):
            if key.data.kind != _SLOW or now >= key.data.due:
                key.data.due = now + _SIP_S if key.data.kind == _SLOW else key.data.due
                if not key.data.read(_SIP if key.data.kind == _SLOW else 1 << 18):
                    self._again(key.data)
        for one in self._dying:
            if now >= one.due and not over:
                one.due = now + _CUT_S
                self._again(one)
        if self._slow and not over:
            time.sleep(0.01)  # what slow ones leave lies there all the time

    def hurry(self) -> None:
        """Lets slow ones take all that comes: how fast they get to the end is the server's doing then."""
        for one in self._slow:
            one.kind = _PLAIN_NOW
            one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)

    def _again(self, one: Watcher) -> None:
        self._selector.unregister(one.socket)
        one.socket.close()
        self._selector.register(one.connect(), selectors.EVENT_READ, one)


def main() -> None:
    """Watches until the run is over and everybody has seen all of it."""
    told = json.loads(sys.argv[1])
    kinds = [_SLOW] * told.get("slow", 0) + [_DYING] * told.get("dying", 0)
    kinds += [_PLAIN] * (told["count"] - len(kinds))
    cookies = told["cookies"]
    watchers = [
        Watcher(number, kind, told["port"], told["path"], cookies[number % len(cookies)])
        for number, kind in enumerate(kinds)
    ]
    _give_way(idle=bool(told.get("idle")))
    everybody = All(watchers)
    print("here", flush=True)
    line = b""
    os.set_blocking(0, False)
    while not line.endswith(b"\n"):
        everybody.look(over=False)
        try:
            line += os.read(0, 1 << 20)
        except BlockingIOError:
            continue
    run = json.loads(line)
    everybody.hurry()
    end = time.monotonic() + _ENDS_S
    while any(one.last < run["seqs"][-1] for one in watchers) and time.monotonic() < end:
        everybody.look(over=True)
    print(json.dumps(_seen(watchers, run["seqs"], dict(zip(run["seqs"], run["times"], strict=True)))))


def _give_way(*, idle: bool) -> None:
    """Real watchers are on other machines: these have what is left of the processor, or `idle` what nobody wants."""
    if idle and hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    elif hasattr(os, "nice"):
        os.nice(10)


def _seen(watchers: list[Watcher], seqs: list[int], times: dict[int, float]) -> dict[str, float]:
    delays = sorted(
        1e3 * (at - times[seq])
        for one in watchers
        if one.kind == _PLAIN
        for seq, at in zip(one.seqs, one.times, strict=True)
        if seq in times
    )
    return {
        "wrong": sum(list(one.seqs) != seqs for one in watchers),
        "median_ms": delays[len(delays) // 2] if delays else -1.0,
        "p95_ms": delays[len(delays) * 95 // 100] if delays else -1.0,
        "back": sum(one.back for one in watchers),
    }


if __name__ == "__main__":
    main()
