"""Workers killed at named moments: a statement by which a run records something is held back in the database."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from typing import Any

import psycopg

from mity.engines.address import database_url
from page import until

_KEY = 4711
_HOLD = f"""
CREATE TABLE IF NOT EXISTS public.moment (pattern text NOT NULL);
CREATE TABLE IF NOT EXISTS public.turns (number bigserial, status text NOT NULL);
DELETE FROM public.turns;
CREATE OR REPLACE FUNCTION public.held_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM public.moment WHERE convert_from(NEW.line, 'UTF8') ~ pattern) THEN
    PERFORM pg_advisory_xact_lock({_KEY});
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION public.held_run() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (
    SELECT 1 FROM public.moment
    WHERE (NEW.document IS DISTINCT FROM OLD.document AND 'document ' || (NEW.summary::json->>'state') = pattern)
      OR (OLD.document IS NULL AND NEW.document IS NOT NULL AND 'begun ' || NEW.workflow_id = pattern)
      OR (NEW.status IS DISTINCT FROM OLD.status AND 'status ' || NEW.status = pattern)
  ) THEN
    PERFORM pg_advisory_xact_lock({_KEY});
  END IF;
  IF NEW.status IS DISTINCT FROM OLD.status THEN
    INSERT INTO public.turns (status) VALUES (NEW.status);
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION public.held_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF EXISTS (SELECT 1 FROM public.moment WHERE 'row ' || NEW.workflow_id = pattern) THEN
    PERFORM pg_advisory_xact_lock({_KEY});
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER held_row BEFORE INSERT ON mity.runs FOR EACH ROW EXECUTE FUNCTION public.held_row();
CREATE OR REPLACE TRIGGER held_event BEFORE INSERT ON mity.events FOR EACH ROW EXECUTE FUNCTION public.held_event();
CREATE OR REPLACE TRIGGER held_run BEFORE UPDATE ON mity.runs FOR EACH ROW EXECUTE FUNCTION public.held_run();
"""
_WAITING = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


class Moments:
    """Moments of the runs of one database, named by what is about to be recorded.

    A moment is a pattern of an event's line, `document STATE` for the document of a run in that state, `status STATUS`
    for the row of a run that is given back, `row WORKFLOW` for that of a new run, or `begun WORKFLOW` for its first
    document. What comes before it is recorded, it itself is not.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def kill(self, worker: ForkServerProcess, moment: str) -> None:
        """Kills a worker when it comes to a moment; the lease of its run is over then."""
        run = self._connection.execute
        self._reach(worker, moment)
        worker.kill()
        worker.join()
        run("DELETE FROM public.moment")
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s",
            (self._connection.info.backend_pid,))  # fmt: skip
        until(lambda: not run(_WAITING).fetchall(), 30)
        run("UPDATE mity.runs SET lease_until = clock_timestamp() - interval '1 s' WHERE status = 'held'")

    def statuses(self) -> list[str]:
        """What the status of the run became, one after the other."""
        return [str(row[0]) for row in self._connection.execute("SELECT status FROM public.turns ORDER BY number")]

    def stop(self, worker: ForkServerProcess, moment: str) -> None:
        """Stops a worker that has come to a moment, within the transaction that records it, without ending it."""
        self._reach(worker, moment)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGSTOP)
        self._connection.execute("DELETE FROM public.moment")
        self._connection.execute("SELECT pg_advisory_unlock(%s)", (_KEY,))

    def _reach(self, worker: ForkServerProcess, moment: str) -> None:
        self._connection.execute("INSERT INTO public.moment VALUES (%s)", (moment,))
        until(lambda: bool(self._connection.execute(_WAITING).fetchall()) or not worker.is_alive(), 90)
        assert worker.is_alive(), f"it never came to {moment}"


@contextmanager
def moments(url: str) -> Iterator[Moments]:
    """The moments of a database's runs."""
    with psycopg.connect(database_url(url), autocommit=True) as connection:
        connection.execute(_HOLD)
        connection.execute("SELECT pg_advisory_lock(%s)", (_KEY,))
        yield Moments(connection)
