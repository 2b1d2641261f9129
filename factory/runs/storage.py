"""The port for where the record of one run is kept, and by which one process holds the run."""

from __future__ import annotations

from typing import Protocol

ENGINE = "engine"
"""The member of a run's metadata that tells that a database holds the run: files alone must not go on with it."""


class RunStorage(Protocol):
    """Keeps the document and the events of one run, which whoever has this object holds until `release`.

    What it is given is text without secrets, events in order and each once; it neither reads nor changes it. Each
    method raises StorageError when something cannot be kept.
    """

    def begin(self, document: bytes) -> None:
        """Keeps the document with which a process begins; that of a run which goes on survives a power cut."""
        ...

    def begin_events(self, first: str, sequence: int, *, kept: bool) -> None:
        """Begins the events with the line `first`, behind event number `sequence`, which the document holds.

        With `kept`, events that a killed process has left stay; otherwise they may go.
        """
        ...

    def append(self, line: str, *, sync: bool) -> None:
        """Adds one event, which survives a kill; with `sync` also a power cut."""
        ...

    def write(self, document: bytes, *, durable: bool) -> None:
        """Replaces the document as a whole; with `durable` it survives a power cut."""
        ...

    def end_events(self, last: int | None) -> None:
        """Ends the events, all of which the document holds now: up to number `last` they stay, without it they go."""
        ...

    def release(self) -> None:
        """Gives the run free. Events that were not ended stay for the next process to join; again, nothing happens."""
        ...
