"""The built-in stations: one file each, and this table."""

from __future__ import annotations

from mity.engine.registry import StationRegistry
from mity.services.services import Services
from mity.stations.analyze import Analyze
from mity.stations.architect import Architect
from mity.stations.baseline import Baseline
from mity.stations.build import Build
from mity.stations.check import Check
from mity.stations.commit import Commit
from mity.stations.implement import Implement
from mity.stations.launch import Launch
from mity.stations.review import Review
from mity.stations.scaffold import Scaffold
from mity.stations.test import Test
from mity.stations.validate import Validate

BUILT_IN = (
    *(Scaffold, Validate, Build, Check, Test, Launch, Commit),
    *(Baseline, Analyze, Architect, Implement, Review),
)


def register(registry: StationRegistry, services: Services) -> None:
    """Puts every built-in station into the registry: what the entry point `mity.stations` names."""
    for station in BUILT_IN:
        registry.register(station(services), "mity")
