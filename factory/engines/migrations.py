"""The tables of an engine. They only ever move forward: what was released is never changed, further steps follow it."""

from __future__ import annotations

from typing import Any

from mity.engines.address import EngineError, shown
from mity.engines.database import Database
from mity.errors import UsageError

MIGRATIONS = (
    """
    CREATE SEQUENCE mity.run_numbers;
    CREATE TABLE mity.runs (
      run_id text PRIMARY KEY,
      queue text NOT NULL DEFAULT '',
      labels text[] NOT NULL DEFAULT '{}',
      priority integer NOT NULL DEFAULT 0,
      status text NOT NULL CHECK (status IN ('queued', 'held', 'stopped')),
      fence bigint NOT NULL DEFAULT 1,
      holder text NOT NULL DEFAULT '',
      lease_until timestamptz,
      queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      workflow_id text NOT NULL DEFAULT '',
      summary text NOT NULL DEFAULT '{}',
      document bytea,
      sequence bigint NOT NULL DEFAULT 0,
      base text NOT NULL DEFAULT '',
      tree text NOT NULL DEFAULT ''
    );
    CREATE INDEX runs_due ON mity.runs (queue, priority DESC, queued_at) WHERE status <> 'stopped';
    CREATE TABLE mity.events (
      run_id text NOT NULL REFERENCES mity.runs ON DELETE CASCADE,
      seq bigint NOT NULL,
      fence bigint NOT NULL,
      line bytea NOT NULL,
      PRIMARY KEY (run_id, seq)
    );
    CREATE TABLE mity.inbox (
      run_id text NOT NULL REFERENCES mity.runs ON DELETE CASCADE,
      name text NOT NULL,
      data text NOT NULL,
      posted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      fence bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (run_id, name)
    );
    CREATE TABLE mity.blobs (digest text PRIMARY KEY, data bytea NOT NULL);
    """,
    """
    ALTER TABLE mity.runs ADD COLUMN taken_over integer NOT NULL DEFAULT 0;
    ALTER TABLE mity.runs ADD COLUMN problem text NOT NULL DEFAULT '';
    """,
    "ALTER TABLE mity.runs ADD COLUMN driver text NOT NULL DEFAULT ''",
    """
    ALTER TABLE mity.runs ADD COLUMN asked bigint NOT NULL DEFAULT 0;
    UPDATE mity.runs SET asked = greatest(
      sequence, (SELECT coalesce(max(seq), 0) FROM mity.events WHERE events.run_id = runs.run_id)
    ) WHERE status <> 'stopped';
    """,
    """
    ALTER TABLE mity.runs ADD COLUMN key text NOT NULL DEFAULT '';
    UPDATE mity.runs SET key = workflow_id;
    CREATE TABLE mity.limits (
      queue text PRIMARY KEY,
      at_once integer CHECK (at_once > 0),
      starts integer CHECK (starts > 0),
      period_s double precision CHECK (period_s > 0),
      each_key boolean NOT NULL DEFAULT false,
      CHECK ((starts IS NULL) = (period_s IS NULL))
    );
    CREATE TABLE mity.starts (
      queue text NOT NULL,
      key text NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX starts_recent ON mity.starts (queue, at);
    """,
    "CREATE TABLE mity.settings (name text PRIMARY KEY, value text NOT NULL)",
    """
    ALTER TABLE mity.runs ADD COLUMN offer bigint NOT NULL DEFAULT 0;
    ALTER TABLE mity.runs ADD COLUMN offered_at timestamptz;
    """,
    """
    ALTER TABLE mity.blobs ADD COLUMN at timestamptz NOT NULL DEFAULT now();
    ALTER TABLE mity.runs ADD COLUMN brought text[] NOT NULL DEFAULT '{}';
    """,
    """
    ALTER TABLE mity.runs ADD COLUMN part text NOT NULL DEFAULT '';
    CREATE UNIQUE INDEX runs_part ON mity.runs (part) WHERE part <> '';
    """,
    "CREATE TABLE mity.condemned (digest text PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())",
    "COMMENT ON COLUMN mity.runs.tree IS 'a list of files, which may be what changed since an earlier list'",
)
"""The last one keeps a mity from the tables that knows of whole lists alone."""
_LONGEST_S = 3600.0  # a new index of many rows
_LOCK = 0x6D697479  # the four letters of the name: one process migrates at a time
_GRANTS = (
    "GRANT USAGE ON SCHEMA mity TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON mity.runs, mity.events, mity.inbox, mity.limits TO {role}",
    "GRANT SELECT, INSERT, UPDATE (at) ON mity.blobs TO {role}",
    "GRANT SELECT, INSERT, DELETE ON mity.starts TO {role}",
    "GRANT SELECT, DELETE ON mity.condemned TO {role}",
    "GRANT SELECT ON mity.settings, mity.migrations TO {role}",
    "GRANT USAGE ON SEQUENCE mity.run_numbers TO {role}",
)
"""All that a worker may do: no table is made, changed or emptied by it."""
_GRANTED = """
SELECT DISTINCT grantee FROM information_schema.role_table_grants
WHERE table_schema = 'mity' AND table_name = 'runs' AND privilege_type = 'INSERT' AND grantee <> grantor
"""


def migrate(database: Database, steps: tuple[str, ...] = MIGRATIONS) -> int:
    """Brings the tables up to date; how many steps were missing. Roles of workers get their rights to new tables.

    Raises EngineError.
    """

    def work(connection: Any) -> int:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            connection.execute("CREATE SCHEMA IF NOT EXISTS mity")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS mity.migrations"
                " (number integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())"
            )
            done = _done(connection)
            for number, text in enumerate(steps[done:], done + 1):
                connection.execute(text)
                connection.execute("INSERT INTO mity.migrations (number) VALUES (%s)", (number,))
            if len(steps) > done and steps is MIGRATIONS:
                for (role,) in connection.execute(_GRANTED).fetchall():
                    _grant(connection, role)
            return max(0, len(steps) - done)

    return database.run(work, answer_s=_LONGEST_S)


def check(database: Database) -> None:
    """Raises UsageError when the tables are not those of this mity, EngineError when nobody answers."""
    known = database.run(lambda connection: connection.execute("SELECT to_regclass('mity.migrations')").fetchone())
    done = database.run(_done) if known and known[0] else 0
    place = shown(database.url)
    if done < len(MIGRATIONS):
        raise UsageError(f"the tables of the engine at {place} are not up to date: `mity engine migrate` does that")
    if done > len(MIGRATIONS):
        raise EngineError(f"the tables of the engine at {place} are those of a newer mity: update mity")


def grant(database: Database, role: str) -> None:
    """Lets a role that is there run workers and nothing else. Raises EngineError."""

    def work(connection: Any) -> None:
        with connection.transaction():
            _grant(connection, role)

    database.run(work)


def _grant(connection: Any, role: str) -> None:
    from psycopg import sql

    for text in _GRANTS:
        connection.execute(sql.SQL(text).format(role=sql.Identifier(role)))


def _done(connection: Any) -> int:
    row = connection.execute("SELECT coalesce(max(number), 0) FROM mity.migrations").fetchone()
    return int(row[0]) if row else 0
