"""An object store that speaks S3, of the tests' own: moto as a real server on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from postgres import free_port


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """The environment in which boto3 reaches the store; it has no bucket yet, and is gone afterwards."""
    program = shutil.which("moto_server")
    assert program, "moto_server is not on PATH"
    port = free_port()
    process = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield {
            "AWS_ENDPOINT_URL_S3": url,
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": os.urandom(8).hex(),
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    finally:
        process.kill()
        process.wait()


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < until, "the object store did not start"
            time.sleep(0.1)
