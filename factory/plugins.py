"""The door for stations and specialists, ours and third-party ones: entry point groups."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.metadata import EntryPoints, entry_points
from typing import Any

from mity.errors import DefinitionError
from mity.text.interrupts import without_interrupts

# what a package raises that was written badly or for another version
_BROKEN = (ImportError, SyntaxError, NameError, AttributeError, TypeError, ValueError, LookupError, RuntimeError)


def installed_plugins(group: str) -> list[str]:
    """What the entry points of `group` name, as `module:function`; nothing is loaded."""
    return [entry.value for entry in plugins(group)]


def plugins(group: str) -> EntryPoints:
    """The entry points of `group`. What is installed is read once, until a folder that Python looks into changes."""
    found: EntryPoints = _all(tuple((place, _changed(place)) for place in sys.path)).select(group=group)
    return found


@lru_cache(maxsize=1)
def _all(state: tuple[tuple[str, int], ...]) -> Any:  # from Python 3.12 on EntryPoints, before what holds them
    return entry_points()


def _changed(place: str) -> int:
    try:
        return os.stat(place or ".").st_mtime_ns  # noqa: PTH116 - a path object for each would take as long again
    except OSError:
        return 0


def load_plugins(group: str, target: Any, services: Any) -> None:
    """Calls what each entry point of `group` names with `target` (a registry) and the services.

    Raises DefinitionError naming the package when one cannot be loaded.
    """
    for entry in plugins(group):
        try:
            with without_interrupts():
                entry.load()(target, services)
        except _BROKEN as error:
            owner = entry.dist.name if entry.dist else entry.value
            raise DefinitionError(
                f"the plug-in {entry.value} of package '{owner}' ({group}) cannot be loaded: {error}; "
                f"repair it or `pip uninstall {owner}`"
            ) from error
