"""What goes away by itself: a network that hiccuped, a first run after a pause. Nothing is changed."""

from __future__ import annotations

from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule


class TryAgain(Rule):
    """One unchanged second try for transient failures and for those that nobody understands."""

    id = "try-again"
    title = "run the same command again, unchanged"
    wait_s = 2.0

    def applies(self, case: FailureContext) -> bool:
        diagnosis = case.diagnosis
        if diagnosis.kind in ("interrupted", "timeout", "evidence"):
            return False
        return diagnosis.kind == "network" or diagnosis.error_type is ErrorType.UNKNOWN

    def plan(self, case: FailureContext) -> Proposal | None:
        wait = self.wait_s if case.diagnosis.kind == "network" else 0.0
        return Fix(self.id, self.title, wait_s=wait)


class TryAgainLater(TryAgain):
    """A third try after a longer pause, for the network alone."""

    id = "try-again-later"
    title = "run the same command again after a longer pause"
    wait_s = 8.0

    def applies(self, case: FailureContext) -> bool:
        return case.diagnosis.kind == "network"


class Offline(Rule):
    """What is left when no try got through: nothing here is broken, a person looks after the network."""

    id = "offline"
    title = "say that the network is the cause"

    def applies(self, case: FailureContext) -> bool:
        return case.diagnosis.kind == "network"

    def plan(self, case: FailureContext) -> Proposal | None:
        where = f" ({case.diagnosis.subject})" if case.diagnosis.subject else ""
        return Advice(f"the registry cannot be reached{where}: see to the network, the proxy or the index, then go on")
