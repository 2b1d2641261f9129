"""The workflows that mity ships."""

from __future__ import annotations

from collections.abc import Sequence

from mity.workflow.model import Workflow

PLANNING = ("analyze", "architect")
"""Stations whose work a dry run shows as the plan itself."""

_PROOFS = ("build", "check", "test", "launch", "review", "commit")


def create_app() -> Workflow:
    """From a template to a proven application."""
    workflow = Workflow("create-app", "Create Application", "Scaffold an application and prove that it works.")
    for station in ("scaffold", "validate", "build", "test", "launch", "commit"):
        workflow.station(station)
    return workflow


def add_feature(baseline: bool) -> Workflow:
    """A feature for an application that exists; `baseline` first looks which proofs hold before."""
    workflow = Workflow("add-feature", "Add a Feature", "Add a feature that lands only when every proof still holds.")
    for station in (*(("baseline",) if baseline else ()), *PLANNING, "implement", *_PROOFS):
        workflow.station(station)
    return workflow.atomic("implement")


def remove_feature(baseline: bool) -> Workflow:
    """A feature taken away again, under the same proofs."""
    workflow = Workflow("remove-feature", "Remove a Feature", "Take a feature away; every proof must still hold.")
    for station in (*(("baseline",) if baseline else ()), *PLANNING, "implement", *_PROOFS):
        workflow.station(station)
    return workflow.atomic("implement")


def heal(stations: Sequence[str]) -> Workflow:
    """The given stations of a project that exists, each healed when it fails."""
    workflow = Workflow("heal", "Heal a Project", "Run a project's stations and mend what breaks.")
    for station in stations:
        workflow.station(station)
    return workflow
