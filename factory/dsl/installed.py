"""Workflows that installed packages bring, by the entry point group `mity.workflows`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mity.dsl.places import BuildError, Caught, source
from mity.engine.registry import StationRegistry
from mity.errors import DefinitionError, MityError
from mity.plugins import plugins
from mity.text.interrupts import without_interrupts
from mity.workflow.load import Definition
from mity.workflow.shelves import Installed

if TYPE_CHECKING:
    from mity.dsl.definitions import Built

GROUP = "mity.workflows"


@cache
def installed() -> Installed:
    """The workflows of all packages, loaded once. What is broken is kept, and told when it is asked for."""
    found = Installed()
    for entry in sorted(plugins(GROUP), key=lambda one: (one.name, one.value)):
        caught = Caught()
        with caught, contextlib.redirect_stdout(sys.stderr):
            with without_interrupts():
                loaded = list(_built(entry))
            for one in loaded:
                _add(found, one, _owner(entry))
        if caught.error is not None:
            found.broken[entry.name] = _unloaded(entry, caught.error)
    return found


def register_steps(registry: StationRegistry) -> None:
    """Adds the functions that are steps of these workflows. A workflow whose steps cannot be added is broken."""
    found = installed()
    for name, stations in list(found.stations.items()):
        try:
            for station in stations:
                station.register(registry)
        except DefinitionError as error:
            found.found.pop(name, None)
            found.broken[name] = error


def _add(found: Installed, one: Built, owner: str) -> None:
    if one.name in found.found or one.name in found.broken:
        other = found.owners.get(one.name, owner)
        text = f"workflow '{one.name}' comes with the packages '{other}' and '{owner}': uninstall one of them"
        found.found.pop(one.name, None)
        found.broken[one.name] = DefinitionError(text)
        return
    found.owners[one.name] = owner
    try:
        found.found[one.name] = Definition(one.name, one.document, one.place.file)
        found.stations[one.name] = list(one.stations)
        found.sources[one.place.file] = source(one.place.file)
    except BuildError as error:
        found.broken[one.name] = error.shown()
    except DefinitionError as error:
        found.broken[one.name] = error


def _built(entry: EntryPoint) -> Iterator[Built]:
    """The workflows that an entry point names: one, a list of them, or all of a module. Raises DefinitionError."""
    from mity.dsl.definitions import Built  # the language itself, which most installations do without

    value: Any = entry.load()
    if isinstance(value, ModuleType):
        value = [one for one in vars(value).values() if isinstance(one, Built)]
    several = value if isinstance(value, list | tuple) else [value]
    if not several or not all(isinstance(one, Built) for one in several):
        raise DefinitionError(
            "it names no workflow: write `module:name` of a @workflow or a Machine, or a list of them"
        )
    yield from several


def _unloaded(entry: EntryPoint, error: BaseException) -> DefinitionError:
    owner = _owner(entry)
    if isinstance(error, BuildError):
        error = error.shown()
    why = str(error) if isinstance(error, MityError) else f"{type(error).__name__}: {error}"
    return DefinitionError(
        f"the workflows {entry.value} of package '{owner}' ({GROUP}) cannot be loaded: {why}; "
        f"repair it or `pip uninstall {owner}`"
    )


def _owner(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else entry.value
