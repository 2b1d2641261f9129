"""The workflows that mity ships."""

from __future__ import annotations

from mity.workflow import Workflow


def create_app() -> Workflow:
    """From a template to a proven application."""
    workflow = Workflow("create-app", "Create Application", "Scaffold an application and prove that it works.")
    for station in ("scaffold", "validate", "build", "test", "launch", "commit"):
        workflow.station(station)
    return workflow
