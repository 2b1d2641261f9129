"""Contents of files as an engine holds them, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from mity.engines.blobs import Blobs, digest_of


class Contents(Blobs):
    """Contents in memory, as an engine keeps them."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}

    def found(self, names: Sequence[str]) -> dict[str, bytes]:
        return {name: self.data[name] for name in names if name in self.data}

    def _missing(self, wanted: set[str]) -> set[str]:
        return wanted - self.data.keys()

    def _send(self, rows: Sequence[tuple[str, bytes]]) -> None:
        self.data.update(rows)

    def keep(self, data: bytes) -> str:
        self.data[digest_of(data)] = data
        return digest_of(data)
