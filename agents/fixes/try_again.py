"""What goes away by itself: a network that hiccuped, a first run after a pause. Nothing is changed."""

from __future__ import annotations

from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import Case, Rule

_WAIT_S = 2.0


class TryAgain(Rule):
    """One unchanged second try for transient failures and for those that nobody understands."""

    id = "try-again"
    title = "run the same command again, unchanged"

    def applies(self, case: Case) -> bool:
        diagnosis = case.diagnosis
        if diagnosis.kind in ("interrupted", "timeout", "evidence"):
            return False
        return diagnosis.kind == "network" or diagnosis.error_type is ErrorType.UNKNOWN

    def plan(self, case: Case) -> Proposal | None:
        wait = _WAIT_S if case.diagnosis.kind == "network" else 0.0
        return Fix(self.id, "run the same command again, unchanged", wait_s=wait)
