"""What the stations that work on features read: the application, and the values of the stack's feature commands."""

from __future__ import annotations

from collections.abc import Sequence

from mity.errors import MityError
from mity.features.application import Application, open_application
from mity.features.model import FeatureSpec
from mity.features.templates import name_places
from mity.features.view import FeatureView
from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.stacks.catalog import StackFolder

NOT_ASKED = "PREVIOUS"
"""What a dry run shows in place of the newest migration, because only a command of the project knows that."""


def application_of(
    services: Services, context: WorkflowContext, *, dry_run: bool = False, folder: StackFolder | None = None
) -> Application:
    """The application of the run, of the stack `folder` where that is not the one that it shows.

    With `dry_run` none of its commands is run. Raises UsageError.
    """
    folder = services.stack(context) if context.part else folder
    previous = (lambda: NOT_ASKED) if dry_run else (lambda: previous_migration(services, context))
    return open_application(context.output_path, services.catalogue, previous, folder)


def previous_migration(services: Services, context: WorkflowContext) -> str:
    """The name of the newest migration, by the stack's own command; empty when it has none. Raises MityError."""
    folder = services.stack(context)
    if folder is None or "feature-previous" not in folder.stack.verbs:
        return ""
    resolved = services.commands(context, folder.stack, "feature-previous")
    if not resolved.commands:
        raise MityError(f"cannot find the newest migration: {resolved.missing}")
    outcome = services.runner.run(resolved.commands[0])
    if not outcome.ok:
        raise MityError(f"cannot find the newest migration ({outcome.command.line}): {outcome.summary}")
    lines = [line for line in outcome.output.splitlines() if line.strip()]
    return lines[-1].split()[0] if lines else ""


def name_values(
    application: Application, spec: FeatureSpec, tests: Sequence[str], files: Sequence[str]
) -> dict[str, str]:
    """The placeholders of the stack's feature commands: files, tests, and the forms of the feature's name."""
    places = name_places(FeatureView(spec, {**application.features, spec.name: spec}))
    return {**places, "files": "\0".join(files), "tests": "\0".join(tests)}
