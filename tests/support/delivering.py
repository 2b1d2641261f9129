"""Deliveries as forges make them, and a `mity watch` that listens to them."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness import Mity

SECRET = "a secret of the forge"


def signed(body: bytes, secret: str = SECRET) -> str:
    """The signature of a body, in hexadecimal."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def github(payload: object, kind: str, delivery: str, secret: str = SECRET) -> tuple[dict[str, str], bytes]:
    """Headers and body of a delivery of GitHub's."""
    body = json.dumps(payload).encode()
    headers = {
        "X-Hub-Signature-256": f"sha256={signed(body, secret)}",
        "X-GitHub-Delivery": delivery,
        "X-GitHub-Event": kind,
        "Content-Type": "application/json",
    }
    return headers, body


def deliver(url: str, headers: dict[str, str], body: bytes) -> int:
    """Posts a delivery; the status of the answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


class Watching:
    """A `mity watch` under way, what it says, and where it listens."""

    def __init__(self, process: subprocess.Popen[str], said: Path) -> None:
        self.process = process
        self._said = said

    @property
    def text(self) -> str:
        """Everything that it has said so far."""
        return self._said.read_text()

    def says(self, pattern: str, seconds: float = 20) -> re.Match[str]:
        """Waits until it has said something."""
        found = until(lambda: re.search(pattern, self.text), seconds)
        assert found is not None, self.text
        return found

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.says(r"listens at (http://\S+)/hooks/")[1]


def until(what: Callable[[], Any], seconds: float = 20) -> Any:
    """Waits until something is true; what it is then."""
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.03)
    return found


@contextmanager
def watching(mity: Mity, *words: str, env: dict[str, str] | None = None) -> Iterator[Watching]:
    """`mity watch` in a process of its own, killed at the end where it still runs."""
    said = mity.workspace.parent / f"watch-{time.monotonic_ns()}.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            mity.argv("watch", *words),
            cwd=mity.workspace,
            env={**mity.env, "PYTHONUNBUFFERED": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        found = Watching(process, said)
        found.says(r"watches .* Ctrl-C ends it")
        yield found
    finally:
        process.kill()
        process.wait()


def define(mity: Mity, name: str, text: str) -> None:
    """A workflow of the workspace's own."""
    path = mity.workspace / ".mity" / "workflows" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"name: {name}\n{text}")


def configure(mity: Mity, text: str) -> None:
    """The settings of the workspace."""
    path = mity.workspace / ".mity" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def served(mity: Mity) -> list[dict[str, Any]]:
    """What was served, in order."""
    path = mity.workspace / ".mity" / "watch" / "served.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def waiting(mity: Mity) -> list[str]:
    """The files of what was not served yet."""
    return sorted(path.name for path in (mity.workspace / ".mity" / "watch" / "queue").glob("*"))
