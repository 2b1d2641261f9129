"""post-triage: the labels and the one comment of a triage."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.reviews.triage import MARK, Sorted, comment, labels_with
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class PostTriage(Station):
    """Writes the comment, or changes it; labels are given by the first triage alone, so that a person's removal holds.

    With `post` false nothing is written, and the output `comment` has the text all the same.
    """

    name = "post-triage"
    description = "label the issue, and tell what was found in one comment"
    inputs = StationInputs(required=("url", "reproduction"), optional=("priority", "kind", "post"))
    outputs = StationOutputs(keys=("comment", "labels"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        opened = self._services.forge(str(context.get_input("url")))
        forge, number = opened.forge, opened.address.number
        priority, kind = (Sorted(**row) if (row := context.get_input(name)) else None for name in ("priority", "kind"))
        text = comment(priority, kind, context.get_input("reproduction"), self._services.scope.run.redactor)
        issue, user = forge.issue(number), forge.user()
        first = not any(one.author == user and f"mity:{MARK} " in one.body for one in forge.comments(number))
        labels = list(labels_with(issue, (kind, priority)) if first else issue.labels)
        context.set_output("comment", text)
        context.set_output("labels", labels)
        if context.get_input("post") is False:
            return StationResult.done("nothing was written", {"posted": False})
        if sorted(labels) != sorted(issue.labels):
            forge.set_labels(number, labels)
        said = forge.say(number, text, MARK)
        return StationResult.done(f"{', '.join(labels)}: {said.url or issue.url}", {"posted": True, "labels": labels})
