"""upgrade-dependency: one vulnerable package; it fails while the package is found, and the healing upgrades it."""

from __future__ import annotations

import dataclasses

from mity.command import Command, Outcome
from mity.engine.station import Preview, Station, StationInputs
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.scanners.catalog import scanners
from mity.scanners.files import project_files
from mity.scanners.upgrades import Upgrade, read_upgrade, stays
from mity.services.config import read_config
from mity.services.scanning import due, look
from mity.services.services import Services
from mity.services.test_names import masked
from mity.stations.build import Build
from mity.stations.in_parts import InParts
from mity.stations.test import Test
from mity.workflow.core import Handler, Policy

_TESTED, _SCANNED = 1_000_000, 2_000_000
"""How far a try got: to the tests, to the scanner. Building is less far than either."""


class UpgradeDependency(Station):
    """Asks the scanners that found the package of `upgrade` whether it is still found.

    After an upgrade by the healing the project is built and all tests that ran before have to run and pass; then the
    scanners look again.
    """

    name = "upgrade-dependency"
    description = "upgrade a vulnerable package, proven by build, tests and the scanner that found it"
    locks_application = True
    proves = ""  # the build and the tests behind all upgrades are the proof
    on_failure = (Handler(Policy.HEAL),)
    inputs = StationInputs(required=("upgrade",), optional=("ran_before",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        try:
            upgrade = read_upgrade(context.get_input("upgrade"))
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{self.name}: upgrade is not what the station `plan-upgrades` gives: {error}") from error
        repeated = self._services.scope.overrides.repeated
        if repeated and (failed := self._broken(context)):
            return failed
        found, gaps = self._found(context, upgrade)
        if found:
            return _failed(upgrade)
        if gaps:  # without an execution: what a scanner says of itself is nothing to repair in the project
            return StationResult.failed(f"could not look: {'; '.join(gaps)}")
        evidence = {"package": upgrade.name, "was": upgrade.version, "mended": list(upgrade.rules)}
        done = f"{upgrade.name} in {upgrade.file} is not found any more ({', '.join(upgrade.rules)})"
        return StationResult.done(done, evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))

    def _broken(self, context: WorkflowContext) -> StationResult | None:
        """The failure of build or tests with the upgrade in; None when they pass as before."""
        built = InParts(Build, self._services).execute(context)
        if not built.success:
            return built
        tested = InParts(Test, self._services).execute(context)
        context.new_outputs.clear()
        ran = tested.execution
        if not tested.success or ran is None or ran.counts is None:
            return _moved(tested, _TESTED)
        before = set(context.get_input("ran_before") or ())
        lost = sorted(before - masked(ran.counts.ran, self._services.scope.run.redactor))
        if not lost:
            return None
        said = f"with the upgrade {len(lost)} tests do not run any more: {', '.join(lost[:3])}"
        return StationResult.failed(said, execution=dataclasses.replace(ran, progress=_TESTED, problem=said))

    def _found(self, context: WorkflowContext, upgrade: Upgrade) -> tuple[list[str], list[str]]:
        """The rules by which the package is still found, and why the scanners cannot say."""
        project, folder = context.output_path, self._services.stack(context)
        files = project_files(project, read_config(project).secure.exclude, folder.stack.ignore if folder else ())
        rows = [one for one in scanners(project) if one.id in upgrade.tools and due(one, files, history=False)]
        looks = [look(self._services, context, one, files) for one in rows]
        found = stays(upgrade, (finding for one in looks for finding in one.findings))
        gaps = [f"{one.scanner}: {one.gaps[0]}" for one in looks if one.gaps]
        return found, gaps if looks else ["no scanner that found it is due any more"]


def _failed(upgrade: Upgrade) -> StationResult:
    """The finding as a failure that the healing reads."""
    command = Command(("mity", "secure"), title=f"look for {upgrade.name} again")
    outcome = Outcome(command, 1, f"{upgrade.line}\n")
    execution = Execution(outcome, _SCANNED, problem=upgrade.line)
    return StationResult.failed(upgrade.line.removeprefix("mity: "), execution=execution)


def _moved(result: StationResult, progress: int) -> StationResult:
    """The result of a later command: further than any of those before it."""
    execution = result.execution and dataclasses.replace(result.execution, progress=progress)
    return dataclasses.replace(result, execution=execution)
