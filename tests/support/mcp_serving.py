"""`mity mcp --http` as a process of its own."""

from __future__ import annotations

import re
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from harness import Mity

TOKEN = "a-token-of-this-test-0123456789"


@contextmanager
def serving(mity: Mity, *words: str, **env: str) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """The address of a server, what it said, and its process."""
    process = mity.start("mcp", "--http", "0", *words, env=env)
    try:
        assert process.stderr is not None
        assert select.select([process.stderr], [], [], 60)[0], "the server said nothing"
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/mcp", said)
        assert found, said
        yield found[0], said, process
    finally:
        process.terminate()
        process.communicate(timeout=30)
