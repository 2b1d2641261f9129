"""What an engine does for a run under way, and how that grows with the runs that ever were."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg

from mity.engines.database import Database
from mity.engines.depths import depths
from mity.engines.due import anything_due, lapsed, left_behind, take_offered
from mity.engines.leases import Terms
from mity.engines.messages import Messages
from mity.engines.outbox import Outbox
from mity.engines.rows import QUEUED, Rows
from mity.engines.stands import stands_of
from mity.engines.taking import take_next
from mity.engines.tidying import Tidying
from mity.runs.references import ID
from page import until

RUNS = 3_000
_FILLED = """
INSERT INTO mity.runs (run_id, queue, status, workflow_id, document, key)
SELECT lpad(i::text, 4, '0') || '-line-abcd', 'q', 'stopped', 'line', '{}', 'line' FROM generate_series(1, %s) AS i
"""
_EVENTS = """
INSERT INTO mity.events (run_id, seq, fence, line) SELECT run_id, s, 1, 'x' FROM mity.runs, generate_series(1, 3) AS s
"""
_SCANS = """
SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname IN ('runs', 'events') AND schemaname = 'mity'
"""
_BY_INDEX = "SELECT sum(idx_scan) FROM pg_stat_user_tables WHERE relname = 'runs' AND schemaname = 'mity'"


def a_life(database: Database) -> None:
    """Whatever the processes around one run ask the database while it begins, waits, is worked on and ends."""
    rows, messages = Rows(database), Messages(database)
    lease = rows.create("9001-line-abcd", "line", Terms("q", driver="dbos"), "client")
    rows.write(lease, b"{}", 1, "{}")
    rows.turn("UPDATE mity.runs SET status = 'queued', driver = ''  WHERE run_id = %s", (lease.run_id,))
    depths(database)
    taken = take_next(database, "q", ["linux"], "worker")
    assert taken is not None
    rows.beat(taken)
    messages.post(taken.run_id, "pause", {})
    messages.waiting(taken.run_id)
    for seq in range(2, 8):
        rows.append(taken, [(seq, b"x")], "tree", ended=True)
    rows.tell(taken, "{}")
    assert (rows.last(taken.run_id), len(rows.events(taken.run_id, 3))) == (7, 4)
    rows.since_asked(taken.run_id)
    rows.row(taken.run_id)
    rows.terms(taken.run_id)
    messages.forget(taken)
    rows.release(taken, QUEUED)
    assert take_offered(rows, taken.run_id, "another").lease is not None
    assert lapsed(rows, [taken.run_id]) == {}
    for driver in ("dbos", "temporal"):
        assert left_behind(rows, driver, "q") == []
        assert not anything_due(rows, driver, "q")
    box = Outbox(rows, "temporal", "q")
    assert box.new(20) + box.silent(10) == []
    Tidying(database, "q").look()


def test_nothing_that_is_asked_for_one_run_goes_through_all_of_them(engine: str) -> None:
    with psycopg.connect(engine, autocommit=True) as connection:
        connection.execute(_FILLED, (RUNS,))
        connection.execute(_EVENTS)
        connection.execute("ANALYZE mity.runs, mity.events")
        connection.execute("SELECT pg_stat_force_next_flush()")

        def read(text: str) -> list[tuple[object, ...]]:
            return connection.execute(text).fetchall()

        until(lambda: read(_BY_INDEX)[0][0] >= RUNS)  # by the keys of the events: what was filled in is counted
        before, used = dict(read(_SCANS)), read(_BY_INDEX)[0][0]
        database = Database(engine, 5)
        a_life(database)
        database.close()
        until(lambda: read(_BY_INDEX)[0][0] > used + 20)  # what it did is counted at once when it ends
        assert dict(read(_SCANS)) == before


def test_a_run_is_taken_without_a_look_at_the_names_of_all_that_wait(engine: str) -> None:
    with psycopg.connect(engine, autocommit=True) as connection:
        connection.execute(_FILLED.replace("'stopped'", "'queued'"), (RUNS,))
        connection.execute("ANALYZE mity.runs")

        def names() -> None:
            connection.execute("SELECT count(*) FROM mity.runs WHERE run_id ~ %s", (f"^{ID}$",))

        database = Database(engine, 5)
        take_next(database, "none", [], "worker")
        took = [_seconds(lambda: take_next(database, "q", ["linux"], "worker")) for _ in range(5)]
        assert min(took) < min(_seconds(names) for _ in range(5)) / 2


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_runs_are_told_in_the_order_of_their_numbers(engine: str) -> None:
    ids = ["0009-line-abcd", "0010-line-abcd", "9999-b-abcd", "10000-a-abcd", "10001-a-abcd"]
    with psycopg.connect(engine, autocommit=True) as connection:
        for run_id in [*reversed(ids), "0001-$(id)-abcd", "nothing"]:
            words = (run_id, "stopped", "line", "{}")
            connection.execute(
                "INSERT INTO mity.runs (run_id, status, workflow_id, document) VALUES (%s, %s, %s, %s)", words
            )
    database = Database(engine, 5)
    assert [row[0] for row in Rows(database).summaries()] == ids
    assert [one.run_id for one in stands_of(database)] == ids[::-1]
