"""Names to stations. Built-in and third-party stations come in by the same door: the entry point group."""

from __future__ import annotations

from collections.abc import Iterator

from mity.engine.station import Station
from mity.errors import DefinitionError
from mity.suggest import did_you_mean


class StationRegistry:
    """Maps names to stations; a name can be taken once."""

    def __init__(self) -> None:
        self._stations: dict[str, Station] = {}
        self._origin: dict[str, str] = {}

    def register(self, station: Station, origin: str = "") -> None:
        """Adds a station. Raises DefinitionError when it has no name or the name is taken."""
        name = getattr(station, "name", "")
        if not isinstance(name, str) or not name:
            raise DefinitionError(f"{type(station).__name__} has no name: set the attribute `name`")
        if name in self._stations:
            other = self._origin[name] or type(self._stations[name]).__name__
            raise DefinitionError(f"station '{name}' is registered already, by {other}: choose another name")
        self._stations[name] = station
        self._origin[name] = origin

    def get(self, name: str) -> Station:
        """The station of that name. Raises DefinitionError with the nearest known name."""
        station = self._stations.get(name)
        if station is None:
            raise DefinitionError(f"unknown station '{name}': {did_you_mean(name, self._stations)}")
        return station

    def __contains__(self, name: str) -> bool:
        return name in self._stations

    def __iter__(self) -> Iterator[Station]:
        return iter(self._stations.values())

    def __len__(self) -> int:
        return len(self._stations)
