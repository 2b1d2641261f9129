"""A version that does not exist: where the manager of the versions has one of its own, the wrong one is taken away."""

from __future__ import annotations

import re

from mity.agents.fixes.java.managed_version import ManagedVersion


class NoSuchVersion(ManagedVersion):
    """Leaves the version to the manager, or asks; a near version is never guessed."""

    id = "no-such-version"
    title = "remove a version that does not exist"
    sign = re.compile(
        r"(?:Could not find artifact|Failure to find|project [^\n]*?:) "
        r"(?P<name>[\w.-]+:[\w.-]+):(?P<kind>\w[\w-]*):(?P<version>[\w.-]+)(?= in | was not found in |,)"
    )
