"""What plan-iac and rehearse-iac share: infrastructure for AWS tried on an emulator on this machine."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod

from mity.engine.station import Preview, Station
from mity.errors import ToolError
from mity.infrastructure.binaries import Binaries, binaries, places
from mity.infrastructure.copied import Copied, copied
from mity.infrastructure.emulator import emulator
from mity.infrastructure.findings import Findings, Look, Tier
from mity.infrastructure.looking import Engine
from mity.infrastructure.rehearsing import MADE_UP, Rehearsal, Rehearsed, hindrance
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.ground import Given
from mity.services.services import Services
from mity.stations.validate_iac import judged, verb_of


class OnEmulator(Station):
    """What both do: the first engine that is here, each root of the infrastructure, an emulator that is thrown away."""

    locks_application = True
    proves = "before"
    tier: Tier

    def __init__(self, services: Services) -> None:
        self._services = services

    @abstractmethod
    def rehearse(self, one: Rehearsal) -> Rehearsed:
        """What is tried of one root."""

    def execute(self, context: WorkflowContext) -> StationResult:
        found = binaries(self._services.toolbox)
        with copied(context.output_path) as copy:
            if why := _hindered(copy, found):
                return judged(Findings((Look.unseen(self.tier, "the emulator", why),)), self.tier)
            tried = self._tried(context, copy, found)
            verb = verb_of(copy, found.engines[:1])
        evidence = {**tried.evidence, **self._services.held(verb)}
        return dataclasses.replace(tried, evidence=evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))

    def _tried(self, context: WorkflowContext, copy: Copied, found: Binaries) -> StationResult:
        """One more time after a failure: on a busy machine the emulator drops connections."""
        tried = self._once(context, copy, found)
        if tried.problems:
            self._services.note(f"{tried.problems[0]}; once more, with a new emulator")
            tried = self._once(context, copy, found)
        return judged(tried, self.tier)

    def _once(self, context: WorkflowContext, copy: Copied, found: Binaries) -> Findings:
        looks: list[Look] = []
        roots: dict[str, object] = {}
        tool = found.engines[0]
        verb = verb_of(copy, (tool,))
        try:
            with emulator(found.emulator, self._services.runner, copy.scratch) as url:
                given = Given((copy.scratch,), tuple(places()), MADE_UP, (url.removeprefix("http://"),))
                engine = Engine(copy, tool, self._services.within(context, verb, given))
                for root in copy.roots:
                    done = self.rehearse(Rehearsal(copy, engine, root, url))
                    looks.append(done.look)
                    roots[copy.called(root)] = done.to_json()
        except ToolError as error:
            looks.append(Look.unseen(self.tier, "the emulator", str(error)))
        return Findings(tuple(looks), {"emulator": "moto", "roots": roots})


def _hindered(copy: Copied, found: Binaries) -> str:
    """Why there can be no rehearsal here, or an empty text."""
    if not found.engines:
        return "; ".join(found.missing)
    if why := hindrance(copy):
        return why
    return "" if found.emulator.ready else found.emulator.problem
