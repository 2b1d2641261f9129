"""read-resource: whether an issue describes a feature by its fields, which mity adds to its own applications itself."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.features.request import AddFeature
from mity.features.run_inputs import application_of
from mity.features.specfile import parse_specs
from mity.issues.brief import Brief
from mity.projects.app_record import read_app
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services


class ReadResource(Station):
    """Reads the one YAML block of an issue as features, where the repository is an application that mity made.

    `resource` is False for any other issue; then a coding agent is to do the work.
    """

    name = "read-resource"
    description = "see whether the issue describes a feature by its fields"
    inputs = StationInputs(required=("issue",))
    outputs = StationOutputs(keys=("resource", "feature"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        brief = Brief.from_json(context.get_input("issue"))
        context.set_output("resource", False)
        context.set_output("feature", None)
        if not brief.describes or not read_app(context.output_path):
            return StationResult.done("the issue is in words: a coding agent works on it", {"resource": False})
        try:
            specs = parse_specs(brief.body, f"issue-{brief.number}.md")
            application = application_of(self._services, context)
            application.check(*specs)
        except UsageError as error:
            said = f"a coding agent works on the issue, for it describes no feature that can be added: {error}"
            return StationResult.done(said, {"resource": False})
        context.set_output("resource", True)
        context.set_output("feature", AddFeature(specs, tuple(application.features)).to_json())
        said = "; ".join(f"{spec.name}: {', '.join(one.name for one in spec.fields_)}" for spec in specs)
        return StationResult.done(f"the issue describes the feature {said}", {"resource": True})

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=("read the issue as a feature",))
