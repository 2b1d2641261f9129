"""The runs of an engine as rows: who holds which, their events and documents. Only who holds a run writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mity.engines.database import Database
from mity.engines.drivers import Due, driver_named
from mity.engines.leases import LEASE_S, TAKE, TAKEN_S, FencedError, Lease, Terms
from mity.engines.statements import CREATE, EVENTS, EVENTS_AND_FILES, KEPT
from mity.errors import BusyError, LogError
from mity.runs.references import by_number, is_id
from mity.text.records import dataclass

_SLOW_S = 1.0
QUEUED, HELD, STOPPED = "queued", "held", "stopped"


@dataclass(frozen=True, slots=True)
class Row:
    """A run as the database has it. `base` and `tree` are manifests of its files: as they came, and as they are."""

    run_id: str
    queue: str
    status: str
    holder: str
    workflow_id: str
    summary: str
    document: bytes
    sequence: int
    base: str
    tree: str
    problem: str
    held: bool


_COLUMNS = (
    "run_id, queue, status, holder, workflow_id, summary, document, sequence, base, tree, problem,"
    " status = 'held' AND lease_until >= clock_timestamp()"
)
_TURNED = "RETURNING driver, status, run_id, fence, queue, priority"


class Rows:
    """The table of runs. Each method raises EngineError."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def number(self) -> int:
        """A number that no run of this engine has."""
        return int(self._one("SELECT nextval('mity.run_numbers')")[0])

    def create(self, run_id: str, workflow_id: str, terms: Terms, holder: str) -> Lease:
        """Begins a run, held by `holder`.

        Raises BusyError for an id that is taken, FencedError for a step of a run that somebody else has by now.
        """
        words = {"run": run_id, "workflow": workflow_id, "holder": holder, "lease": TAKEN_S, "queue": terms.queue}
        words |= {"labels": list(terms.labels), "priority": terms.priority, "driver": terms.driver, "part": terms.part}
        words |= {"key": terms.key or workflow_id, "of": terms.of.run_id if terms.of else None, "tree": terms.tree}
        row = self._maybe(CREATE, {**words, "fence": terms.of.fence if terms.of else None})
        if row is None and terms.of is not None:
            self._mine(terms.of, False)
        if row is None:
            raise BusyError(f"the engine has a run {run_id} already: start again")
        return Lease(run_id, int(row[0]), terms.queue)

    def terms(self, run_id: str) -> Terms:
        """Those of a run, for another one that is to go to the same workers; its key where one was given to it."""
        text = "SELECT queue, labels, priority, driver, CASE WHEN key <> workflow_id THEN key ELSE '' END"
        row = self._one(f"{text} FROM mity.runs WHERE run_id = %s", (run_id,))
        return Terms(row[0], tuple(row[1]), row[2], row[3], row[4])

    def take(self, run_id: str, holder: str) -> Lease:
        """Takes a run that nobody holds. Raises BusyError, LogError for a run that is not there."""
        text = (
            TAKE + " WHERE run_id = %(run)s AND (status <> 'held' OR lease_until < clock_timestamp()"
            " OR holder = %(holder)s) RETURNING run_id, fence, queue, taken_over"
        )
        row = self._maybe(text, {"run": run_id, "holder": holder, "lease": TAKEN_S, "reset": True})
        if row is None:
            found = self.row(run_id)
            raise BusyError(f"{found.holder} is working on run {run_id}: let it finish, or cancel the run")
        return Lease(*row[:3])

    def beat(self, lease: Lease) -> bool:
        """Keeps a run for another while, without waiting for a disk; False when somebody else has it."""
        text = (
            "UPDATE mity.runs SET lease_until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE run_id = %s AND fence = %s AND status = 'held'"
            " AND (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL RETURNING fence"
        )
        return self._maybe(text, (LEASE_S, lease.run_id, lease.fence), patience_s=0) is not None

    def append(
        self, lease: Lease, events: Sequence[tuple[int, bytes]], tree: str | None = None, *, ended: bool = False
    ) -> None:
        """Adds events, each once, with the files as they are behind them if those changed, and whether a step ended
        with them. Raises FencedError."""
        words = {"run": lease.run_id, "fence": lease.fence, "tree": tree, "ended": ended}
        words |= {"seqs": [seq for seq, _ in events], "lines": [line for _, line in events]}
        words["kept"] = self._kept_s()
        files_too = tree is not None or (ended and lease.taken_over) or words["kept"] is not None
        text = EVENTS_AND_FILES if files_too else EVENTS
        self._mine(lease, self._one(text, words)[0] == 1)

    def write(self, lease: Lease, document: bytes, sequence: int, summary: str) -> None:
        """Replaces the document, which holds the events up to `sequence`. Raises FencedError."""
        text = (
            f"UPDATE mity.runs SET document = %(document)s, sequence = %(sequence)s, summary = %(summary)s, {KEPT}"
            " WHERE run_id = %(run)s AND fence = %(fence)s RETURNING fence"
        )
        words = {"document": document, "sequence": sequence, "summary": summary, "kept": self._kept_s()}
        words |= {"run": lease.run_id, "fence": lease.fence}
        self._mine(lease, self._maybe(text, words) is not None)

    def tell(self, lease: Lease, summary: str) -> None:
        """Replaces what lists show of a run. Raises FencedError."""
        where = "WHERE run_id = %(run)s AND fence = %(fence)s RETURNING fence"
        text = f"UPDATE mity.runs SET summary = %(summary)s, {KEPT} {where}"
        words = {"summary": summary, "kept": self._kept_s(), "run": lease.run_id, "fence": lease.fence}
        self._mine(lease, self._maybe(text, words) is not None)

    def begin(self, lease: Lease, tree: str) -> None:
        """Keeps the files with which a run begins. Raises FencedError."""
        text = "UPDATE mity.runs SET base = %s, tree = %s WHERE run_id = %s AND fence = %s RETURNING fence"
        self._mine(lease, self._maybe(text, (tree, tree, lease.run_id, lease.fence)) is not None)

    def brought(self, run_id: str, tree: str) -> None:
        """Notes that a folder goes by this list of files, which has to stay as long as the run does."""
        text = "UPDATE mity.runs SET brought = array_append(brought, %s) WHERE run_id = %s AND NOT %s = ANY(brought)"
        self.database.run(lambda connection: connection.execute(text, (tree, run_id, tree)))

    def release(self, lease: Lease, status: str, problem: str = "") -> None:
        """Gives a run back; nothing happens when somebody else has it."""
        text = (
            "UPDATE mity.runs SET status = %s, problem = %s, holder = '', lease_until = NULL"
            " WHERE run_id = %s AND fence = %s AND status = 'held'"
        )
        self.turn(text, (status, problem, lease.run_id, lease.fence))

    def queue_again(self, run_id: str, sequence: int = -1) -> bool:
        """Lets the workers of its queue go on with a run that has stopped; False for one without a queue, or held.

        With a `sequence` only one whose document ends there: one that went on meanwhile needs no further push.
        """
        text = (
            "UPDATE mity.runs AS r SET status = 'queued', taken_over = 0, problem = '', queued_at = clock_timestamp(),"
            " asked = greatest(sequence, (SELECT coalesce(max(seq), 0) FROM mity.events e WHERE e.run_id = r.run_id))"
            " WHERE run_id = %s AND status = 'stopped' AND queue <> '' AND (%s < 0 OR sequence = %s)"
        )
        return self.turn(text, (run_id, sequence, sequence))

    def turn(self, text: str, words: Any) -> bool:
        """Changes whether a run is due by an UPDATE of one row; one that is, is offered to workers in the same
        transaction. False when the row was not there."""

        def work(connection: Any) -> bool:
            with connection.transaction():
                found = connection.execute(f"{text} {_TURNED}", words).fetchone()
                if found is not None and found[1] == QUEUED:
                    driver_named(found[0]).offer(connection, Due(*found[2:]))
            return found is not None

        return self.database.run(work)

    def row(self, run_id: str) -> Row:
        """A run by its id. Raises LogError."""
        found = self._maybe(f"SELECT {_COLUMNS} FROM mity.runs WHERE run_id = %s", (run_id,)) if is_id(run_id) else None
        if found is None or found[6] is None:
            raise LogError(f"the engine has no run '{run_id}': see `mity runs list`")
        return Row(*found)

    def status(self, run_id: str) -> tuple[str, str]:
        """Whether a run is queued, held or stopped, and what hinders it. Raises LogError."""
        row = self._maybe("SELECT status, problem FROM mity.runs WHERE run_id = %s", (run_id,))
        if row is None:
            raise LogError(f"the engine has no run '{run_id}' any more")
        return str(row[0]), str(row[1])

    def known(self, run_id: str) -> bool:
        """Whether the engine has this run."""
        return is_id(run_id) and self._maybe("SELECT 1 FROM mity.runs WHERE run_id = %s", (run_id,)) is not None

    def summaries(self) -> list[tuple[str, str, str, str]]:
        """Id, workflow, summary and holder of each run, oldest first."""
        text = "SELECT run_id, workflow_id, summary, holder FROM mity.runs WHERE document IS NOT NULL"
        found = [(str(a), str(b), str(c), str(d)) for a, b, c, d in self._all(text, ()) if is_id(str(a))]
        return sorted(found, key=lambda row: by_number(row[0]))

    def events(self, run_id: str, after: int = 0) -> list[tuple[int, bytes]]:
        """The events of a run behind a number, in order."""
        text = "SELECT seq, line FROM mity.events WHERE run_id = %s AND seq > %s ORDER BY seq"
        return [(int(seq), bytes(line)) for seq, line in self._all(text, (run_id, after))]

    def since_asked(self, run_id: str) -> list[tuple[int, bytes]]:
        """The events of a run behind those that were there when somebody last asked for it to go on, in order."""
        return self.events(run_id, int(self._one("SELECT asked FROM mity.runs WHERE run_id = %s", (run_id,))[0]))

    def last(self, run_id: str) -> int:
        """The number of the last event that the engine has of a run."""
        text = (
            "SELECT greatest(sequence, (SELECT coalesce(max(seq), 0) FROM mity.events AS e WHERE e.run_id = r.run_id))"
            " FROM mity.runs AS r WHERE run_id = %s"
        )
        row = self._maybe(text, (run_id,))
        return int(row[0]) if row else 0

    def _kept_s(self) -> float | None:
        """Seconds for which a run is kept by what is written of it, where that takes long; else by signs of life."""
        slowest = self.database.slowest_s
        return None if slowest < _SLOW_S else LEASE_S + 3 * slowest

    def _mine(self, lease: Lease, mine: bool) -> None:
        if not mine:
            raise FencedError(f"run {lease.run_id} was taken over by another process: this one writes nothing more")

    def _one(self, text: str, words: Any = ()) -> Any:
        return self.database.run(lambda connection: connection.execute(text, words).fetchone())

    def _maybe(self, text: str, words: Any, *, patience_s: float | None = None) -> Any:
        return self.database.run(lambda connection: connection.execute(text, words).fetchone(), patience_s)

    def _all(self, text: str, words: Any) -> list[Any]:
        return self.database.run(lambda connection: connection.execute(text, words).fetchall())
