"""A station: one unit of work with declared inputs, outputs and dependencies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from mity.runs.context import WorkflowContext
from mity.runs.question import ABORT, HELP, RETRY, SKIP, Option
from mity.runs.result import StationResult
from mity.text.records import dataclass, field
from mity.workflow.core import Handler, Policy


@dataclass(frozen=True, slots=True)
class StationInputs:
    """The context values a station reads. A run fails before the station when a required one is missing."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StationOutputs:
    """What a station leaves: context keys, and artefacts as paths or globs below the application folder."""

    keys: tuple[str, ...] = ()
    artefacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a station would do: commands as a person would type them, and remarks. Nothing was done.

    `files` are the kind of change and the path of each file it would write, `diff` the difference, `plan` further facts
    as plain JSON data. `when` says under which conditions and how often it would be done, as far as only the run will
    tell; `not_due` is the condition by which it is known already that it is passed over.
    """

    commands: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    diff: str = ""
    plan: Mapping[str, Any] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    not_due: str = ""


HEAL_THEN_ASK = (Handler(Policy.HEAL), Handler(Policy.ASK))
"""The usual chain of a station whose failures can be repaired: repair it, else ask a person."""


class Station(ABC):
    """A unit of work. Subclasses set the attributes and write `execute`.

    Data comes and goes by the context, which stays plain JSON; tools come by the constructor. A station is made for
    each execution. `on_failure` is what happens after a failure that brings its `execution`, unless the workflow says
    something else; `options` is what a person is offered then; `locks_application` keeps other runs off the project.
    `proves` says of which files the evidence speaks: those `before` the execution, those `after` it, or none ("").
    """

    name: str
    description: str = ""
    inputs: StationInputs = StationInputs()
    outputs: StationOutputs = StationOutputs()
    dependencies: tuple[str, ...] = ()
    on_failure: tuple[Handler, ...] = ()
    options: tuple[Option, ...] = (RETRY, SKIP, HELP, ABORT)
    locks_application: bool = False
    proves: str = ""

    @abstractmethod
    def execute(self, context: WorkflowContext) -> StationResult:
        """Does the work. A failure may be returned or raised."""

    def preview(self, context: WorkflowContext) -> Preview:
        """What `execute` would do, for --dry-run.

        Stations are previewed in the order of the workflow, in a scratch workspace that is thrown away: only
        below it may anything be written.
        """
        return Preview(notes=(self.description,) if self.description else ())
