"""Contents in an object store that no run has any more: condemned first, and removed a day later.

A store has no transaction with the database. So who asks for a content takes it from the list of those that are
condemned, in the database, and sends it again; who removes some holds their rows of that list meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mity.engines.database import Database
from mity.engines.files_place import engine_name
from mity.engines.object_blobs import ObjectBlobs
from mity.errors import UsageError

_AT_ONCE = 500
_DUE = "SELECT digest FROM mity.condemned WHERE at < clock_timestamp() - interval '1 day'"
_HOLD = "DELETE FROM mity.condemned WHERE digest = ANY(%s) RETURNING digest"
_CONDEMN = "INSERT INTO mity.condemned (digest) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
_STILL = "SET LOCAL idle_in_transaction_session_timeout = 0"  # the store answers when it does


def prune_objects(database: Database, blobs: ObjectBlobs, named: set[bytes], *, dry_run: bool) -> list[int]:
    """Removes what no run has and was condemned a day ago, and condemns what no run has now.

    Gives the sizes in bytes of what went. `named` are the digests that runs have. Raises UsageError for a store of
    another engine, EngineError.
    """
    name, owner = engine_name(database), blobs.owner()
    if not name or owner != name:
        raise UsageError(
            "nothing says that the object store is this engine's alone: `mity engine migrate --files s3://BUCKET/PREFIX`"
            " as the role that made the tables notes it"
        )
    unused = {found: size for found, size in blobs.stored() if bytes.fromhex(found) not in named}
    due = {str(row[0]) for row in database.run(lambda connection: connection.execute(_DUE).fetchall())}
    wanted = sorted(due & unused.keys())
    if dry_run:
        return [unused[one] for one in wanted]
    gone = [
        one for at in range(0, len(wanted), _AT_ONCE) for one in _removed(database, blobs, wanted[at : at + _AT_ONCE])
    ]
    kept = [sorted(unused.keys() - gone), sorted(due - unused.keys())]
    database.run(lambda connection: connection.execute(_CONDEMN, (kept[0],)))
    database.run(lambda connection: connection.execute(_HOLD, (kept[1],)))  # some run has them again
    return [unused[one] for one in gone]


def _removed(database: Database, blobs: ObjectBlobs, names: Sequence[str]) -> list[str]:
    """Removes those of these contents that nobody has asked for meanwhile."""

    def work(connection: Any) -> list[str]:
        with connection.transaction():
            connection.execute(_STILL)
            held = [str(row[0]) for row in connection.execute(_HOLD, (list(names),)).fetchall()]
            if held:
                blobs.remove(held)
        return held

    return database.run(work)
