"""A headless Chromium, driven by the DevTools protocol over a pair of named pipes.

Protocol: https://chromedevtools.github.io/devtools-protocol/. With `--remote-debugging-pipe` Chromium reads commands
from file descriptor 3 and writes answers and events to 4, each a JSON text that ends with a NUL.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import time
from collections.abc import Callable, Iterator
from typing import Any

from mity.command import Command
from mity.redaction import Redactor
from mity.system.capture import Capture
from mity.system.process import Process
from mity.system.runner import Runner
from mity.system.scratch import Scratch

_FLAGS = (
    "--headless=new --remote-debugging-pipe --no-first-run --no-default-browser-check --disable-gpu --disable-sync "
    "--disable-background-networking --disable-component-update --disable-default-apps --disable-extensions "
    "--disable-dev-shm-usage --disable-quic --no-proxy-server --mute-audio --password-store=basic --use-mock-keychain"
)
# a shell gives the pipes their numbers and becomes the browser
_SHELL = 'exec "$0" "$@" 3<"$MITY_BROWSER_IN" 4>"$MITY_BROWSER_OUT"'
START_S = 30.0


class BrowserError(Exception):
    """The browser did not start, ended, or does not answer."""


class DevTools:
    """Commands to the browser and their answers; events go to `on_event`."""

    def __init__(self, process: Process, commands: int, answers: int, said: Capture) -> None:
        self.session = ""
        self.on_event: Callable[[str, dict[str, Any]], None] = lambda method, data: None
        self._process, self._commands, self._answers, self._said = process, commands, answers, said
        self._buffer = b""
        self._count = 0

    def send(self, method: str, params: dict[str, Any]) -> int:
        """Sends a command without waiting for its answer; returns its number."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        return self._count

    def call(self, method: str, params: dict[str, Any], limit_s: float = START_S) -> dict[str, Any]:
        """Sends a command and waits at most `limit_s` seconds for its answer. Raises BrowserError."""
        number = self.send(method, params)
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            for answer in self._messages(0.05):
                if answer.get("id") == number:
                    if "error" in answer:
                        raise BrowserError(f"the browser refused {method}: {answer['error'].get('message')}")
                    result = answer.get("result", {})
                    return result if isinstance(result, dict) else {}
        raise BrowserError(f"the browser did not answer {method} within {limit_s:.0f} s")

    def wait(self, seconds: float) -> None:
        """Takes events for a while."""
        for _ in self._messages(seconds):
            pass

    def _messages(self, seconds: float) -> list[dict[str, Any]]:
        """The messages that are there after waiting at most `seconds` for the first; events are passed on."""
        if not self._process.running():
            said = " ".join(self._said.text().split())[-300:]
            raise BrowserError(f"the browser ended with {self._process.popen.returncode}: {said}")
        if select.select([self._answers], [], [], seconds)[0]:
            self._buffer += os.read(self._answers, 1 << 20)
        *whole, self._buffer = self._buffer.split(b"\0")
        messages = [json.loads(text) for text in whole]
        for message in messages:
            if "method" in message and message.get("sessionId", "") == self.session:
                self.on_event(message["method"], message.get("params", {}))
        return messages


@contextlib.contextmanager
def started(runner: Runner, browser: str) -> Iterator[DevTools]:
    """A browser with a profile of its own, ended and forgotten afterwards."""
    with Scratch("page") as folder:
        pipes = [str(folder / name) for name in ("in", "out")]
        ends = []
        for pipe in pipes:
            os.mkfifo(pipe, 0o600)
            ends.append(os.open(pipe, os.O_RDWR))  # with both ends open here, no opening waits for the other
        env = {"MITY_BROWSER_IN": pipes[0], "MITY_BROWSER_OUT": pipes[1], "HOME": str(folder)}
        # as root there is no sandbox; the page is the application that was just built
        extra = ["--no-sandbox"] if os.geteuid() == 0 else []
        argv = ("/bin/sh", "-c", _SHELL, browser, *_FLAGS.split(), *extra, f"--user-data-dir={folder}/profile")
        said = Capture(Redactor({}), lambda line: None, None)
        process = runner.start(Command(argv, folder, env), said)
        try:
            yield DevTools(process, ends[0], ends[1], said)
        finally:
            process.end()
            runner.keep(process)
            said.close()
            for end in ends:
                os.close(end)
