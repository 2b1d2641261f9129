"""A port in use is left to its owner; the application gets a free one."""

from __future__ import annotations

from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.system.service import free_port


class FreePort(Rule):
    """Launches on another port. Nothing is stopped and nothing is written."""

    id = "free-port"
    title = "use a free port"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.PORT or failure.stage != "launch":
            return None
        port = free_port()
        return Fix(self.id, f"launch on the free port {port}", port=port)
