"""The five specialists and their rules, best first. Adding a fix is one file in `fixes/` and one entry here."""

from __future__ import annotations

from mity.agents.fixes.free_port import FreePort
from mity.agents.fixes.rebuild_environment import RebuildEnvironment
from mity.agents.fixes.try_again import TryAgain
from mity.healing.rules import Specialist

SPECIALISTS = (
    Specialist("implementer", "mends code that does not compile or import", ()),
    Specialist("tester", "tells a flaky test from a broken one; never edits a test", ()),
    Specialist("devops", "mends dependencies, environments, ports and what happens at run time", (FreePort(),)),
    Specialist("architect", "mends configuration, manifests and layout", ()),
    Specialist(
        "factory",
        "coordinates: second tries, stale environments, and the others when the route was wrong",
        (TryAgain(), RebuildEnvironment()),
    ),
)
