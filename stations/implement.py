"""implement: the plan becomes files; the tests come first and must fail without the rest."""

from __future__ import annotations

from typing import Any

from mity.changes.changeset import ChangeSet
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import MityError
from mity.features.application import Application
from mity.features.grammar import feature
from mity.features.run_inputs import application_of, name_values, plan_of
from mity.features.writer import PlanWriter, red_paths, written
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.format_files import format_files
from mity.stations.implement_by_agent import ImplementByAgent
from mity.stations.verify_tests_fail import verify_tests_fail


class Implement(Station):
    """Writes the feature into the project, within a transaction that the run ends."""

    name = "implement"
    description = "write the feature: its tests first, which must fail without it"
    inputs = StationInputs(required=("feature", "plan"))
    outputs = StationOutputs(keys=("changed_files",))
    dependencies = ("architect",)

    def __init__(self, services: Services) -> None:
        self._services = services
        self._by_agent = ImplementByAgent(services, self.name)

    def execute(self, context: WorkflowContext) -> StationResult:
        asked = context.get_input("feature")
        if asked["action"] == "wish":
            return self._by_agent.execute(context)
        application = application_of(self._services, context)
        plan = plan_of(application, context)
        if plan.to_json() != context.get_input("plan"):
            raise MityError("the application changed since the plan was made: nothing was written, start again")
        spec = feature(asked["spec"]) if asked["action"] == "add" else None
        stack = application.folder.stack
        change = ChangeSet.begin(application.root, stack.ignore, self.name, run_id=context.run_id)
        works = PlanWriter(application, plan, change)
        works.declare()
        works.write(role_is_test=True)
        red = self._red(context, application, works, strict=spec is not None and spec.name not in application.features)
        works.write(role_is_test=False)
        lines = self._format(context, application, works)
        works.record(spec, context.run_id)
        changed = [f"{action.kind} {action.path}" for action in plan.changes]
        context.set_output("changed_files", [action.path for action in plan.changes])
        for line in (line for diff in works.merged.values() for line in diff.splitlines()):
            self._services.note(line)
        merges = {"merged": list(works.merged), "merged_diff": works.merged}
        evidence = {"files": changed, "red": red, "formatted": lines, **merges}
        merged = f", {len(works.merged)} joined with changes of the owner" if works.merged else ""
        return StationResult.done(f"{len(changed)} files{merged}; {red['said']}", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        if context.get_input("feature")["action"] == "wish":
            return self._by_agent.preview(context)
        application = application_of(self._services, context)
        values = name_values(application, context, ["<tests>"], ["<files>"])
        recipes = [
            self._services.recipe(context, application.folder.stack, f"feature-{verb}", values)
            for verb in ("red", "format")
        ]
        return Preview(tuple(command.line for recipe in recipes for command in recipe.commands))

    def _red(
        self, context: WorkflowContext, application: Application, works: PlanWriter, *, strict: bool
    ) -> dict[str, Any]:
        """Runs the new tests without the feature. Raises MityError when they pass although all of it is new."""
        tests = red_paths(works.plan)
        if not tests:
            return {"said": "no test changed"}
        values = name_values(application, context, tests, [])
        recipe = self._services.recipe(context, application.folder.stack, "feature-red", values)
        red = verify_tests_fail(self._services, context, self.name, recipe)
        if red.get("exit_code") != 0:
            return red
        if strict:
            raise MityError("the feature's tests pass without the feature: they prove nothing, so it is not added")
        return {**red, "said": "its changed tests pass without the change"}

    def _format(self, context: WorkflowContext, application: Application, works: PlanWriter) -> list[str]:
        """Lets the application's own formatter have the new files. Raises MityError when it fails."""
        files = [action.path for action in written(works.plan)]
        values = name_values(application, context, [], files)
        recipe = self._services.recipe(context, application.folder.stack, "feature-format", values)
        return format_files(self._services, context, self.name, recipe) if files else []
