"""What rustc refuses and no rule repairs: the place, its words and its own hint, for a person."""

from __future__ import annotations

from mity.agents.rust.messages import errors
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rank, Rule


class RustReport(Rule):
    """Names the first error. What costs something or alters a meaning, as a clone or another name does, is not done."""

    id = "rust-report"
    title = "report what rustc rejects"
    rank = Rank.LAST_RESORT

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.BUILD or ".rs:" not in failure.output:
            return None
        first = next(errors(failure), None)
        if first is None:
            return None
        hint = f"; rustc says: {first.helps[0].title}" if first.helps else ""
        more = f"rustc --explain {first.code}" if first.code else ""
        return Advice(f"fix {first.file}:{first.line}: {first.text}{hint}", more)
