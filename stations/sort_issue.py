"""sort-issue: the kind and the priority of an issue, by the tables of the workflow."""

from __future__ import annotations

import dataclasses

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.reviews.triage import LONGEST, sort_in
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.text.seen import seen
from mity.text.visible import visible, visible_lines


class SortIssue(Station):
    """Reads the open issue `url`. What it says is data: nothing of it runs, and no link in it is followed."""

    name = "sort-issue"
    description = "read an issue, and find its kind and priority by rules"
    inputs = StationInputs(required=("url", "priorities", "kinds"))
    outputs = StationOutputs(keys=("issue", "priority", "kind"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        opened = self._services.forge(str(context.get_input("url")))
        issue = opened.forge.issue(opened.address.number)
        if not issue.open:
            raise UsageError(f"issue {issue.number} is closed: there is nothing to sort in ({issue.url})")
        priority = sort_in(issue, context.get_input("priorities"), "priorities")
        kind = sort_in(issue, context.get_input("kinds"), "kinds")
        body = visible_lines(seen(issue.body[: 5 * LONGEST].replace("\r\n", "\n"))[:LONGEST])
        context.set_output("issue", {"title": visible(issue.title), "body": body, "number": issue.number})
        context.set_output("priority", dataclasses.asdict(priority) if priority else None)
        context.set_output("kind", dataclasses.asdict(kind) if kind else None)
        said = ", ".join(one.label for one in (kind, priority) if one) or "no rule fits"
        return StationResult.done(f"issue {issue.number}: {said}", {"issue": issue.url, "labels": said})
