"""find-vulnerable: the packages of a project that scanners know to be vulnerable, as something to be mended."""

from __future__ import annotations

from mity.engine.station import StationInputs
from mity.stations.scan import Scan


class FindVulnerable(Scan):
    """Runs the scanners of dependencies for what is to be mended: what they find speaks of no state that is proven."""

    name = "find-vulnerable"
    description = "look for vulnerable packages that could be upgraded"
    proves = ""
    inputs = StationInputs()
    purpose = "dependencies"
