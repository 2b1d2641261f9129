"""plan-upgrades: which vulnerable packages have a version that mends them, and that the project is whole before."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.scanners.baseline import read_baseline, sort
from mity.scanners.finding import Finding, read_look
from mity.scanners.merge import merged
from mity.scanners.upgrades import upgrades
from mity.services.config import read_config
from mity.services.services import Services
from mity.services.test_names import masked
from mity.stations.build import Build
from mity.stations.in_parts import InParts
from mity.stations.test import Test


class PlanUpgrades(Station):
    """What has to be upgraded by `looks`, which `scan` gives; accepted findings are left as they are.

    Where there is something to upgrade, the project is built and tested as it is: what fails before cannot prove an
    upgrade. With `plan` that is left out.
    """

    name = "plan-upgrades"
    description = "choose the lowest versions that mend vulnerable packages, and see that build and tests pass before"
    locks_application = True
    inputs = StationInputs(required=("looks",), optional=("baseline", "plan"))
    outputs = StationOutputs(keys=("upgrades", "ran_before"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        context.set_output("upgrades", [])
        context.set_output("ran_before", [])
        made, stuck = upgrades(_counting(context))
        told = "; ".join(f"{one.evidence or one.message}: no version is known that mends it" for one in stuck)
        if not made:
            nothing = StationResult.done(told or "no vulnerable package has a version that mends it")
            return dataclasses.replace(nothing, claims=False)
        if context.get_input("plan") not in (True, "true") and (broken := self._broken(context)):
            return broken
        context.set_output("upgrades", [one.to_json() for one in made])
        rows = [f"{one.name} {one.version} → {one.fixed or one.through} ({one.file})" for one in made]
        return StationResult.done("; ".join([*rows, *([told] if told else [])]), {"upgrades": rows})

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))

    def _broken(self, context: WorkflowContext) -> StationResult | None:
        """Why build and tests cannot prove an upgrade; None, and the names of the tests, where they can."""
        first = "so no upgrade could be proven: "
        built = InParts(Build, self._services).execute(context)
        context.new_outputs.pop("artefacts", None)
        if not built.success:
            return _refused(built, f"the project does not build as it is, {first}")
        tested = InParts(Test, self._services).execute(context)
        context.new_outputs.pop("tests", None)
        counts = tested.execution.counts if tested.execution else None
        if not tested.success:
            return _refused(tested, f"the project's tests do not pass as it is, {first}")
        if counts is None or not counts.run:
            return StationResult.unavailable(f"no test of the project is known to have run, {first}{tested.message}")
        context.set_output("ran_before", sorted(masked(counts.ran, self._services.scope.run.redactor)))
        return None


def _refused(result: StationResult, why: str) -> StationResult:
    """The failure without its execution: what was broken before is for `mity heal`."""
    if result.status is not Status.FAILED:
        return StationResult.unavailable(f"{why}{result.message}")
    return StationResult.failed(f"{why}{result.message}; `mity heal` repairs that first")


def _counting(context: WorkflowContext) -> list[Finding]:
    """The findings that nobody has accepted."""
    given: Any = context.get_input("looks")
    try:
        looks = [read_look(one) for one in given or ()]
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"plan-upgrades: looks is not what the station `scan` gives: {error}") from error
    name = str(context.get_input("baseline") or read_config(context.output_path).secure.baseline)
    today = datetime.datetime.now(datetime.UTC).date()
    return sort(merged(looks), read_baseline(context.output_path / name), today).counting
