"""A test that fails intermittently: detected by one unchanged second run, never by a change."""

from __future__ import annotations

from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_CERTAIN = ("coverage", "interrupted", "timeout")


class FlakyTest(Rule):
    """Runs the same tests again. If they pass, they are reported as flaky; if they fail, the tests are right."""

    id = "flaky-test"
    title = "run the same tests again, unchanged"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.TEST or failure.diagnosis.kind in _CERTAIN:
            return None
        return Fix(self.id, "run the same tests again, unchanged: if they pass now, a test is flaky", flaky=True)
