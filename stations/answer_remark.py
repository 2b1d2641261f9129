"""answer-remark: one answer in the thread of a remark: what was done, or what was tried."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.reviews.answers import done, read_remark, tried
from mity.reviews.pull import HEAD, clone_of, read_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class AnswerRemark(Station):
    """Answers once. With `failed`, what was changed for the remark is taken out of the clone first."""

    name = "answer-remark"
    description = "answer a remark in its thread"
    locks_application = True
    inputs = StationInputs(required=("pull", "remark"), optional=("answer", "pushed", "report", "failed", "reason"))
    outputs = StationOutputs(keys=("answered",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services = self._services
        pull, remark = read_pull(context.get_input("pull")), read_remark(context.get_input("remark"))
        opened, redactor = services.forge(pull.url), services.scope.run.redactor
        report = str(context.get_input("report") or "")
        pushed = str(context.get_input("pushed") or "")
        if failed := bool(context.get_input("failed")):
            clone = clone_of(context.output_path, services.run, opened)
            clone.take_back(HEAD)
            text = tried(str(context.get_input("reason") or ""), report, redactor)
        else:
            text = done(str(context.get_input("answer") or ""), pushed, report, redactor)
        opened.forge.answer(pull.number, remark.comment, text, remark.marker)
        context.set_output("answered", remark.id)
        how = "what was tried" if failed else f"commit {pushed[:12]}" if pushed else "words"
        return StationResult.done(f"{remark.path}:{remark.line} answered by {how}", {"remark": remark.id, "by": how})
