"""write-sbom: bills of materials of an application, in CycloneDX, valid by its schema."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mity.command import Command, Outcome
from mity.engine.station import Preview, Station, StationOutputs
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.sbom.ecosystems import ECOSYSTEMS
from mity.sbom.listing import Bill, bills
from mity.services.ground import BILL, Given
from mity.services.services import Services
from mity.system.files import storage_error, write_atomic
from mity.system.trees import digest

FOLDER = "sbom"


class WriteSbom(Station):
    """Writes a file for each ecosystem that the application uses.

    An ecosystem that could not be listed is said, and the whole does not count as proven then.
    """

    name = "write-sbom"
    description = "list what the application is made of, as CycloneDX"
    locks_application = True
    outputs = StationOutputs(keys=("sbom_files",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        found = bills(context.output_path, self._services.toolbox, partial(self._listed, context))
        if not found:
            return StationResult.unavailable("the project shows no ecosystem whose packages could be listed")
        evidence: dict[str, object] = {"ecosystems": {one.ecosystem: one.to_json() for one in found}}
        evidence |= self._services.held(BILL)
        if wrong := [f"{one.ecosystem}: the bill of {one.by} is invalid: {one.wrong}" for one in found if one.wrong]:
            return StationResult.failed("; ".join(wrong), evidence)
        files = {path: digest(context.output_path / path) for path in self._write(context.output_path, found)}
        context.set_output("sbom_files", sorted(files))
        said = [f"{one.ecosystem}: {one.count} components by {one.by}" for one in found if one.text]
        unseen = [f"{one.ecosystem} not looked at: {one.unseen}" for one in found if one.unseen]
        status = Status.UNAVAILABLE if unseen else Status.DONE
        return StationResult(status, "; ".join([*said, *unseen]), {**evidence, "sha256": files})

    def preview(self, context: WorkflowContext) -> Preview:
        used = [one for one in ECOSYSTEMS if one.used_by(context.output_path)]
        programs = tuple(one.tool.tool for one in used if one.tool)
        return Preview(programs, files=tuple(("create", _path(one.name)) for one in used))

    def _listed(self, context: WorkflowContext, command: Command, target: Path) -> Outcome:
        return self._services.within(context, BILL, Given((target,)))(command)

    def _write(self, root: Path, found: list[Bill]) -> list[str]:
        folder = root / FOLDER
        if folder.is_symlink():
            raise UsageError(f"{folder} is a link: remove it, mity does not write through links")
        written = [one for one in found if one.text]
        try:
            if written:
                folder.mkdir(exist_ok=True)
        except OSError as error:
            raise storage_error("make", folder, error) from error
        for one in written:
            write_atomic(root / _path(one.ecosystem), one.text.encode(), durable=False)
        return [_path(one.ecosystem) for one in written]


def _path(ecosystem: str) -> str:
    return f"{FOLDER}/{ecosystem}.cdx.json"
