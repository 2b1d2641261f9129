"""Workflows that start by themselves and are run by the workers of an engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from delivering import define

from harness import Mity
from mity.engines.engine import Engine
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.rotation("watching by workers", of=2)]

NOTES = """
triggers: [{type: file_changed, filter: "src/*"}]
steps: [{name: copy, command: 'cat src/a > copied; echo "$PLACE" >> src/b; sleep 2; echo x >> LEDGER'}]
"""


def test_a_change_is_served_by_a_worker_once_also_over_a_kill(mity: Mity, tmp_path: Path, engine: str) -> None:
    ledger = tmp_path / "ledger"
    (mity.workspace / "src").mkdir()
    (mity.workspace / "src" / "a").write_text("one\n")
    define(mity, "notes", NOTES.replace("LEDGER", str(ledger)))
    env = {"MITY_ENGINE": engine}
    words = ("watch", "--queue", "q", "--once", "--trust")
    assert mity(*words, env=env).code == 0, "the first look takes all as it is"
    refused = mity("watch", "--queue", "q", "--detach", env=env)
    assert (refused.code, "--detach is for `mity run`" in refused.err) == (2, True), refused.text
    (mity.workspace / "src" / "a").write_text("two\n")
    killed = mity.start(*words, env=env)
    kept = Engine(engine)
    until(lambda: kept.rows.summaries())
    killed.kill()
    killed.communicate(timeout=60)
    worker = mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env={**env, "PLACE": "far"})
    try:
        done = mity(*words, env=env)
        assert done.code == 0, done.text
        again = mity(*words, env=env)
        assert again.code == 0, again.text
    finally:
        worker.terminate()
        worker.communicate(timeout=60)
    assert (mity.workspace / "copied").read_text() == "two\n"
    assert (mity.workspace / "src" / "b").read_text() == "far\n"
    assert ledger.read_text() == "x\n", "what a worker changed is its run's own and triggers nothing"
    assert len(kept.rows.summaries()) == 1
