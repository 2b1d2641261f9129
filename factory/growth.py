"""What the stations of add-feature and remove-feature share: the application as a site, its plan, its values."""

from __future__ import annotations

from collections.abc import Sequence

from mity.context import WorkflowContext
from mity.errors import MityError
from mity.features.grammar import feature
from mity.features.plan import Plan
from mity.features.view import FeatureView
from mity.site import Site, open_site
from mity.system.blueprint import name_places
from mity.workshop import Workshop


def site_of(workshop: Workshop, context: WorkflowContext) -> Site:
    """The application of the run. Raises UsageError."""
    return open_site(context.output_path, workshop.catalogue, lambda: previous_migration(workshop, context))


def plan_of(site: Site, context: WorkflowContext) -> Plan:
    """The plan for what the run was asked. Raises UsageError, DefinitionError."""
    asked = context.get_input("feature")
    return site.plan_remove(asked["name"]) if asked["action"] == "remove" else site.plan_add(feature(asked["spec"]))


def previous_migration(workshop: Workshop, context: WorkflowContext) -> str:
    """The name of the newest migration, by the stack's own command; empty when it has none. Raises MityError."""
    folder = workshop.stack(context)
    if folder is None or "feature-previous" not in folder.stack.verbs:
        return ""
    recipe = workshop.recipe(context, folder.stack, "feature-previous")
    for command in recipe.commands:
        outcome = workshop.runner.run(command)
        if not outcome.ok:
            raise MityError(f"cannot learn the newest migration ({command.line}): {outcome.summary}")
        lines = [line for line in outcome.output.splitlines() if line.strip()]
        return lines[-1].split()[0] if lines else ""
    raise MityError(f"cannot learn the newest migration: {recipe.missing}")


def name_values(site: Site, context: WorkflowContext, tests: Sequence[str], files: Sequence[str]) -> dict[str, str]:
    """The places of the stack's feature commands: files, tests, and the forms of the feature's name."""
    asked = context.get_input("feature")
    spec = feature(asked["spec"]) if asked["action"] == "add" else site.features[asked["name"]]
    places = name_places(FeatureView(spec, {**site.features, spec.name: spec}))
    return {**places, "files": "\0".join(files), "tests": "\0".join(tests)}
