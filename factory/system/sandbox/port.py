"""What every mechanism of the sandbox does: it turns a command into one that is confined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from mity.confinement import Confinement, Held
from mity.errors import ToolError
from mity.text.records import dataclass


class SandboxError(ToolError):
    """A sandbox is required, and nothing on this machine holds it."""


NOT_HELD = Held("none")


@dataclass(frozen=True, slots=True)
class Request:
    """A command that is to be confined: its words, its folder, and the environment that it is to have."""

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    confinement: Confinement


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The command to start in its place. `descriptors` are handed on to it; `release` frees what it needed."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    held: Held = NOT_HELD
    descriptors: tuple[int, ...] = ()
    started: Callable[[], None] = lambda: None
    release: Callable[[], None] = lambda: None


class Mechanism(Protocol):
    """One way to confine a command."""

    name: str

    def holds(self, confinement: Confinement) -> Held:
        """What it would hold of a confinement, and what not."""
        ...

    def enclose(self, request: Request) -> Enclosed:
        """The command that runs `request` confined. Raises OSError."""
        ...
