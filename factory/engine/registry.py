"""Names to stations. Built-in and third-party stations come in by the same door: the entry point group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from mity.engine.station import Station
from mity.engine.step_scope import StepScope
from mity.errors import DefinitionError
from mity.suggest import did_you_mean

Factory = Callable[[StepScope], Station]
Declared = Station | type[Station]
"""What tells a station's name, inputs and so on: its class, or an instance."""


class StationRegistry:
    """Maps names to stations; a name can be taken once."""

    def __init__(self) -> None:
        self._declared: dict[str, Declared] = {}
        self._announced: dict[str, Callable[[], Declared]] = {}
        self._make: dict[str, Factory] = {}
        self._origin: dict[str, str] = {}

    def register(self, station: Declared, origin: str = "", make: Factory | None = None) -> None:
        """Adds a station: a class, which is made for each execution, or an instance, which is used for all.

        `make` makes it from what an execution has to itself; without it a class is called without arguments. Raises
        DefinitionError when it has no name or the name is taken.
        """
        kind = station if isinstance(station, type) else type(station)
        name = getattr(station, "name", "")
        if not isinstance(name, str) or not name:
            raise DefinitionError(f"{kind.__name__} has no name: set the attribute `name`")
        self._check_free(name)
        self._declared[name] = station
        self._make[name] = make or (lambda scope: station() if isinstance(station, type) else station)
        self._origin[name] = origin

    def announce(self, name: str, load: Callable[[], Declared], origin: str, make: Factory) -> None:
        """Adds a station by its name alone: `load` brings what it declares when somebody asks for it.

        `origin` and `make` are those of `register`. Raises DefinitionError when the name is taken.
        """
        self._check_free(name)
        self._announced[name] = load
        self._make[name] = make
        self._origin[name] = origin

    def get(self, name: str) -> Declared:
        """What the station of that name declares. Raises DefinitionError with the nearest known name."""
        station = self._declared.get(name)
        if station is None:
            if name not in self._announced:
                raise DefinitionError(f"unknown station '{name}': {did_you_mean(name, self._make)}")
            station = self._declared[name] = self._announced[name]()
        return station

    def create(self, name: str, scope: StepScope) -> Station:
        """The station of that name for one execution. Raises DefinitionError with the nearest known name."""
        self.get(name)
        return self._make[name](scope)

    def keys(self) -> Collection[str]:
        """Every name; no station is loaded for it."""
        return self._make.keys()

    def __contains__(self, name: object) -> bool:
        return name in self._make

    def __iter__(self) -> Iterator[Declared]:
        return (self.get(name) for name in self._make)

    def __len__(self) -> int:
        return len(self._make)

    def _check_free(self, name: str) -> None:
        if name not in self._make:
            return
        taken = self._declared.get(name)
        other = self._origin[name] or (taken if isinstance(taken, type) else type(taken)).__name__
        raise DefinitionError(f"station '{name}' is registered already, by {other}: choose another name")
