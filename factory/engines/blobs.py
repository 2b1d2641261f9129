"""Contents of files by their digest: what an engine has already is not sent again."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mity.engines.address import EngineError
from mity.engines.database import Database

_AT_ONCE = 64  # contents in one answer or statement
_BYTES_AT_ONCE = 8 << 20
_SMALL = 64 << 10  # bytes that are sent sooner than asked for
_USED = """
WITH again AS (
  UPDATE mity.blobs SET at = now() WHERE digest = ANY(%s) AND at < now() - interval '1 hour' RETURNING digest
)
SELECT digest FROM again
UNION ALL SELECT digest FROM mity.blobs WHERE digest = ANY(%s) AND at >= now() - interval '1 hour'
"""
"""Marks contents as used, and tells which are there: what was removed at this very moment is not."""


def digest_of(data: bytes) -> str:
    """The name of a content: its SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Blobs(ABC):
    """All contents of an engine, wherever they lie. Each method raises EngineError."""

    def missing(self, digests: Iterable[str]) -> set[str]:
        """Those that the engine does not have."""
        wanted = set(digests)
        return self._missing(wanted) if wanted else set()

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Keeps contents by their digests."""
        rows, size = [], 0
        for row in contents.items():
            rows.append(row)
            size += len(row[1])
            if size >= _BYTES_AT_ONCE or len(rows) >= _AT_ONCE:
                self._send(rows)
                rows, size = [], 0
        if rows:
            self._send(rows)

    def add(self, contents: Mapping[str, bytes]) -> None:
        """Keeps those of these contents that the engine does not have; the others are marked as used."""
        missing = self.missing(contents)
        self.put({name: data for name, data in contents.items() if name in missing})

    def get(self, digest: str) -> bytes:
        """One content. Raises EngineError also when it is not there or damaged."""
        return next(iter(self.each([digest])))[1]

    def each(self, digests: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each of these contents. Raises EngineError also when one is not there or damaged."""
        names = sorted(set(digests))
        for at in range(0, len(names), _AT_ONCE):
            some = names[at : at + _AT_ONCE]
            found = self.found(some)
            if lost := set(some) - found.keys():
                raise EngineError(
                    f"the engine has lost the content of {len(lost)} files: the run cannot be brought here"
                )
            for name, data in found.items():
                if digest_of(data) != name:
                    raise EngineError(f"the engine has a damaged file {name[:12]}: nothing can be made of it")
                yield name, data

    @abstractmethod
    def found(self, names: Sequence[str]) -> dict[str, bytes]:
        """Those of these contents that are there, as they lie there."""

    @abstractmethod
    def _missing(self, wanted: set[str]) -> set[str]: ...

    @abstractmethod
    def _send(self, rows: Sequence[tuple[str, bytes]]) -> None: ...


class DatabaseBlobs(Blobs):
    """Contents in the database itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, contents: Mapping[str, bytes]) -> None:
        """As above; what is small is sent without asking, which costs one way to the server less."""
        if sum(map(len, contents.values())) <= _SMALL:
            self.put(contents)
        else:
            super().add(contents)

    def found(self, names: Sequence[str]) -> dict[str, bytes]:
        text = "SELECT digest, data FROM mity.blobs WHERE digest = ANY(%s)"
        rows = self._database.run(lambda connection: connection.execute(text, (list(names),)).fetchall())
        return {str(name): bytes(data) for name, data in rows}

    def _missing(self, wanted: set[str]) -> set[str]:
        names = list(wanted)
        rows = self._database.run(lambda connection: connection.execute(_USED, (names, names)).fetchall())
        return wanted - {str(row[0]) for row in rows}

    def _send(self, rows: Sequence[tuple[str, bytes]]) -> None:
        names, contents = [name for name, _ in rows], [data for _, data in rows]
        text = (
            "INSERT INTO mity.blobs (digest, data)"
            " SELECT * FROM unnest(%s::text[], %s::bytea[])"
            " ON CONFLICT (digest) DO UPDATE SET at = now() WHERE blobs.at < now() - interval '1 hour'"
        )

        def work(connection: Any) -> None:
            connection.execute(text, (names, contents))

        self._database.run(work)
