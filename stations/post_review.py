"""post-review: a written review, on the forge, once."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.forge.model import LineComment, Verdict
from mity.reviews.pull import read_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.system.clone import HeadMoved


class PostReview(Station):
    """Posts the review of the commit that was looked at. A head that moved meanwhile is not judged by it."""

    name = "post-review"
    description = "post the review on the forge"
    inputs = StationInputs(required=("pull", "review"))
    outputs = StationOutputs(keys=("review_url",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        pull, made = read_pull(context.get_input("pull")), context.get_input("review")
        forge = self._services.forge(pull.url).forge
        context.set_output("review_url", pull.url)
        if not made["due"]:
            return StationResult.done("nothing new since the last review of this commit", {"posted": False})
        if (now := forge.pull_request(pull.number).head_sha) != pull.head_sha:
            raise HeadMoved(
                f"the head moved from {pull.head_sha[:12]} to {now[:12]} while it was looked at: run this again"
            )
        comments = [LineComment(one["path"], one["line"], one["body"]) for one in made["comments"]]
        verdict, text = Verdict(made["verdict"]), made["body"]
        review = forge.review(pull.number, pull.head_sha, verdict, text, comments, made["marker"])
        evidence = {"posted": True, "id": review.id, "verdict": verdict.value, "remarks": len(comments)}
        return StationResult.done(
            f"{verdict.value.replace('_', ' ')} with {len(comments)} remarks: {pull.url}", evidence
        )
