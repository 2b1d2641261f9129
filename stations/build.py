"""build: dependencies installed and artefacts made, proven by files that were not there before."""

from __future__ import annotations

from typing import Any

from mity.command import Command, Outcome
from mity.engine.station import HEAL_THEN_ASK, Preview, Station
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.agreement import told, unfit
from mity.services.python_places import unfit_list
from mity.services.services import Services
from mity.stacks.model import Stack
from mity.stations.artefacts import described, moved_aside, outputs
from mity.stations.dry_run import commands_of
from mity.stations.questions import OPTIONS
from mity.system.passing import passing

VERBS = ("install", "build")
_LISTED = 50
_SHOWN = 3


class Build(Station):
    """Runs the stack's `install` and `build` commands."""

    name = "build"
    description = "install the dependencies and build"
    locks_application = True
    proves = "after"
    on_failure = HEAL_THEN_ASK
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        if folder is None:
            return StationResult.unavailable("no stack was recognised: nothing says how to build it")
        stack = folder.stack
        if reason := self._unavailable(context, stack):
            return StationResult.unavailable(reason)
        if problem := unfit_list(stack, context.output_path):
            first = Outcome(self._commands(context, stack)[0][1], 0)
            return StationResult.failed(problem, execution=Execution(first, 0, problem=problem))
        self._services.ignore_results(context, stack)
        self._services.clean_slate(context, stack)
        with passing(context.output_path, stack.passing), moved_aside(context.output_path, stack.artefacts):
            return self._built(context, stack)

    def preview(self, context: WorkflowContext) -> Preview:
        return commands_of(self._services, context, *VERBS)

    def _built(self, context: WorkflowContext, stack: Stack) -> StationResult:
        """Runs the commands; what they made, or the one that failed."""
        # before the commands, for npm writes a lock of Yarn anew that it finds
        unfit_lock = unfit(context, [command.argv for _, command in self._commands(context, stack)])
        taken = self._take(context, stack)
        commands = [(verb, command) for verb, command in self._commands(context, stack) if verb not in taken]
        lines = list(taken.values())
        outcome = Outcome(self._commands(context, stack)[0][1], 0, "\n".join(lines))
        for progress, (verb, command) in enumerate(commands):
            ran = self._services.run_all([command])
            outcome = ran.outcomes[-1]
            if ran.failed is not None:
                return StationResult.failed(outcome.summary, execution=Execution(outcome, progress))
            lines += ran.lines
            if verb not in [later for later, _ in commands[progress + 1 :]]:
                self._services.keep_shared(context, stack, verb)
        return self._proof(context, stack, lines, Execution(outcome, len(commands)), unfit_lock)

    def _unavailable(self, context: WorkflowContext, stack: Stack) -> str:
        """Why the application cannot be built here, or an empty string."""
        if lacking := self._services.lacking(stack):
            return lacking
        for verb in VERBS:
            missing = self._services.commands(context, stack, verb).missing
            if missing and verb in stack.commands:
                return missing
        return "" if self._commands(context, stack) else f"stack {stack.id} has nothing to install or build"

    def _take(self, context: WorkflowContext, stack: Stack) -> dict[str, str]:
        """Puts cached dependencies in place: what to tell of each, by the verb that it makes needless ("" for none).

        An execution after a repair installs for itself: healing must not depend on a cache.
        """
        taken: dict[str, str] = {}
        for tree in self._services.shared(context, stack) if not self._services.scope.overrides.repeated else ():
            if message := tree.take(self._services.cache):
                self._services.note(message)
                taken[tree.spec.after if tree.spec.whole else ""] = message
        return taken

    def _commands(self, context: WorkflowContext, stack: Stack) -> list[tuple[str, Command]]:
        """Each command with its verb."""
        resolved = {verb: self._services.commands(context, stack, verb) for verb in VERBS}
        return [(verb, command) for verb, one in resolved.items() for command in one.commands]

    def _proof(
        self, context: WorkflowContext, stack: Stack, lines: list[str], execution: Execution, unfit_lock: str
    ) -> StationResult:
        """What the commands made, which must be something where the stack names artefacts."""
        fresh = described(context.output_path, outputs(context.output_path, stack.artefacts))
        if stack.artefacts and not fresh:
            problem = f"the commands succeeded but produced no artefact ({', '.join(stack.artefacts)})"
            made = Execution(execution.outcome, execution.progress, problem=problem)
            return StationResult.failed(problem, execution=made)
        context.set_output("artefacts", [item["path"] for item in fresh[:_LISTED]])
        if fresh and unfit_lock:
            return StationResult.done(f"{_named(fresh)}, not proven: {unfit_lock}")
        evidence = {"artefacts": fresh[:_LISTED], "count": len(fresh), "commands": lines} if fresh else {}
        held = [found for verb in VERBS if (found := self._services.held(verb))]
        evidence |= held[0] if fresh and held else {}
        notes = told(self._services, context, stack) if fresh else []
        evidence |= {"other": notes} if notes else {}
        said = "; ".join((_named(fresh), *notes))
        return StationResult.done(said or "the commands succeeded; nothing shows what they made", evidence)


def _named(fresh: list[dict[str, Any]]) -> str:
    """The first artefacts by name, and how many more."""
    names = [item["path"] for item in fresh]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
