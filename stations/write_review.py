"""write-review: findings as the text of a review, without those that an earlier review has."""

from __future__ import annotations

import hashlib

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.reviews.findings import opinions, read_finding, told_apart
from mity.reviews.pull import changed_lines, clone_of, read_pull
from mity.reviews.remarks import MOST_REMARKS, Suite, body, remark, said_before, verdict
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class WriteReview(Station):
    """Writes what `findings`, `suites` and `opinions` (the remarks of a coding agent) amount to; posts nothing."""

    name = "write-review"
    description = "write the review: verdict, words, and remarks at lines"
    inputs = StationInputs(required=("pull", "findings"), optional=("suites", "notes", "opinions", "approve"))
    outputs = StationOutputs(keys=("review",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services, pull = self._services, read_pull(context.get_input("pull"))
        opened = services.forge(pull.url)
        found = [read_finding(one) for one in context.get_input("findings")]
        if remarks := context.get_input("opinions"):
            clone = clone_of(context.output_path, services.run, opened)
            found += opinions(remarks, changed_lines(clone, pull, opened.forge), _agent(services))
        found = told_apart(found)
        reviews, user = opened.forge.reviews(pull.number), opened.forge.user()
        known = said_before(reviews, user)
        new = [one for one in found if one.fingerprint not in known]
        suites = [Suite(**{**one, "failing": tuple(one["failing"])}) for one in context.get_input("suites") or ()]
        redactor = services.scope.run.redactor
        said = verdict(found, suites, own=pull.own, approve=bool(context.get_input("approve")))
        begin = f"review-{pull.head_sha[:12]}-"
        marks = "".join(sorted(one.fingerprint for one in new)) + said.value
        again = not new and any(one.author == user and f"mity:{begin}" in one.body for one in reviews)
        context.set_output(
            "review",
            {
                "verdict": said.value,
                "body": body(new, len(found) - len(new), suites, context.get_input("notes") or (), redactor),
                "comments": [
                    {"path": one.path, "line": one.line, "body": remark(one, redactor).body}
                    for one in new[:MOST_REMARKS]
                ],
                "marker": begin + hashlib.sha256(marks.encode()).hexdigest()[:12],
                "due": not again,
            },
        )
        evidence = {"verdict": said.value, "new": len(new), "known": len(found) - len(new)}
        return StationResult.done(f"{said.value.replace('_', ' ')}: {len(new)} new findings", evidence)


def _agent(services: Services) -> str:
    config = services.agent
    return config.preset or (config.command[0].rpartition("/")[2] if config.command else "a coding agent")
