"""Limits of a queue hold over all its workers: runs at once and runs begun in a period, in all or for each key."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from harness import Mity
from mity.engines.database import Database
from mity.engines.engine import Engine
from mity.engines.leases import LEASE_S, Terms
from mity.engines.limits import Limit, forget_limit, limits, set_limit
from mity.engines.migrations import MIGRATIONS, migrate
from mity.engines.rows import QUEUED, STOPPED
from mity.engines.taking import take_next

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

STEP = """
name: step
steps:
  - name: only
    command: |
      python3 -c 'import time; print("begun", time.time())' >> "{seen}"
      sleep 1
      python3 -c 'import time; print("ended", time.time())' >> "{seen}"
"""


def queued(engine: str, *keys: str) -> list[str]:
    """Runs of the queue `q`, one for each key, in this order."""
    kept, ids = Engine(engine), []
    for key in keys:
        ids.append(f"{len(ids) + 1:04}-a-bcde")
        lease = kept.rows.create(ids[-1], "a", Terms("q", key=key), "client")
        kept.rows.write(lease, b"{}", 0, "{}")
        kept.rows.release(lease, QUEUED)
    return ids


def taken(engine: str) -> str:
    """The run that a worker gets now; empty for none."""
    lease = take_next(Database(engine, 5), "q", ["linux"], "worker")
    return lease.run_id if lease else ""


def test_a_run_waits_until_another_one_has_ended(engine: str) -> None:
    first, second, third = queued(engine, "", "", "")
    set_limit(Database(engine, 5), Limit("q", at_once=2))
    assert [taken(engine) for _ in range(3)] == [first, second, ""]
    kept = Engine(engine)
    kept.rows.release(kept.rows.take(second, "worker"), STOPPED)
    assert [taken(engine), taken(engine)] == [third, ""]


def test_only_so_many_begin_in_a_period(engine: str) -> None:
    first, second, third = queued(engine, "", "", "")
    set_limit(Database(engine, 5), Limit("q", starts=2, period_s=3.0))
    begun = time.monotonic()
    assert [taken(engine) for _ in range(3)] == [first, second, ""]
    while not (late := taken(engine)):
        time.sleep(0.1)
    assert (late, time.monotonic() - begun >= 2.9) == (third, True)


def test_each_key_has_a_limit_of_its_own_and_nobody_waits_behind_another_key(engine: str) -> None:
    ids = queued(engine, "ada", "ada", "ada", "bob", "bob")
    set_limit(Database(engine, 5), Limit("q", at_once=1, each_key=True))
    assert [taken(engine) for _ in range(3)] == [ids[0], ids[3], ""]
    set_limit(Database(engine, 5), Limit("q", starts=2, period_s=60.0, each_key=True))
    assert [taken(engine) for _ in range(3)] == [ids[1], ids[2], ids[4]], "what began without such a limit is not known"


def test_a_run_that_is_taken_over_does_not_count_again(engine: str) -> None:
    (only,) = queued(engine, "")
    set_limit(Database(engine, 5), Limit("q", at_once=1, starts=1, period_s=600.0))
    lease = take_next(Database(engine, 5), "q", ["linux"], "worker")
    assert lease is not None and (lease.run_id, Engine(engine).rows.beat(lease)) == (only, True)
    time.sleep(LEASE_S + 0.5)
    assert taken(engine) == only, "its worker gave no sign of life"
    assert taken(engine) == ""


def test_many_workers_that_look_at_once_take_no_more_than_allowed(engine: str) -> None:
    queued(engine, *["ada"] * 30)
    set_limit(Database(engine, 5), Limit("q", at_once=7, starts=5, period_s=600.0))
    got: list[str] = []
    go = threading.Barrier(12)

    def look() -> None:
        database = Database(engine, 5)
        go.wait()
        for _ in range(5):
            lease = take_next(database, "q", ["linux"], threading.current_thread().name)
            got.extend([lease.run_id] if lease else [])
        database.close()

    threads = [threading.Thread(target=look) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 5


def test_what_stopped_counting_is_forgotten(engine: str) -> None:
    queued(engine, "", "", "")
    database = Database(engine, 5)
    set_limit(database, Limit("q", starts=1, period_s=0.5))
    for _ in range(3):
        assert taken(engine)
        time.sleep(0.7)
    rows = database.run(lambda connection: connection.execute("SELECT count(*) FROM mity.starts").fetchone())
    assert rows == (1,)
    assert forget_limit(database, "q")
    assert (forget_limit(database, "q"), limits(database)) == (False, [])


def test_runs_by_the_command_line_wait_for_the_limit_of_their_queue(mity: Mity, tmp_path: Path, engine: str) -> None:
    seen, env = tmp_path / "seen", {"MITY_ENGINE": engine}
    (mity.workspace / "step.yaml").write_text(STEP.format(seen=seen))
    limited = mity("engine", "limit", "q", "--at-once", "1", "--each-key", "--json", env=env)
    assert limited.json["limits"] == [{"queue": "q", "at_once": 1, "starts": None, "period_s": None, "each_key": True}]
    for key in ("ada", "ada", "ada", "bob"):
        words = ("--queue", "q", "--detach", "--key", key, "--output", str(mity.workspace))
        assert mity("run", "step.yaml", "--trust", *words, env=env).code == 0
    words = ("worker", "--queue", "q", "--concurrency", "4", "--once", "--folder", str(tmp_path / "places"))
    done = mity(*words, env=env)
    assert done.code == 0, done.text
    moments = sorted((float(at), what) for what, at in map(str.split, seen.read_text().splitlines()))
    under_way, most = 0, 0
    for _, what in moments:
        under_way += 1 if what == "begun" else -1
        most = max(most, under_way)
    assert (Counter(what for _, what in moments), most) == ({"begun": 4, "ended": 4}, 2)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--at-once", "2"), "name the queue"),
        (("q", "--starts", "2"), "--starts and --per belong together"),
        (("q", "--each-key"), "--each-key says how a limit counts"),
        (("q", "--none", "--at-once", "2"), "leave the other options out"),
        (("q", "--starts", "2", "--per", "soon"), "'soon' is no duration"),
        (("q", "--at-once", "0"), "0 is not in the range"),
    ],
)
def test_limits_that_say_nothing_are_refused(mity: Mity, words: tuple[str, ...], says: str) -> None:
    refused = mity("engine", "limit", *words, env={"MITY_ENGINE": "postgresql://localhost/nothing"})
    assert (refused.code, says in refused.err) == (2, True), refused.text


def test_a_role_of_workers_reaches_the_tables_that_came_later(postgres: str) -> None:
    first = Database(postgres, 5)
    first.run(lambda connection: connection.execute("CREATE DATABASE before_limits"))
    first.run(lambda connection: connection.execute("CREATE ROLE long_there LOGIN PASSWORD 'x'"))
    place = f"{postgres.rpartition('@')[2].rpartition('/')[0]}/before_limits"
    database = Database(f"{postgres.rpartition('/')[0]}/before_limits", 5)
    migrate(database, MIGRATIONS[:4])
    for text in ("USAGE ON SCHEMA mity", "SELECT, INSERT, UPDATE, DELETE ON mity.runs, mity.events, mity.inbox"):
        database.run(lambda connection, text=text: connection.execute(f"GRANT {text} TO long_there"))
    assert migrate(database) == len(MIGRATIONS) - 4
    own = Database(f"postgresql://long_there:x@{place}", 5)
    set_limit(own, Limit("q", at_once=1))
    assert take_next(own, "q", ["linux"], "me") is None
