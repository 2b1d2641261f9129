"""`proof: required`: steps of such workflows that have passed and show no evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mity.runs.keys import NESTED
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.workflow.core import Step
from mity.workflow.model import Workflow
from mity.workflow.parts import Evidence

REQUIRED = "required"


def unshown(
    workflow: Workflow, called: Mapping[str, Workflow], stations: Sequence[str], results: Mapping[str, StationResult]
) -> list[str]:
    """The keys of the commands and agents that have passed and declared no evidence, where a proof is required.

    What a workflow requires holds for those that it calls or generates, too.
    """
    if not any(one.proof == REQUIRED for one in (workflow, *called.values())):
        return []
    found = []
    for key in stations:
        result = results.get(key)
        if result is not None and result.status is Status.DONE and not result.claims:
            step, required = _step(workflow, called, key)
            if required and step is not None and _shows_nothing(step) and f"{key}[0]" not in results:
                found.append(key)
    return found


def _step(workflow: Workflow, called: Mapping[str, Workflow], key: str) -> tuple[Step | None, bool]:
    """The step of a key, None for one that no definition has, and whether it needs a proof."""
    *callers, own = key.split(NESTED)
    required, within, generator = workflow.proof == REQUIRED, "", ""
    for caller in callers:
        step, within = _find(workflow, caller), f"{within}{caller}{NESTED}"
        if step is None:
            return None, required
        if step.generate:
            generator = within
        inner = called.get(f"{generator}{step.workflow}") or called.get(step.workflow)
        if inner is None:
            return None, required
        workflow, required = inner, required or inner.proof == REQUIRED
    return _find(workflow, own), required


def _find(workflow: Workflow, key: str) -> Step | None:
    id = key.partition("[")[0].partition("#")[0]
    return next((step for step in workflow.steps() if step.id == id), None)


def _shows_nothing(step: Step) -> bool:
    works = bool(step.command or step.agent is not None) and not step.generate
    return works and step.evidence in (None, Evidence())
