"""What is said where an engine is named wrongly or cannot be reached, without a database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness import Mity
from mity.engines.address import database_url, driver_of
from mity.engines.walk import is_secret, walk


def test_an_engine_is_a_database(mity: Mity) -> None:
    done = mity("runs", "list", "--engine", "mysql://me:hidden@db/mity")
    assert done.code == 2
    assert "must be the URL of a PostgreSQL database" in done.err
    assert "hidden" not in done.text


def test_an_engine_that_does_not_answer_is_told_without_its_password(mity: Mity) -> None:
    done = mity("runs", "list", "--engine", "postgresql://me:hidden@127.0.0.1:1/mity")
    assert done.code == 1
    assert "cannot reach the engine at postgresql://127.0.0.1:1/mity" in done.err
    assert "hidden" not in done.text


def test_a_queue_needs_an_engine(mity: Mity) -> None:
    done = mity("run", "check", "--queue", "builds")
    assert (done.code, "--queue needs an engine" in done.err) == (2, True)


def test_dbos_is_named_in_the_url_and_knows_no_labels(mity: Mity) -> None:
    url = "dbos+postgresql://me:hidden@127.0.0.1:1/mity"
    assert (driver_of(url), database_url(url)) == ("dbos", url.removeprefix("dbos+"))
    away = mity("runs", "list", "--engine", url)
    assert (away.code, "cannot reach the engine at postgresql://127.0.0.1:1/mity" in away.err) == (1, True), away.text
    other = mity("runs", "list", "--engine", url.replace("dbos", "other"))
    assert (other.code, "dbos+postgresql://USER@HOST/NAME" in other.err) == (2, True), other.text
    for words in (("run", "check", "--queue", "q", "--labels", "gpu"), ("worker", "--labels", "gpu")):
        refused = mity(*words, "--engine", url)
        assert (refused.code, "know no labels" in refused.err) == (2, True), refused.text


def test_what_holds_secrets_stays_where_it_is(tmp_path: Path) -> None:
    for name in ("app.py", ".env", ".env.example", "key.pem", ".mity/logs/0001-a-bcde.json", ".mity/locks/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert set(walk(tmp_path, "0002-b-cdef", frozenset())) == {"app.py", ".env.example"}
    assert is_secret("id_ed25519") and not is_secret("identity.py")


def test_a_worker_ends_while_a_library_keeps_a_thread() -> None:
    script = (
        "import threading\nfrom mity.cli.worker import leave_waiting_threads\n"
        "threading.Thread(target=threading.Event().wait).start()\nprint('drained')\nleave_waiting_threads()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "drained\n")
