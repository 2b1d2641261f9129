"""open-pull-request: the pull request of a run on an issue, linked to it, once."""

from __future__ import annotations

from typing import Any

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.forge.marks import marked
from mity.issues.brief import Brief
from mity.issues.pull_text import Changed, changed_files, pull_text
from mity.runs.context import WorkflowContext
from mity.runs.question import Effect, Option
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.clone_repository import issue_clone
from mity.stations.forge_questions import OPTIONS, asking, forge_question
from mity.stations.push_branch import moved_by_others

CLOSED = "The issue was closed while the work went on: is the change still wanted?"
_PUSH = Option("push", "push again, when the branch is free", "", "push-branch", Effect.GOTO)


class OpenPullRequest(Station):
    """Opens the pull request, or gives the open one of the branch its text.

    `verified` maps steps to their `status` and what they `said`, `told` headings to sentences of the agent.
    """

    name = "open-pull-request"
    description = "Opening the pull request"
    inputs = StationInputs(
        required=("url", "issue", "work_branch", "base_branch", "base_commit", "pushed_commit"),
        optional=("verified", "told", "draft", "behind", "based", "closed"),
    )
    outputs = StationOutputs(keys=("pull_request",))
    options = (_PUSH, *OPTIONS)

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        return asking(lambda: self._open(context))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=("open a pull request",))

    def _open(self, context: WorkflowContext) -> StationResult:
        opened, brief = self._services.forge(str(context.get_input("url"))), Brief.from_json(context.get_input("issue"))
        branch, base = str(context.get_input("work_branch")), str(context.get_input("base_branch"))
        changed, made = self._changed(context), str(context.get_input("pushed_commit"))
        if (there := opened.forge.branch_sha(branch)) != made:
            return moved_by_others(branch, there, (_PUSH, *OPTIONS))
        closed = not context.get_input("closed") and not opened.forge.issue(brief.number).open
        limits = [*([CLOSED] if closed else []), *self._limits(context)]
        text = pull_text(brief, changed, _verified(context), _told(context), limits)
        clean = self._services.scope.run.redactor.text
        pull = opened.forge.open_pull_request(
            brief.subject,
            marked(clean(text), f"issue-{context.run_id}"),
            branch,
            base,
            draft=bool(context.get_input("draft")),
        )
        if pull.head_sha and pull.head_sha != made:
            return forge_question(
                f"pull request {pull.number} ({pull.url}) stands at {pull.head_sha[:10]}, which this run did not push: "
                "somebody else moved its branch. Look at it; is it to be tried again?"
            )
        context.set_output(
            "pull_request", {"number": pull.number, "url": pull.url, "files": len(changed), "closed": closed}
        )
        evidence = {"url": pull.url, "number": pull.number, "commit": made, "files": [one.path for one in changed]}
        return StationResult.done(f"Created pull request {pull.number}: {pull.url}", evidence)

    def _changed(self, context: WorkflowContext) -> list[Changed]:
        opened = self._services.forge(str(context.get_input("url")))
        clone = issue_clone(self._services, context, opened)
        base, made = str(context.get_input("base_commit")), str(context.get_input("pushed_commit"))
        return changed_files(clone.diff(base, made, "--numstat", "-z", "--no-renames"))

    def _limits(self, context: WorkflowContext) -> list[str]:
        base = str(context.get_input("base_commit"))[:10]
        found = [f"Verified on top of {context.get_input('base_branch')} at {base}."]
        if behind := int(context.get_input("behind") or 0):
            found.append(f"The base moved by {behind} commits since then; the change was not verified on top of them.")
        if context.inputs.get("based") not in (None, "success"):
            found.append("The base moved so that this change conflicts with it: the conflict is left to a person.")
        return found


def _verified(context: WorkflowContext) -> dict[str, dict[str, Any]]:
    given = context.inputs.get("verified")
    rows = given.items() if isinstance(given, dict) else ()
    return {str(name): one for name, one in rows if isinstance(one, dict)}


def _told(context: WorkflowContext) -> dict[str, str]:
    given = context.inputs.get("told")
    rows = given.items() if isinstance(given, dict) else ()
    return {str(name): str(said or "") for name, said in rows}
