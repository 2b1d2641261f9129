"""The built-in stations: one file each, and this table of their names."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from mity.engine.registry import StationRegistry
from mity.engine.station import Station
from mity.engine.step_scope import StepScope
from mity.services.services import Services
from mity.text.interrupts import without_interrupts

BUILT_IN = (
    *("scaffold", "validate", "build", "check", "test", "launch", "commit"),
    *("baseline", "analyze", "architect", "implement", "review"),
    *("analyze-removal", "architect-removal", "implement-removal"),
    *("analyze-request", "plan-agent-task", "implement-by-agent"),
    *("scaffold-iac", "validate-iac", "plan-iac", "rehearse-iac"),
    "write-sbom",
    "update",
    "check-links",
    *("check-files", "run-checks", "find-tests"),
    *("scan", "find-vulnerable", "check-licences", "judge-findings", "plan-upgrades", "upgrade-dependency"),
    *("write-release-notes", "publish-release"),
    *("clone-pull-request", "find-defects", "write-review", "post-review"),
    *("sort-issue", "prepare-reproduction", "try-reproduction", "post-triage"),
    *("read-issue", "report-progress", "clone-repository", "create-branch", "tests-before"),
    *("read-resource", "plan-resource", "implement-resource"),
    *("keep-tests", "check-base", "push-branch", "open-pull-request"),
    *("find-remarks", "record-fix", "prove-fix", "push-fix", "answer-remark"),
    *("fetch-repository", "run-verb", "propose-change"),
)
"""The station `run-checks` is the class `RunChecks` in `run_checks.py`, imported when a workflow names it."""

PART_BY_PART = (
    *("validate", "build", "check", "test", "baseline", "analyze", "architect", "implement"),
    *("analyze-removal", "architect-removal", "implement-removal", "run-checks", "find-tests", "write-sbom"),
)
"""The stations that are done in each part of an application that has several; the others know the whole."""


def register(registry: StationRegistry, services: Services) -> None:
    """Puts every built-in station into the registry: what the entry point `mity.stations` names."""
    for name in BUILT_IN:
        registry.announce(name, partial(built_in, name), "mity", partial(_make, name, services))


def built_in(name: str) -> type[Station]:
    """The class of a built-in station. Raises KeyError for a name that is none."""
    if name not in BUILT_IN:
        raise KeyError(name)
    with without_interrupts():
        module = import_module(f"mity.stations.{name.replace('-', '_')}")
    station: type[Station] = getattr(module, name.title().replace("-", ""))
    return station


def _make(name: str, services: Services, scope: StepScope) -> Station:
    """A built-in station for one execution: all of them take the services, bound to it."""
    station = built_in(name)
    if name in PART_BY_PART:
        from mity.stations.in_parts import in_parts

        return in_parts(station, services, scope)
    return station(services.of(scope))  # type: ignore[call-arg]
