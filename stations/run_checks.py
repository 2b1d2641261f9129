"""run-checks: the formatters, linters or type checkers that a project has set up, run as they are."""

from __future__ import annotations

import dataclasses
import re

from mity.command import Command, Outcome
from mity.engine.ports import Check
from mity.engine.station import Preview, Station, StationInputs
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.project_checks import project_checks
from mity.services.services import Services
from mity.stacks.own_tools import FORMAT, LINT, TYPES

_TITLES = {FORMAT: "formatter", LINT: "linter", TYPES: "type checker"}


class RunChecks(Station):
    """Runs the checks of the input `kind`: `format`, `lint` or `types`. What is not installed makes it unavailable."""

    name = "run-checks"
    description = "run the project's formatters, linters or type checkers"
    locks_application = True
    proves = "before"
    inputs = StationInputs(required=("kind",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        checks, kind = self._checks(context), str(context.get_input("kind"))
        missing = [one.missing for one in checks if one.missing]
        bad: list[tuple[Outcome, str]] = []
        lines: list[str] = []
        for check, command in ((one, command) for one in checks for command in one.commands):
            outcome = self._services.run(command)
            line = outcome.command.title or outcome.command.line
            if check.absent and re.search(check.absent, outcome.output):
                missing.append(f"{line}: what it needs is not installed")
            elif wrong := _wrong(check, outcome):
                bad.append((outcome, wrong))
            else:
                lines.append(line)
        evidence = {"checks": lines, "failed": [one.command.title or one.command.line for one, _ in bad]}
        if bad:
            said = "; ".join(wrong for _, wrong in bad)
            return StationResult.failed(said, evidence, Execution(bad[0][0], problem=bad[0][1]))
        if missing:
            return dataclasses.replace(StationResult.unavailable("; ".join(missing)), evidence=evidence)
        if not lines:
            return dataclasses.replace(StationResult.done(f"the project has no {_TITLES[kind]}"), claims=False)
        return StationResult.done(f"passed: {', '.join(lines)}", evidence)

    def _checks(self, context: WorkflowContext) -> list[Check]:
        kind = context.get_input("kind")
        if kind not in _TITLES:
            raise UsageError(f"run-checks: kind must be one of {', '.join(_TITLES)}, not {kind!r}")
        return project_checks(self._services, context, context.output_path, str(kind))

    def preview(self, context: WorkflowContext) -> Preview:
        checks = self._checks(context)
        commands = [_line(command) for one in checks for command in one.commands]
        return Preview(tuple(commands), tuple(one.missing for one in checks if one.missing))


def _line(command: Command) -> str:
    return command.title or command.line


def _wrong(check: Check, outcome: Outcome) -> str:
    """Why a check failed; empty when it passed. What is `quiet` names the files that it would change."""
    if not outcome.ok:
        return outcome.summary
    if check.quiet and (said := outcome.output.split()):
        return f"`{_line(outcome.command)}` would change {said[0]}" + (f" and {len(said) - 1} more" * (len(said) > 1))
    return ""
