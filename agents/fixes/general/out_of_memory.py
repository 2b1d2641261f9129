"""A command that the system killed for lack of memory: run once with a single worker."""

from __future__ import annotations

from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SIGNS = ("MemoryError", "Killed", "Cannot allocate memory", "137")
_ONE_AT_A_TIME = {
    "PYTEST_XDIST_AUTO_NUM_WORKERS": "1",
    "UV_CONCURRENT_BUILDS": "1",
    "UV_CONCURRENT_INSTALLS": "1",
    "CMAKE_BUILD_PARALLEL_LEVEL": "1",
    "MAKEFLAGS": "-j1",
    "CARGO_BUILD_JOBS": "1",
    "WEB_CONCURRENCY": "1",
}


class OutOfMemory(Rule):
    """Limits the tools to one worker; what they do stays the same."""

    id = "out-of-memory"
    title = "run with one worker at a time"

    def propose(self, failure: FailureContext) -> Proposal | None:
        outcome = failure.result.outcome
        killed = outcome.exit_code in (137, -9)
        told = failure.diagnosis.kind == "resource" and any(sign in failure.output for sign in _SIGNS)
        if outcome.timed_out or not (killed or told):
            return None
        return Fix(self.id, self.title, env=_ONE_AT_A_TIME)
