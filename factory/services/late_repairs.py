"""Repairs whose loop, rules and agents are loaded when something is to be repaired: most runs need none."""

from __future__ import annotations

from collections.abc import Callable

from mity.changes.snapshot import State
from mity.command import Overrides
from mity.engine.step_scope import StepScope
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.text.interrupts import without_interrupts
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class LateRepairs:
    """`mity.services.repairs.Repairs`, made when it is first asked for; the arguments are its."""

    services: Services
    only_plan: bool = False
    began: Callable[[State, str], None] = lambda state, part: None

    def heal(
        self,
        scope: StepScope,
        context: WorkflowContext,
        failed: StationResult,
        again: Callable[[Overrides], StationResult],
    ) -> StationResult:
        """As `Repairs.heal`."""
        with without_interrupts():
            from mity.services.repairs import Repairs
        return Repairs(self.services, self.only_plan, self.began).heal(scope, context, failed, again)
