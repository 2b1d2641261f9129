"""The built-in stations: one file each, and this table."""

from __future__ import annotations

from mity.registry import StationRegistry
from mity.stations.build import Build
from mity.stations.commit import Commit
from mity.stations.launch import Launch
from mity.stations.scaffold import Scaffold
from mity.stations.test import Test
from mity.stations.validate import Validate
from mity.workshop import Workshop

BUILT_IN = (Scaffold, Validate, Build, Test, Launch, Commit)


def register(registry: StationRegistry, workshop: Workshop) -> None:
    """Puts every built-in station into the registry: what the entry point `mity.stations` names."""
    for station in BUILT_IN:
        registry.register(station(workshop), "mity")
