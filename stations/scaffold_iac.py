"""scaffold-iac: the infrastructure of an application, as Terraform for one cloud."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.infrastructure.described import described
from mity.infrastructure.rendered import CLOUDS, check_free, render_infrastructure, write_infrastructure
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.system.trees import combined_digest, digest


class ScaffoldIac(Station):
    """Renders the infrastructure that the application needs in the cloud that the input `cloud` names.

    Nothing that is there is written over.
    """

    name = "scaffold-iac"
    description = "write the infrastructure of the application as Terraform"
    locks_application = True
    inputs = StationInputs(required=("cloud",))
    outputs = StationOutputs(keys=("infrastructure_files",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        files, cloud = self._files(context), str(context.get_input("cloud"))
        write_infrastructure(context.output_path, cloud, files)
        digests = {path: digest(context.output_path / path) for path in files}
        context.set_output("infrastructure_files", sorted(files))
        evidence = {"cloud": cloud, "files": len(files), "digest": combined_digest(digests), "sha256": digests}
        return StationResult.done(f"{len(files)} files for {cloud}", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        files = self._files(context)
        if context.output_path.is_dir():
            check_free(context.output_path, files)
        return Preview(files=tuple(("create", path) for path in files))

    def _files(self, context: WorkflowContext) -> dict[str, str]:
        cloud = context.get_input("cloud")
        if cloud not in CLOUDS:
            raise UsageError(f"scaffold-iac: cloud must be {', '.join(CLOUDS[:-1])} or {CLOUDS[-1]}, not {cloud!r}")
        folder = self._services.stack(context)
        app = described(context.output_path, context.app_name, folder.stack if folder else None)
        return render_infrastructure(context.templates_path, str(cloud), app)
