"""What workers carry to a server beside the database: each offer once, again when nothing came of it."""

from __future__ import annotations

from typing import Any

import pytest

from mity.engines.engine import Engine
from mity.engines.leases import Terms
from mity.engines.outbox import AGAIN_S, Offer, Outbox
from mity.engines.rows import QUEUED, STOPPED

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def due(kept: Engine, number: int, priority: int = 0, queue: str = "q") -> str:
    """A run that waits for a worker."""
    run_id = f"{number:04}-a-bcde"
    lease = kept.rows.create(run_id, "a", Terms(queue, (), priority, "temporal"), "client")
    kept.rows.write(lease, b"{}", 1, "{}")
    kept.rows.release(lease, QUEUED)
    return run_id


def later(kept: Engine, text: str, *words: Any) -> None:
    """Changes a row as time does."""
    kept.database.run(lambda connection: connection.execute(f"UPDATE mity.runs SET {text}", words))


def test_an_offer_goes_to_one_worker_the_highest_priority_first(engine: str) -> None:
    kept, other = Engine(f"temporal+{engine}"), Engine(f"temporal+{engine}")
    ids = [due(kept, number, priority) for number, priority in enumerate((0, -1, 5, 0), 1)]
    due(kept, 9, queue="elsewhere")
    first, second = Outbox(kept.rows, "temporal", "q"), Outbox(other.rows, "temporal", "q")
    taken = {one.run_id for one in first.new(2)}
    assert taken == {ids[2], ids[0]}
    assert {one.run_id for one in second.new(9)} == {ids[3], ids[1]}
    assert (first.new(9), second.silent(9)) == ([], [])


def test_what_did_not_get_there_and_what_is_not_heard_of_is_carried_again(engine: str) -> None:
    kept = Engine(f"temporal+{engine}")
    box, run_id = Outbox(kept.rows, "temporal", "q"), due(kept, 1)
    (offer,) = box.new(9)
    assert offer.name == f"{run_id}.1"
    box.give_back([Offer(run_id, 0, 0, "a")])
    assert box.new(9) == [], "that was another one"
    box.give_back([offer])
    assert box.new(9) == [offer]
    later(kept, "offered_at = clock_timestamp() - make_interval(secs => %s)", AGAIN_S + 1)
    assert (box.new(9), box.silent(9), box.silent(9)) == ([], [offer], [])


def test_a_run_that_is_worked_on_is_left_alone_until_its_worker_dies(engine: str) -> None:
    kept = Engine(f"temporal+{engine}")
    box, run_id = Outbox(kept.rows, "temporal", "q"), due(kept, 1)
    box.new(9)
    lease = kept.rows.take(run_id, "worker")
    later(kept, "offered_at = offered_at - interval '1 hour'")
    assert box.silent(9) == []
    later(kept, "lease_until = clock_timestamp() - interval '1 second'")
    assert [one.name for one in box.silent(9)] == [f"{run_id}.1"], "its workflow may still be there"
    kept.rows.release(lease, STOPPED)
    assert (box.new(9), box.silent(9)) == ([], [])
    assert kept.rows.queue_again(run_id)
    assert [one.name for one in box.new(9)] == [f"{run_id}.2"], "it is due anew, so it is another offer"


def test_what_a_client_that_died_never_put_into_the_queue_is_carried(engine: str) -> None:
    kept = Engine(f"temporal+{engine}")
    box = Outbox(kept.rows, "temporal", "q")
    lease = kept.rows.create("0001-a-bcde", "a", Terms("q", (), 0, "temporal"), "client")
    later(kept, "lease_until = clock_timestamp() - interval '1 second'")
    assert box.new(9) == [], "it has no document"
    kept.rows.write(lease, b"{}", 1, "{}")
    assert [one.name for one in box.new(9)] == ["0001-a-bcde.0"]
