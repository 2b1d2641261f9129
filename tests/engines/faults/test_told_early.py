"""Workers that are told to end before they work: they end with the code of an interruption, whatever they are about."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from harness import Mity
from rows import each

pytestmark = pytest.mark.slow

_INTERRUPTED = 130
_STOP = """
import os, signal, sys

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["STOP_AT"]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Stop())
"""
"""Python runs it first of all: it asks its own process to end when that loads a module of a name."""


@each(
    "module", ["mity.cli.entry", "click", "mity.cli.worker", "mity.cli.engine_place", "psycopg", "psycopg.types.uuid"]
)
def test_a_worker_told_to_end_as_it_loads_is_interrupted(mity: Mity, tmp_path: Path, engine: str, module: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(_STOP)
    env = {"MITY_ENGINE": engine, "PYTHONPATH": str(tmp_path), "STOP_AT": module}
    worker = mity.start("worker", "--once", "--folder", str(tmp_path / "places"), env=env)
    said = worker.communicate(timeout=60)[1]
    assert (worker.returncode, "Traceback" in said) == (_INTERRUPTED, False), said
    assert not (tmp_path / "places").exists()


def test_a_worker_whose_database_says_nothing_ends_at_once(mity: Mity) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        worker = mity.start("worker", "--engine", f"postgresql://mity@127.0.0.1:{silent.getsockname()[1]}/mity")
        connection, _ = silent.accept()
        began = time.monotonic()
        worker.terminate()
        said = worker.communicate(timeout=60)[1]
        connection.close()
    assert (worker.returncode, time.monotonic() < began + 3) == (_INTERRUPTED, True), said
