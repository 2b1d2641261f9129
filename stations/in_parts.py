"""A station done for each part of an application that has several: one after another, told as one result."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from mity.engine.station import Preview, Station
from mity.engine.step_scope import StepScope
from mity.errors import MityError
from mity.projects.parts import ProjectPart
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.services.parts import part_context
from mity.services.services import Services
from mity.services.test_baseline import too_few
from mity.services.test_names import keep_names
from mity.stacks.counts import joined
from mity.stations.part_results import evidence_of, output_of
from mity.stations.validate import Validate

_FURTHER = 1000
"""How much further a failure in the next part is: more than any part has commands."""


class InParts(Station):
    """The station `inner` in the folder of each part; of an application without parts in its own.

    With `whole_first` it is done for what the parts have around them before. The first part that fails ends it, and the
    message names that part; where one part is unavailable, the whole is. Outputs are those of the parts together; each
    part's own are kept as `PART/KEY`, where the part finds them in later stations.
    """

    def __init__(self, inner: Callable[[Services], Station], services: Services, *, whole_first: bool = False) -> None:
        self._inner = inner
        self._services = services
        self._whole_first = whole_first

    def execute(self, context: WorkflowContext) -> StationResult:
        parts = self._services.parts(context)
        if not parts:
            return self._inner(self._services).execute(context)
        if self._whole_first:
            first = self._inner(self._services).execute(context.for_step(context.inputs, context.choice))
            if not first.success:
                return first
        only = self._services.scope.overrides.part
        results: dict[str, StationResult] = {}
        outputs: dict[str, dict[str, object]] = {}
        for number, part in enumerate(parts):
            if only not in ("", part.name):
                continue
            self._services.note(f"in {part.name} ({part.folder.stack.id})")
            result, made = self._of_part(context, part)
            result = _named(result, part.name, number)
            if result.status not in (Status.DONE, Status.UNAVAILABLE):
                return result
            results[part.name], outputs[part.name] = result, made
        _hand_on(context, outputs)
        if any(not one.success for one in results.values()):
            return _partly(results)
        return self._together(context, results)

    def preview(self, context: WorkflowContext) -> Preview:
        parts = self._services.parts(context)
        if not parts:
            return self._inner(self._services).preview(context)
        return preview_of_parts(self._inner, self._services, context)

    def _of_part(self, context: WorkflowContext, part: ProjectPart) -> tuple[StationResult, dict[str, object]]:
        view = part_context(context, part)
        try:
            return self._inner(self._services).execute(view), view.new_outputs
        except MityError as error:
            return StationResult.failed(str(error)), {}

    def _together(self, context: WorkflowContext, results: Mapping[str, StationResult]) -> StationResult:
        """The results of all parts as one. Nothing is proven of the whole where nothing shows it of one part."""
        claiming = {name: one for name, one in results.items() if one.claims}
        message = "; ".join(one.message for one in results.values())
        whole = StationResult.done(message, evidence_of({name: one.evidence for name, one in claiming.items()}))
        whole = dataclasses.replace(whole, claims=bool(claiming))
        counts = [one.execution.counts for one in results.values() if one.execution and one.execution.counts]
        if len(counts) < len(results):
            return whole
        scope = self._services.scope
        ran = {
            f"{name}/{test}"
            for name, one in results.items()
            if one.execution and one.execution.counts
            for test in one.execution.counts.ran
        }
        all_counts = dataclasses.replace(joined(counts), ran=frozenset(ran))
        last = list(results.values())[-1].execution
        assert last is not None
        execution = dataclasses.replace(last, counts=all_counts, tests_collected=all_counts.collected)
        if not scope.overrides.part and (
            few := too_few(context, all_counts, scope.run.redactor, blind=bool(scope.run.repairs))
        ):
            return StationResult.failed(few)
        evidence = {**whole.evidence, **keep_names(scope, ran)} if whole.evidence else {}
        return dataclasses.replace(whole, evidence=evidence, execution=execution)


def preview_of_parts(inner: Callable[[Services], Station], services: Services, context: WorkflowContext) -> Preview:
    """What a station would do in each part."""
    shown: dict[str, Preview] = {}
    for part in services.parts(context):
        view = part_context(context, part)
        shown[part.name] = inner(services).preview(view)
        context.merge_outputs({f"{part.name}/{key}": value for key, value in view.new_outputs.items()})
    return Preview(
        tuple(f"cd {name} && {line}" for name, one in shown.items() for line in one.commands),
        tuple(f"{name}: {note}" for name, one in shown.items() for note in one.notes),
        tuple((kind, f"{name}/{path}") for name, one in shown.items() for kind, path in one.files),
        "".join(one.diff for one in shown.values()),
        {name: one.plan for name, one in shown.items() if one.plan},
    )


def in_parts(inner: Callable[[Services], Station], services: Services, scope: StepScope) -> Station:
    """A built-in station for one execution, done in each part where the application has parts."""
    return InParts(inner, services.of(scope), whole_first=inner is Validate)


def _partly(results: Mapping[str, StationResult]) -> StationResult:
    """The results of all parts where one could not be looked at: that is no success of the whole."""
    seen = {name: dict(one.evidence) for name, one in results.items() if one.evidence}
    result = StationResult.unavailable("; ".join(one.message for one in results.values()))
    return dataclasses.replace(result, evidence={"parts": seen} if seen else {})


def _hand_on(context: WorkflowContext, outputs: Mapping[str, Mapping[str, object]]) -> None:
    """Sets each part's outputs, and those of all parts together under their own names."""
    for part, made in outputs.items():
        for key, value in made.items():
            context.set_output(f"{part}/{key}", value)
    for key in dict.fromkeys(key for made in outputs.values() for key in made):
        values = {part: made[key] for part, made in outputs.items() if key in made}
        context.set_output(key, output_of(key, values))


def _named(result: StationResult, part: str, number: int) -> StationResult:
    """A part's result with its name, and, where it failed, how far that is among all parts."""
    execution = result.execution and dataclasses.replace(
        result.execution, part=part, progress=number * _FURTHER + result.execution.progress
    )
    question = result.question and dataclasses.replace(result.question, question=f"{part}: {result.question.question}")
    unproven = {} if result.status is Status.DONE and not result.evidence else result.evidence
    message = f"{part}: {result.message}"
    return dataclasses.replace(result, message=message, execution=execution, question=question, evidence=unproven)
