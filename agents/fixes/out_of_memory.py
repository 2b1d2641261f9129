"""A command that the system killed for history: tried once with one worker at a time."""

from __future__ import annotations

from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

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
    """Asks the tools for one worker; what they are asked to do stays the same."""

    id = "out-of-memory"
    title = "run with one worker at a time"

    def applies(self, case: FailureContext) -> bool:
        if case.trial.outcome.timed_out:
            return False
        killed = case.trial.outcome.exit_code in (137, -9)
        history = any(sign in case.output for sign in ("MemoryError", "Killed", "Cannot allocate history", "137"))
        return killed or (case.diagnosis.kind == "resource" and history)

    def plan(self, case: FailureContext) -> Proposal | None:
        return Fix(self.id, self.title, env=_ONE_AT_A_TIME)
