"""report-progress: the one comment of a run on its issue; while the run goes on it is kept up to date."""

from __future__ import annotations

import re

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.issues.follower import PROGRESS, REPORT
from mity.issues.progress import Progress
from mity.issues.pull_text import said
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.forge_questions import OPTIONS, asking
from mity.text.markdown import words

_PLAIN = re.compile(r"https?://[^\s()<>\[\]]+")


class ReportProgress(Station):
    """Writes the comment. With `final` it is the last word.

    That names the pull request, what it changes as the agent `said`, and the evidence that the tests have `shown`.
    """

    name = REPORT
    description = "Reporting on the issue"
    inputs = StationInputs(required=("url", "issue"), optional=("final", "pull_request", "said", "shown"))
    outputs = StationOutputs(keys=(PROGRESS,))
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        return asking(lambda: self._report(context))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=("comment on the issue",))

    def _report(self, context: WorkflowContext) -> StationResult:
        url, final = str(context.get_input("url")), bool(context.inputs.get("final"))
        number, marker = int(context.get_input("issue")["number"]), f"progress-{context.run_id}"
        text = self._last_word(context) if final else Progress({}, run=context.run_id).text()
        comment = self._services.forge(url).forge.say(number, self._services.scope.run.redactor.text(text), marker)
        place = {"url": url, "number": number, "marker": marker, "final": final}
        context.set_output(PROGRESS, place)
        what = "the last word" if final else "progress"
        return StationResult.done(f"{what}: {comment.url}", {"comment": comment.id, "url": comment.url})

    def _last_word(self, context: WorkflowContext) -> str:
        pull, told = context.get_input("pull_request") or {}, context.inputs.get("said")
        url = str(pull.get("url", ""))
        name = f"pull request {pull.get('number')}"
        link = f"[{name}]({url})" if _PLAIN.fullmatch(url) else f"{name} ({words(url)})"
        lines = [f"- Change: {words(str(told)[:600])}"] if told else []
        lines += ["- The issue was closed while the work went on."] if pull.get("closed") else []
        shown = context.inputs.get("shown")
        lines += [f"- Tests: {words(said(shown))}"] if isinstance(shown, dict) and shown else []
        return "\n".join([f"### mity opened {link}", "", *lines, "", f"Run `{context.run_id}`"])
