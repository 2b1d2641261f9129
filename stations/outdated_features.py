"""Features brought to what a newer version of the template makes of them, with the owner's changes kept."""

from __future__ import annotations

from mity.changes.changeset import ChangeSet
from mity.errors import MityError
from mity.features.application import Application
from mity.features.run_inputs import application_of, name_values
from mity.features.writer import PlanWriter, written
from mity.runs.context import WorkflowContext
from mity.services.defects import installed
from mity.services.services import Services
from mity.stacks.catalog import StackFolder
from mity.stations.format_files import format_files
from mity.text.records import dataclass, field
from mity.updates.conflicts import Conflict


@dataclass(slots=True)
class MadeAnew:
    """What became of an application's features: changes by kind and path, merges as diffs, and conflicts.

    `tools` is whether what the new version's formatter needs was installed.
    """

    changes: list[tuple[str, str]] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    tools: bool = False


def make_anew(
    services: Services, context: WorkflowContext, changes: ChangeSet, names: list[str], folder: StackFolder | None
) -> MadeAnew:
    """Plans each feature again with the templates that the application has now, and writes what differs.

    `folder` is the stack of those templates, where it is not the one that the application shows.
    """
    made = MadeAnew()
    for name in names:
        application = application_of(services, context, folder=folder)
        try:
            _make(services, context, application, changes, name, made)
        except MityError as error:
            made.conflicts.append(Conflict(f"feature {name}", str(error)))
    return made


def _make(
    services: Services,
    context: WorkflowContext,
    application: Application,
    changes: ChangeSet,
    name: str,
    made: MadeAnew,
) -> None:
    spec = application.features[name]
    plan = application.plan_add(spec)
    writer = PlanWriter(application, plan, changes)
    writer.declare()
    writer.write(role_is_test=True)
    writer.write(role_is_test=False)
    if files := [action.path for action in written(plan)]:
        _install(services, context, made)
        values = name_values(application, spec, [], files)
        format_files(services, services.commands(context, application.folder.stack, "feature-format", values))
    writer.record([spec], context.run_id)
    made.changes += [(action.kind, action.path) for action in plan.changes]
    made.merged |= writer.merged


def _install(services: Services, context: WorkflowContext, made: MadeAnew) -> None:
    """Installs what the new version needs, once: its formatter may be one that the version before did not have.

    Raises MityError.
    """
    if not made.tools and (wrong := installed(services, context)):
        raise MityError(f"what the new version needs is not there. {wrong}")
    made.tools = True


def outdated(application: Application) -> dict[str, list[str]]:
    """The features whose files the present templates would make differently, with the files that would change.

    Raises UsageError, DefinitionError.
    """
    found = {name: application.plan_add(spec).changes for name, spec in application.features.items()}
    return {name: [action.path for action in changes] for name, changes in found.items() if changes}
