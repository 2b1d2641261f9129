"""find-defects: what the project's own checks and the search for secrets say of the lines of a pull request."""

from __future__ import annotations

import dataclasses

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.reviews.findings import secrets_in, told_apart
from mity.reviews.pull import changed_lines, clone_of, read_pull
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.defects import harmless_checks, own_checks
from mity.services.services import Services
from mity.stations.clone_pull_request import consented


class FindDefects(Station):
    """Looks for secrets and runs Ruff; with the user's consent all linters, type checkers and tests of the project."""

    name = "find-defects"
    description = "run the project's checks, and keep what they say of changed lines"
    locks_application = True
    inputs = StationInputs(required=("pull", "url"), optional=("consent",))
    outputs = StationOutputs(keys=("findings", "suites", "notes"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        services, pull = self._services, read_pull(context.get_input("pull"))
        opened = services.forge(pull.url)
        clone = clone_of(context.output_path, services.run, opened)
        changed = changed_lines(clone, pull, opened.forge)
        if consented(services, context):
            defects = own_checks(services, context, clone, pull, changed)
        else:
            defects = harmless_checks(services, context, changed)
        found = told_apart([*secrets_in(changed), *defects.found])
        context.set_output("findings", [one.to_json() for one in found])
        context.set_output("suites", [dataclasses.asdict(one) for one in defects.suites])
        context.set_output("notes", defects.notes)
        count = sum(len(lines) for lines in changed.values())
        ran = sorted({one.command for one in found} | {one.command for one in defects.suites})
        evidence = {"findings": len(found), "lines": count, "files": len(changed), "commands": ran}
        return StationResult.done(f"{len(found)} findings at {count} changed lines", evidence)
