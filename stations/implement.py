"""implement: the plan becomes files; the tests come first and must fail without the rest."""

from __future__ import annotations

from typing import Any

from mity.context import WorkflowContext
from mity.errors import MityError
from mity.features.grammar import feature
from mity.growth import name_values, plan_of, site_of
from mity.result import StationResult
from mity.site import Site
from mity.station import Preview, Station, StationInputs, StationOutputs
from mity.stations.commissioned import Commissioned
from mity.stations.formatted import formatted
from mity.stations.red import tried_without
from mity.system.transaction import Transaction
from mity.works import Works, red_paths, written
from mity.workshop import Workshop


class Implement(Station):
    """Writes the feature into the project, within a transaction that the run ends."""

    name = "implement"
    description = "write the feature: its tests first, which must fail without it"
    inputs = StationInputs(required=("feature", "plan"))
    outputs = StationOutputs(keys=("changed_files",))
    dependencies = ("architect",)

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._commissioned = Commissioned(workshop, self.name)

    def execute(self, context: WorkflowContext) -> StationResult:
        asked = context.get_input("feature")
        if asked["action"] == "wish":
            return self._commissioned.execute(context)
        site = site_of(self._workshop, context)
        plan = plan_of(site, context)
        if plan.to_json() != context.get_input("plan"):
            raise MityError("the application changed since the plan was made: nothing was written, start again")
        spec = feature(asked["spec"]) if asked["action"] == "add" else None
        stack = site.folder.stack
        works = Works(site, plan, Transaction.begin(site.root, stack.ignore, context.run_id))
        works.announce()
        works.write(role_is_test=True)
        red = self._red(context, site, works, strict=spec is not None and spec.name not in site.features)
        works.write(role_is_test=False)
        lines = self._format(context, site, works)
        works.settle(spec, context.run_id)
        changed = [f"{action.kind} {action.path}" for action in plan.changes]
        context.set_output("changed_files", [action.path for action in plan.changes])
        for line in (line for diff in works.merged.values() for line in diff.splitlines()):
            self._workshop.note(line)
        merges = {"merged": list(works.merged), "merged_diff": works.merged}
        evidence = {"files": changed, "red": red, "formatted": lines, **merges}
        merged = f", {len(works.merged)} joined with changes of the owner" if works.merged else ""
        return StationResult.done(f"{len(changed)} files{merged}; {red['said']}", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        if context.get_input("feature")["action"] == "wish":
            return self._commissioned.preview(context)
        site = site_of(self._workshop, context)
        values = name_values(site, context, ["<tests>"], ["<files>"])
        recipes = [
            self._workshop.recipe(context, site.folder.stack, f"feature-{verb}", values) for verb in ("red", "format")
        ]
        return Preview(tuple(command.line for recipe in recipes for command in recipe.commands))

    def _red(self, context: WorkflowContext, site: Site, works: Works, *, strict: bool) -> dict[str, Any]:
        """Runs the new tests without the feature. Raises MityError when they pass although all of it is new."""
        tests = red_paths(works.plan)
        if not tests:
            return {"said": "no test changed"}
        values = name_values(site, context, tests, [])
        recipe = self._workshop.recipe(context, site.folder.stack, "feature-red", values)
        red = tried_without(self._workshop, context, self.name, recipe)
        if red.get("exit_code") != 0:
            return red
        if strict:
            raise MityError("the feature's tests pass without the feature: they prove nothing, so it is not added")
        return {**red, "said": "its changed tests pass without the change"}

    def _format(self, context: WorkflowContext, site: Site, works: Works) -> list[str]:
        """Lets the application's own formatter have the new files. Raises MityError when it fails."""
        files = [action.path for action in written(works.plan)]
        values = name_values(site, context, [], files)
        recipe = self._workshop.recipe(context, site.folder.stack, "feature-format", values)
        return formatted(self._workshop, context, self.name, recipe) if files else []
