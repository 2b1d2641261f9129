"""What goes away by itself: a network that hiccuped, a first run after a pause. Nothing is changed."""

from __future__ import annotations

from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SHORT_S = 2.0
_LONG_S = 8.0

_GUESSED = 0.25  # confidence below which a class was read off the words of a complaint


class TryAgain(Rule):
    """One unchanged second try for transient failures and for those that no signature explains."""

    id = "try-again"
    title = "run the same command again, unchanged"

    def propose(self, failure: FailureContext) -> Proposal | None:
        diagnosis = failure.diagnosis
        if diagnosis.kind == "network":
            return Fix(self.id, self.title, wait_s=_SHORT_S)
        unexplained = diagnosis.error_type is ErrorType.UNKNOWN or diagnosis.confidence < _GUESSED
        if not unexplained or diagnosis.kind in ("interrupted", "timeout", "evidence"):
            return None
        return Fix(self.id, self.title)


class TryAgainLater(Rule):
    """A third try after a longer pause, for network failures only."""

    id = "try-again-later"
    title = "run the same command again after a longer pause"

    def propose(self, failure: FailureContext) -> Proposal | None:
        return Fix(self.id, self.title, wait_s=_LONG_S) if failure.diagnosis.kind == "network" else None


class Offline(Rule):
    """What is left when no try got through: nothing here is broken, a person must look at the network."""

    id = "offline"
    title = "say that the network is the cause"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.kind != "network":
            return None
        where = f" ({failure.diagnosis.subject})" if failure.diagnosis.subject else ""
        return Advice(f"the registry cannot be reached{where}: check the network, the proxy and the index, then resume")
