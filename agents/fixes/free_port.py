"""A port that is taken is left to whoever holds it; the application gets a free one."""

from __future__ import annotations

from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.system.service import free_port


class FreePort(Rule):
    """Launches on another port. Nothing is stopped and nothing is written."""

    id = "free-port"
    title = "use a free port"

    def applies(self, case: FailureContext) -> bool:
        return case.diagnosis.error_type is ErrorType.PORT and case.stage == "launch"

    def plan(self, case: FailureContext) -> Proposal | None:
        port = free_port()
        return Fix(self.id, f"launch on the free port {port}", port=port)
