"""What the stations of add-feature and remove-feature share: the application as a application, its plan, its values."""

from __future__ import annotations

from collections.abc import Sequence

from mity.errors import MityError
from mity.features.application import Application, open_application
from mity.features.grammar import feature
from mity.features.plan import Plan
from mity.features.templates import name_places
from mity.features.view import FeatureView
from mity.runs.context import WorkflowContext
from mity.services.services import Services


def application_of(services: Services, context: WorkflowContext) -> Application:
    """The application of the run. Raises UsageError."""
    return open_application(context.output_path, services.catalogue, lambda: previous_migration(services, context))


def plan_of(application: Application, context: WorkflowContext) -> Plan:
    """The plan for what the run was asked. Raises UsageError, DefinitionError."""
    asked = context.get_input("feature")
    return (
        application.plan_remove(asked["name"])
        if asked["action"] == "remove"
        else application.plan_add(feature(asked["spec"]))
    )


def previous_migration(services: Services, context: WorkflowContext) -> str:
    """The name of the newest migration, by the stack's own command; empty when it has none. Raises MityError."""
    folder = services.stack(context)
    if folder is None or "feature-previous" not in folder.stack.verbs:
        return ""
    recipe = services.recipe(context, folder.stack, "feature-previous")
    for command in recipe.commands:
        outcome = services.runner.run(command)
        if not outcome.ok:
            raise MityError(f"cannot learn the newest migration ({command.line}): {outcome.summary}")
        lines = [line for line in outcome.output.splitlines() if line.strip()]
        return lines[-1].split()[0] if lines else ""
    raise MityError(f"cannot learn the newest migration: {recipe.missing}")


def name_values(
    application: Application, context: WorkflowContext, tests: Sequence[str], files: Sequence[str]
) -> dict[str, str]:
    """The places of the stack's feature commands: files, tests, and the forms of the feature's name."""
    asked = context.get_input("feature")
    spec = feature(asked["spec"]) if asked["action"] == "add" else application.features[asked["name"]]
    places = name_places(FeatureView(spec, {**application.features, spec.name: spec}))
    return {**places, "files": "\0".join(files), "tests": "\0".join(tests)}
