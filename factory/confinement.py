"""What a command that is not ours may reach, and what of that was held: plain data, nothing is enforced here."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.text.records import dataclass, field

FILES, NETWORK, PROCESSES, ENVIRONMENT = "files", "network", "processes", "environment"
SOCKETS, MEMORY, COUNT, FILE_SIZE = "sockets", "memory", "number of processes", "file size"
EVERYTHING = (FILES, NETWORK, SOCKETS, PROCESSES, ENVIRONMENT, MEMORY, COUNT, FILE_SIZE)
"""What a sandbox holds: writes and reads of files, connections, local sockets, other processes, secrets, limits."""


class Mode(enum.StrEnum):
    """How much a person insists on a sandbox."""

    AUTO = "auto"
    REQUIRED = "required"
    OFF = "off"


class Network(enum.StrEnum):
    """What a command may connect to: nothing, hosts by name through a proxy, or whatever the machine reaches.

    With one of its own it has a loopback that nobody else is at; one that serves answers connections of this machine
    and begins none.
    """

    NONE = "none"
    OWN = "own"
    SERVES = "serves"
    NAMED = "named"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a command may use, in bytes and processes (threads count); time is a matter of the command."""

    memory: int = 8 << 30
    processes: int = 4096
    file_size: int = 4 << 30


@dataclass(frozen=True, slots=True)
class Confinement:
    """Where a command may write and what else it may see.

    `writable` and `readable` are files and folders, beside the system and the tools, which are readable; within
    `writable` those of `kept` are not to be changed. `home` is a folder that takes the place of the user's; without one
    the home is empty and lasts as long as the command. `hosts` are `name` or `name:port`, a name may begin with `*.`;
    those on this machine name their port. `variables` are secret ones that it is given all the same.
    """

    what: str
    writable: tuple[Path, ...] = ()
    readable: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    home: Path | None = None
    network: Network = Network.NONE
    hosts: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Held:
    """By which mechanism a command was held; `open` says what was not held, and why."""

    by: str
    holds: tuple[str, ...] = ()
    open: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """What evidence and the log keep of it."""
        return {"by": self.by, "held": list(self.holds), "not_held": dict(self.open)}

    @property
    def line(self) -> str:
        """One clause for a person."""
        missing = f"; not held: {', '.join(self.open)}" if self.open else ""
        return f"sandbox: {self.by}{missing}"
