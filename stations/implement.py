"""implement: the plan becomes files; the tests come first and must fail without the rest."""

from __future__ import annotations

from typing import Any

from mity.changes.below import Below
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import MityError
from mity.features.application import Application
from mity.features.model import FeatureSpec
from mity.features.plan import Plan
from mity.features.request import read_add
from mity.features.run_inputs import application_of, name_values
from mity.features.writer import PlanWriter, paths_of_tests, written
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.feature_tests import verify_tests_fail
from mity.stations.format_files import format_files


class Implement(Station):
    """Writes the feature into the project, in a stage that is kept as a whole or not at all."""

    name = "implement"
    description = "write the feature: its tests first, which must fail without it"
    locks_application = True
    inputs = StationInputs(required=("feature", "plan"))
    outputs = StationOutputs(keys=("changed_files", "feature_tests"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        application = application_of(self._services, context)
        plan = self.plan(application, context)
        if plan.to_json() != context.get_input("plan"):
            raise MityError("the application changed since the plan was made: nothing was written, start again")
        change = self._services.scope.changes
        if change is None:
            raise MityError("implement changes the project, so it must be in a stage with `atomic: true`")
        specs = self.specs(application, context)
        writer = PlanWriter(application, plan, Below(change, context.part) if context.part else change)
        writer.declare()
        writer.write(role_is_test=True)
        red = self._red(context, application, writer, specs)
        writer.write(role_is_test=False)
        lines = self._format(context, application, writer, specs)
        writer.record(self.recorded(specs), context.run_id)
        changed = [f"{action.kind} {action.path}" for action in plan.changes]
        context.set_output("changed_files", [action.path for action in plan.changes])
        for line in (line for diff in writer.merged.values() for line in diff.splitlines()):
            self._services.note(line)
        merges = {"merged": list(writer.merged), "merged_diff": writer.merged}
        evidence = {"files": changed, "red": red, "formatted": lines, **merges}
        merged = f", {len(writer.merged)} merged with the owner's changes" if writer.merged else ""
        return StationResult.done(f"{len(changed)} files{merged}; {red['said']}", evidence)

    def plan(self, application: Application, context: WorkflowContext) -> Plan:
        """The plan for what the run was asked. Raises UsageError, DefinitionError."""
        return application.plan_add(*self.specs(application, context))

    def specs(self, application: Application, context: WorkflowContext) -> tuple[FeatureSpec, ...]:
        """The features that are worked on."""
        return read_add(context.get_input("feature")).specs

    def recorded(self, specs: tuple[FeatureSpec, ...]) -> tuple[FeatureSpec, ...]:
        """What is recorded as features of the application afterwards."""
        return specs

    def preview(self, context: WorkflowContext) -> Preview:
        application = application_of(self._services, context)
        specs, stack = self.specs(application, context), application.folder.stack
        values = [name_values(application, spec, ["<tests>"], ["<files>"]) for spec in specs]
        due = [*(("red", one) for one in values), ("format", values[0])]
        resolved = [self._services.commands(context, stack, f"feature-{verb}", one) for verb, one in due]
        return Preview(tuple(command.line for one in resolved for command in one.commands))

    def _red(
        self, context: WorkflowContext, application: Application, writer: PlanWriter, specs: tuple[FeatureSpec, ...]
    ) -> dict[str, Any]:
        """Runs the tests of each feature without any of them. Raises MityError when those of a new one pass."""
        tests = {spec.name: paths_of_tests(writer.plan, spec.name) for spec in specs}
        tested = [spec for spec in specs if tests[spec.name]]
        values = {spec.name: name_values(application, spec, tests[spec.name], []) for spec in tested}
        context.set_output("feature_tests", list(values.values()))
        new = {spec.name for spec in self.recorded(specs)} - application.features.keys()
        reds: dict[str, dict[str, Any]] = {}
        for name, one in values.items():
            resolved = self._services.commands(context, application.folder.stack, "feature-red", one)
            reds[name] = red = verify_tests_fail(self._services, resolved)
            if red.get("exit_code") == 0 and name in new:
                raise MityError(f"the tests of {name} pass without it: they prove nothing, so it is not added")
            if red.get("exit_code") == 0:
                red["said"] = "its changed tests pass without the change"
        if len(reds) == 1:
            return reds[tested[0].name]
        said = [f"{name}: {red['said']}" for name, red in reds.items()]
        return {"said": "; ".join(said) or "no test changed", "features": reds}

    def _format(
        self, context: WorkflowContext, application: Application, writer: PlanWriter, specs: tuple[FeatureSpec, ...]
    ) -> list[str]:
        """Lets the application's own formatter have the new files. Raises MityError when it fails."""
        files = [action.path for action in written(writer.plan)]
        values = name_values(application, specs[0], [], files)
        resolved = self._services.commands(context, application.folder.stack, "feature-format", values)
        return format_files(self._services, resolved) if files else []
