"""check: the application's own linters, formatter and type checker."""

from __future__ import annotations

import dataclasses

from mity.engine.station import HEAL_THEN_ASK, Preview, Station
from mity.engine.step_scope import Ran
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.services import Services
from mity.stations.complaints import added, complaints
from mity.stations.dry_run import commands_of
from mity.stations.questions import OPTIONS

VERBS = ("lint", "typecheck")


class Check(Station):
    """Runs the stack's `lint` and `typecheck` commands, those that passed before."""

    name = "check"
    description = "run the application's linters and type checkers"
    locks_application = True
    proves = "before"
    dependencies = ("build",)
    on_failure = HEAL_THEN_ASK
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        held = context.get_input("held", {}) or {}
        verbs = [verb for verb in VERBS if folder and verb in folder.stack.verbs]
        if folder is None or not verbs:
            return _nothing("the stack has no linter and no type checker")
        resolved = {verb: self._services.commands(context, folder.stack, verb) for verb in verbs}
        if missing := next((one.missing for one in resolved.values() if one.missing), ""):
            return StationResult.unavailable(missing)
        self._services.clean_slate(context, folder.stack)
        lines: list[str] = []
        passed: list[str] = []
        for progress, (verb, one) in enumerate(resolved.items()):
            ran = self._services.run_all(one.commands)
            known = held.get(verb) is False
            if ran.failed is None:
                lines += ran.lines
                passed.append(verb)
            elif problem := self._added(context, verb, ran) if known else ran.failed.summary:
                execution = Execution(ran.outcomes[-1], progress, problem=problem if known else "")
                return StationResult.failed(problem, execution=execution)
        if not passed:
            return _nothing("no linter or type checker passed before this change")
        return StationResult.done(f"{' and '.join(passed)} passed", {"checks": lines, "exit_code": 0})

    def _added(self, context: WorkflowContext, verb: str, ran: Ran) -> str:
        """What a check that failed before says of the changed files and did not say then; empty when it is nothing."""
        before = (context.get_input("complaints", {}) or {}).get(verb, [])
        now = complaints("\n".join(one.output for one in ran.outcomes), context.get_input("changed_files") or ())
        found = added(before, now)
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return f"{verb} failed before, and now also says: {found[0]}{more}" if found else ""

    def preview(self, context: WorkflowContext) -> Preview:
        return commands_of(self._services, context, *VERBS)


def _nothing(why: str) -> StationResult:
    """There is nothing that could be shown, and so nothing is claimed."""
    return dataclasses.replace(StationResult.done(why, {"checks": []}), claims=False)
