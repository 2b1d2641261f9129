"""read-issue: what an issue asks for, and whether the work on it could be delivered."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.issues.brief import brief_of
from mity.issues.preflight import base_reason, branch_reason, closed_reason, rights_reason, taken_reason
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.forge_questions import OPTIONS, asking

PUSHED = "pushed"
"""The artifact that lists the commits to which this run moved the branch on the forge."""


class ReadIssue(Station):
    """Reads the issue at `url`; a closed one, a branch that is taken and missing rights end the run here.

    `branch` and `base` win over the rule for the branch's name and over the default branch. Nothing is fetched from
    links in the issue.
    """

    name = "read-issue"
    description = "Analyzing issue requirements"
    inputs = StationInputs(required=("url",), optional=("closed", "branch", "base"))
    outputs = StationOutputs(keys=("issue", "work_branch", "base_branch", "commit_message"))
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        return asking(lambda: self._read(context))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(f"read {context.get_input('url')}",))

    def _read(self, context: WorkflowContext) -> StationResult:
        opened = self._services.forge(str(context.get_input("url")))
        forge = opened.forge
        issue = forge.issue(opened.address.number)
        brief = brief_of(issue)
        branch = str(context.get_input("branch") or brief.branch)
        base = str(context.get_input("base") or forge.repository().default_branch)
        own = forge.branch_sha(branch) in context.get_artifact(PUSHED, [])
        for reason in (
            closed_reason(issue, closed=bool(context.get_input("closed"))),
            branch_reason(branch),
            rights_reason(forge),
            "" if own else taken_reason(forge, brief, branch),
            base_reason(forge, str(context.get_input("base") or "")),
        ):
            if reason:
                raise UsageError(reason)
        context.set_output("issue", brief.to_json())
        context.set_output("work_branch", branch)
        context.set_output("base_branch", base)
        context.set_output("commit_message", f"{brief.subject}\n\nFor {brief.url}")
        cut = f"; its text was cut at {len(brief.body)} characters" if brief.cut else ""
        said = f"issue {brief.number} “{brief.title}”, for {branch} from {base}{cut}"
        return StationResult.done(said, {"url": brief.url, "kind": brief.kind, "characters": len(issue.body)})
