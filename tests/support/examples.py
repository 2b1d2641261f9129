"""How many examples a property test gets: all of them in CI and before a release, a part of them in between."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SHARE = 6
_LEAST = 20


def examples(number: int) -> settings:
    """Settings for `number` examples where CI runs, or a turn is asked for, and a sixth of them (20 or more) elsewhere.

    Without a deadline, as a machine may be busy.
    """
    thorough = os.environ.get("CI") or os.environ.get("MITY_ROTATION")
    return settings(
        max_examples=number if thorough else min(number, max(_LEAST, number // _SHARE)),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
