"""The wire between a worker and its database: a process that hands on bytes, late, not at all, or hangs up, as told.

`python wire.py PORT` prints the port that it listens on; each line on its stdin is the state from then on: `pass`,
`silent` (connections stay, nothing comes through), `cut` (connections end, new ones as well), `late SECONDS`, and
`forget` (those that there are stay silent for good, new ones pass).
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_BYTES = 65_536


class Wire:
    """What became of the wire last, and the connections through it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._passes = asyncio.Event()
        self._passes.set()
        self._late_s = 0.0
        self._cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._forgotten: set[asyncio.StreamWriter] = set()

    def become(self, line: str) -> None:
        """Takes up a state."""
        word, _, more = line.strip().partition(" ")
        self._cut, self._late_s = word == "cut", float(more) if word == "late" else 0.0
        (self._passes.clear if word == "silent" else self._passes.set)()
        if word == "forget":
            self._forgotten |= self._ends
        if self._cut:
            for end in self._ends:
                end.transport.abort()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves one connection until either side ends it."""
        if self._cut:
            writer.transport.abort()
            return
        with contextlib.suppress(OSError):
            other, further = await asyncio.open_connection("127.0.0.1", self._port)
            self._ends |= {writer, further}
            await asyncio.gather(self._hand_on(reader, further), self._hand_on(other, writer))
        writer.close()

    async def _hand_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_BYTES):
                await asyncio.sleep(self._late_s)
                await self._passes.wait()
                if target in self._forgotten:
                    continue
                target.write(data)
                await target.drain()
        self._ends.discard(target)
        target.close()


async def _serve(port: int) -> None:
    wire = Wire(port)
    server = await asyncio.start_server(wire.connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        wire.become(line)


class Hand:
    """Steers the process of a wire; `port` is where it listens."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None
        self.port = int(process.stdout.readline())

    def __call__(self, state: str) -> None:
        """Gives the wire another state."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{state}\n")
        self._process.stdin.flush()


@contextmanager
def wire(port: int) -> Iterator[Hand]:
    """A wire to a port of this machine, in a process of its own."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, __file__, str(port)], stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Hand(process)
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
