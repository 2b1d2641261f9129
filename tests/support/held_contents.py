"""Contents of files as an engine holds them, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mity.engines.address import EngineError
from mity.engines.blobs import Blobs, digest_of


class Contents(Blobs):
    """Contents in memory, as an engine keeps them."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}

    def missing(self, digests: Iterable[str]) -> set[str]:
        return set(digests) - self.data.keys()

    def put(self, contents: Mapping[str, bytes]) -> None:
        self.data |= contents

    def each(self, digests: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for name in digests:
            if name not in self.data:
                raise EngineError("lost")
            yield name, self.data[name]

    def keep(self, data: bytes) -> str:
        self.data[digest_of(data)] = data
        return digest_of(data)
