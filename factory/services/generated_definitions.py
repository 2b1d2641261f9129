"""Definitions that steps give while a run is under way, read beside the project's files that they name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mity.services.trust_gate import refusal
from mity.trust.consents import Consents
from mity.trust.reusable import file_items
from mity.workflow.bodies import Stations
from mity.workflow.library import Library
from mity.workflow.model import Workflow


def read_generated(
    library: Library, consents: Consents, workspace: Path, value: Any, name: str, stations: Stations
) -> tuple[Workflow, dict[str, Workflow]]:
    """The workflow of a definition and those that it calls, as `Library.generated` gives them.

    Raises UntrustedError where it calls or extends a file of the project that nobody trusted: the run was begun for
    other commands than those in there. Else as `Library.generated` does.
    """
    before = library.definitions.from_project
    library.definitions.from_project = set()
    try:
        workflow, called = library.generated(value, name, stations)
        library.triggered([workflow, *called.values()])  # what runs behind it comes from files as well
        used = library.definitions.from_project
    finally:
        library.definitions.from_project = before | library.definitions.from_project
    if missing := consents.missing(file_items({file: library.source(file) for file in used})):
        raise refusal(workspace, missing)
    return workflow, called
