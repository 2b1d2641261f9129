"""Which files of a project judge it: who is judged does not edit the judge."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mity.command import Command


def judges(root: Path, commands: Iterable[Command]) -> tuple[str, ...]:
    """The files of the project that the commands of its tests name."""
    words = {word for command in commands for word in command.argv}
    return tuple(sorted(word for word in words if not Path(word).is_absolute() and (root / word).is_file()))
