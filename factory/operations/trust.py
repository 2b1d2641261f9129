"""mity trust: everything that a project or a template would have mity run."""

from __future__ import annotations

from mity.dsl.installed import installed
from mity.errors import DefinitionError
from mity.services.trust_gate import TrustGate
from mity.stacks.catalog import Catalogue
from mity.system.runner import Runner
from mity.system.template_fetching import fetch
from mity.system.template_source import Source
from mity.trust.item import Item
from mity.trust.project import workflow_item
from mity.trust.template import template_item
from mity.workflow.library import Library


def trustable(gate: TrustGate, catalogue: Catalogue, runner: Runner, what: str, ref: str = "") -> list[Item]:
    """Everything that the project of the gate, or the template `what`, would run. Raises UsageError."""
    place = gate.workspace / what
    if not place.is_dir() or (place / "cookiecutter.json").is_file() or ref:
        return template_trust(what, ref, catalogue, runner)
    return project_trust(gate)


def template_trust(source: str, ref: str, catalogue: Catalogue, runner: Runner) -> list[Item]:
    """What the template at `source` would have mity run, with its defaults as answers. Raises UsageError."""
    found: Source = fetch(runner, source, ref)
    found.check_extensions()
    one = template_item(runner, found, {}, catalogue, None)
    return [one] if one else []


def project_trust(gate: TrustGate) -> list[Item]:
    """What the `.mity/` of the gate's workspace names: stack, coding agent, and each of its workflows.

    Workflows that are wrong run nothing and are passed over. Raises UsageError for links in `.mity`.
    """
    found = gate.of_project(gate.workspace)
    library = Library(gate.workspace, installed)
    for name in library.own_names():
        try:
            workflow = library.find(name)
            called = library.called(workflow)
        except DefinitionError:
            continue
        place = ", ".join(sorted(library.definitions.from_project))
        found.append(workflow_item(place, {workflow.id: workflow, **called}))
    return found
