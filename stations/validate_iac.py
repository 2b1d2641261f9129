"""validate-iac: the infrastructure of a project is parsed, formatted, valid by its providers' schemas, and linted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from mity.engine.station import Preview, Station, StationOutputs
from mity.infrastructure.binaries import binaries, places
from mity.infrastructure.copied import Copied, copied
from mity.infrastructure.findings import Findings, Seen, Tier
from mity.infrastructure.looking import look_at
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.services.ground import INFRASTRUCTURE, LOCAL_INFRASTRUCTURE, Given
from mity.services.services import Services
from mity.system.tools import Tool

_SHOWN = 5


class ValidateIac(Station):
    """Looks at a copy of the infrastructure with Terraform, OpenTofu and tflint, those that are here.

    It is done when one of the first two has validated everything by the schemas of its providers. What could not be
    looked at is said, and where that is the validation itself, nothing counts as proven.
    """

    name = "validate-iac"
    description = "check the infrastructure: syntax, format, the schemas of its providers, a linter"
    locks_application = True
    proves = "before"
    outputs = StationOutputs(keys=("iac_tier",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        with copied(context.output_path) as copy:
            given, here = Given(writable=(copy.scratch,), readable=tuple(places())), binaries(self._services.toolbox)
            verb = verb_of(copy, here.engines)
            found = look_at(copy, here, self._services.within(context, verb, given))
        context.set_output("iac_tier", found.tier.value if found.tier else "none")
        judgement = judged(found, Tier.VALIDATED)
        evidence = {**judgement.evidence, **self._services.held(verb)}
        return dataclasses.replace(judgement, evidence=evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        found = binaries(self._services.toolbox)
        names = [*(one.name for one in found.engines), *(["tflint"] if found.tflint.ready else [])]
        commands = [f"{name} init, validate" if name != "tflint" else "tflint --recursive" for name in names]
        return Preview(tuple(commands), () if found.engines else found.missing)


def verb_of(copy: Copied, engines: Iterable[Tool]) -> str:
    """By which name the sandbox knows what engines do: they get no network where nothing has to be fetched."""
    return LOCAL_INFRASTRUCTURE if copy.complete(engines) else INFRASTRUCTURE


def judged(found: Findings, wanted: Tier) -> StationResult:
    """The result of looks of which the tier `wanted` had to be reached."""
    evidence = found.to_json()
    if problems := found.problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        return StationResult.failed("; ".join(problems[:_SHOWN]) + more, evidence)
    by = sorted({look.by for look in found.looks if look.tier is found.tier and look.seen is Seen.HELD})
    reached = f"{found.tier.value} by {' and '.join(by)}" if found.tier else "nothing could be looked at"
    said = "; ".join([reached, *found.not_looked_at])
    if not found.reached(wanted):
        return StationResult(Status.UNAVAILABLE, said, evidence)
    return StationResult.done(said, evidence)
