"""scan: what the scanners of one purpose find in a project, and what they could not look at."""

from __future__ import annotations

import dataclasses

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.scanners.catalog import scanners
from mity.scanners.files import ProjectFiles, project_files
from mity.scanners.finding import PURPOSES, Look
from mity.scanners.model import Scanner
from mity.scanners.silenced import silenced
from mity.services.config import read_config
from mity.services.ground import ADVISORIES, SCANNERS
from mity.services.scanning import due, look
from mity.services.services import Services
from mity.stations.scan_result import result_of


class Scan(Station):
    """Runs every scanner of the input `purpose` that is due; with `history` those of the history too.

    It never fails: what was found is judged by `judge-findings`. Where a scanner could not look it is unavailable.
    """

    name = "scan"
    description = "run the scanners of one purpose"
    locks_application = True
    proves = "before"
    inputs = StationInputs(required=("purpose",), optional=("history",))
    outputs = StationOutputs(keys=("looks",))
    purpose = ""
    """Empty: it is an input."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        looks: list[Look] = []
        for scanner, files, reason in self._due(context):
            if reason:
                looks.append(Look(scanner.id, scanner.purpose, off=reason))
                continue
            self._services.note(f"{scanner.title} looks at the project")
            one = look(self._services, context, scanner, files)
            looks.append(dataclasses.replace(one, left_out=silenced(scanner, files)))
        context.set_output("looks", [one.to_json() for one in looks])
        result = result_of(looks, self._purpose(context), self._excluded(context) if not looks else 0)
        held = self._services.held(ADVISORIES if self._purpose(context) == "dependencies" else SCANNERS)
        return dataclasses.replace(result, evidence={**result.evidence, **held}) if looks else result

    def _excluded(self, context: WorkflowContext) -> int:
        """How many files the settings leave out where one of the purpose's scanners would be due with them."""
        if not self._due(context, whole=True):
            return 0
        project = context.output_path
        return project_files(project, read_config(project).secure.exclude).excluded

    def _due(self, context: WorkflowContext, *, whole: bool = False) -> list[tuple[Scanner, ProjectFiles, str]]:
        """The scanners that are due, each with the files of the project and the reason why it is left out.

        `whole` counts the files that the settings leave out as well.
        """
        purpose = self._purpose(context)
        project, folder = context.output_path, self._services.stack(context)
        settings = read_config(project).secure
        files = project_files(project, () if whole else settings.exclude, folder.stack.ignore if folder else ())
        history = context.get_input("history") in (True, "true")
        rows = [one for one in scanners(project) if one.purpose == purpose and due(one, files, history=history)]
        return [(one, files, settings.off.get(one.id, "")) for one in rows]

    def _purpose(self, context: WorkflowContext) -> str:
        purpose = self.purpose or context.get_input("purpose")
        if purpose not in PURPOSES:
            raise UsageError(f"scan: purpose must be one of {', '.join(PURPOSES)}, not {purpose!r}")
        return str(purpose)

    def preview(self, context: WorkflowContext) -> Preview:
        rows = self._due(context)
        return Preview(tuple(" ".join(scanner.argv) for scanner, _, reason in rows if not reason))
