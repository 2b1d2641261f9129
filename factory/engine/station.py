"""A station: one unit of work with declared inputs, outputs and dependencies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult


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
    """What a station would do: commands as a person would type them, and remarks. Nothing was done."""

    commands: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Station(ABC):
    """A unit of work. Subclasses set the attributes and write `execute`.

    Data comes and goes by the context, which stays plain JSON; tools come by the constructor.
    """

    name: str
    description: str = ""
    inputs: StationInputs = StationInputs()
    outputs: StationOutputs = StationOutputs()
    dependencies: tuple[str, ...] = ()

    @abstractmethod
    def execute(self, context: WorkflowContext) -> StationResult:
        """Does the work. A failure may be returned or raised; both end the run in state failed."""

    def preview(self, context: WorkflowContext) -> Preview:
        """What `execute` would do, for --dry-run.

        Stations are previewed in the order of the workflow, in a scratch workspace that is thrown away: only
        below it may anything be written.
        """
        return Preview(notes=(self.description,) if self.description else ())
