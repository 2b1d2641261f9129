"""Where the contents of an engine's files lie: in the database, or in an object store that the database names."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from mity.engines.blobs import Blobs, DatabaseBlobs, digest_of
from mity.engines.database import Database
from mity.errors import UsageError

IN_DATABASE = "database"
_SETTING, _NAME = "files", "name"
_PROBE = b"mity was here\n"
_S3 = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[\w!.*'()/-]*))?", re.ASCII)
_GET = "SELECT value FROM mity.settings WHERE name = %s"
_FIRST = "INSERT INTO mity.settings (name, value) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_REPRIEVE = "DELETE FROM mity.condemned WHERE digest = ANY(%s) RETURNING digest"
_SET = "INSERT INTO mity.settings (name, value) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def blobs_of(database: Database) -> Blobs:
    """The contents of an engine where they lie; what the database had before is found there still.

    Raises EngineError.
    """
    row = database.run(lambda connection: connection.execute(_GET, (_SETTING,)).fetchone())
    return _blobs_at(str(row[0]) if row else IN_DATABASE, database)


def place_files(database: Database, place: str) -> None:
    """Lets new contents of an engine lie at `place`, `s3://BUCKET/PREFIX` or `database`, where one is put and read now.

    Raises UsageError for another kind of place and for one that another engine has, EngineError.
    """
    blobs = _blobs_at(place, database)
    if place != IN_DATABASE:
        blobs.put({digest_of(_PROBE): _PROBE})
        blobs.get(digest_of(_PROBE))
        _own(blobs, database, place)
    database.run(lambda connection: connection.execute(_SET, (_SETTING, place)))


def _blobs_at(place: str, database: Database) -> Blobs:
    if place == IN_DATABASE:
        return DatabaseBlobs(database)
    found = _S3.fullmatch(place)
    if not found:
        raise UsageError(f"files of an engine lie at s3://BUCKET/PREFIX or in the `database`, not at '{place}'")
    from mity.engines.object_blobs import ObjectBlobs

    def reprieve(names: Sequence[str]) -> set[str]:
        rows = database.run(lambda connection: connection.execute(_REPRIEVE, (list(names),)).fetchall())
        return {str(row[0]) for row in rows}

    return ObjectBlobs(found["bucket"], (found["prefix"] or "").strip("/"), DatabaseBlobs(database), reprieve)


def engine_name(database: Database) -> str:
    """The name by which an engine tells its contents from those of others, if it has one. Raises EngineError."""
    row = database.run(lambda connection: connection.execute(_GET, (_NAME,)).fetchone())
    return str(row[0]) if row else ""


def _own(blobs: Blobs, database: Database, place: str) -> None:
    from mity.engines.object_blobs import ObjectBlobs

    if not isinstance(blobs, ObjectBlobs):
        return
    words = (_NAME, uuid.uuid4().hex)
    database.run(lambda connection: connection.execute(_FIRST, words))
    name, owner = engine_name(database), blobs.owner()
    if owner and owner != name:
        raise UsageError(f"{place} holds the files of another engine: give each engine a prefix of its own")
    if not owner:
        blobs.own(name)
