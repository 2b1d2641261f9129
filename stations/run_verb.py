"""run-verb: a verb of mity in the clone of a repository, as a process and a run of its own."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

from mity.command import Command
from mity.engine.station import Preview, Station, StationInputs
from mity.fleet.consent import fleet_item, is_trusted
from mity.fleet.member import Member, ended, of_log
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.fetch_repository import member_of

_PARAMETERS = ("repositories", "verb", "words", "trust", "word")


class RunVerb(Station):
    """Runs `verb` with `words` in the clone, or goes on with the run that was begun there.

    Its evidence is what the log of that run tells. Nobody is asked: a question waits in that run.
    """

    name = "run-verb"
    description = "Running the verb"
    inputs = StationInputs(required=("repository", "timeout_s", *_PARAMETERS))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        member = member_of(context)
        given = {name: context.get_input(name) for name in _PARAMETERS}
        if not self._services.consents.has(fleet_item(context.workspace, given)):
            return StationResult.failed("this fleet was begun by somebody else: begin it anew by `mity fleet`")
        if not (member.clone / ".git").is_dir():
            return StationResult.failed(f"its clone {member.clone} is gone: begin a new fleet")
        log = member.log
        if log is not None and not log.can_resume():  # it ended, and a kill kept that from the log of the fleet
            return _result(of_log(member, log))
        trust = is_trusted(member.entry.address, given["trust"])
        return _result(self._run(context, member, given, log.run_id if log else "", trust=trust))

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview((f"mity {context.get_input('verb')}",))

    def _run(
        self, context: WorkflowContext, member: Member, given: dict[str, Any], run_id: str, *, trust: bool
    ) -> dict[str, Any]:
        words = ["resume", run_id] if run_id else [given["verb"], *given["words"]]
        words += [*(("--trust",) if trust else ()), "--run-id-file", str(member.run_file)]
        outcome = self._services.run(
            Command(
                (sys.executable, "-P", "-m", "mity", *words),
                member.clone,
                timeout=float(context.get_input("timeout_s")),
                title=f"mity {words[0]} in {member.entry.name}",
            )
        )
        return ended(member, outcome)


def _result(row: dict[str, Any]) -> StationResult:
    """How the step ends: proven with evidence, unproven, failed, or passed without a claim."""
    said = f"{row['state']}: {row['message']}" if row["message"] else row["state"]
    if row["state"] == "proven":
        return StationResult.done(said, row)
    if row["state"] == "passed":
        return dataclasses.replace(StationResult.done(said, row), claims=False)
    if row["state"] == "unproven":
        return dataclasses.replace(StationResult.unavailable(said), evidence=row)
    return StationResult.failed(said, row)
