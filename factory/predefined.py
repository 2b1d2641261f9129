"""The workflows that mity ships."""

from __future__ import annotations

from collections.abc import Sequence

from mity.workflow import Workflow


def create_app() -> Workflow:
    """From a template to a proven application."""
    workflow = Workflow("create-app", "Create Application", "Scaffold an application and prove that it works.")
    for station in ("scaffold", "validate", "build", "test", "launch", "commit"):
        workflow.station(station)
    return workflow


def heal(stations: Sequence[str]) -> Workflow:
    """The given stations of a project that exists, each healed when it fails."""
    workflow = Workflow("heal", "Heal a Project", "Run a project's stations and mend what breaks.")
    for station in stations:
        workflow.station(station)
    return workflow
