"""launch: the application answers its health URL from a socket of its own, shows its page, and stops when told to."""

from __future__ import annotations

import dataclasses
from typing import Any

from mity.command import Command, Outcome
from mity.engine.station import HEAL_THEN_ASK, Preview, Station
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.services import Services
from mity.stacks.model import Health, Page, Stack
from mity.stacks.resolve import ResolvedCommands
from mity.stations.artefacts import outputs
from mity.stations.check_page import View, check_page
from mity.stations.dry_run import commands_of
from mity.stations.in_parts import preview_of_parts
from mity.stations.journeys import Look
from mity.stations.launch_parts import LaunchParts
from mity.stations.questions import OPTIONS
from mity.system.health import HOST, Answer, watch_s
from mity.system.service import Service, free_port
from mity.text.records import dataclass

STOPPED = "stopped within 5 s of SIGTERM"
_BODY_SHOWN = 500


class Launch(Station):
    """Starts the application on a free port, proves its health, and stops it (or keeps it, when asked)."""

    name = "launch"
    description = "start the application and ask for its health"
    locks_application = True
    proves = "before"
    dependencies = ("build",)
    on_failure = HEAL_THEN_ASK
    options = OPTIONS

    def __init__(self, services: Services, look: Look = check_page) -> None:
        self._services = services
        self._look = look

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        if folder is not None and (parts := self._services.parts(context)):
            return LaunchParts(self._services, self._look, folder.stack, context).execute(parts)
        if folder is None or folder.stack.health is None:
            return StationResult.unavailable("the stack does not say how to launch it and what healthy means")
        stack, health = folder.stack, folder.stack.health
        if missing := self._resolved(context, stack, 0).missing:
            return StationResult.unavailable(missing)
        if (lacking := self._services.lacking(stack)) and not outputs(context.output_path, stack.artefacts):
            return StationResult.unavailable(f"nothing was built: {lacking}")
        self._services.clean_slate(context, stack)
        keep = bool(context.get_input("keep_running"))
        overrides = self._services.scope.overrides
        port = overrides.port or free_port(stack.port.preferred if keep else 0)
        resolved = self._resolved(context, stack, port)
        command = self._command(resolved, stack, port)
        if overrides.limit_s is not None:
            health = health.model_copy(update={"timeout": min(health.timeout, overrides.limit_s)})
        try:
            service = Service(self._services.runner, command, port, self._services.scope.transcript, keep=keep)
        except OSError as error:
            return _failed(Outcome(command, None, str(error), not_found=True))
        page = stack.page if resolved.page else None
        return self._prove(context, service, health, page, resolved.harness, keep)

    def preview(self, context: WorkflowContext) -> Preview:
        parts = self._services.parts(context)
        return (
            preview_of_parts(Launch, self._services, context)
            if parts
            else commands_of(self._services, context, "launch")
        )

    def _resolved(self, context: WorkflowContext, stack: Stack, port: int) -> ResolvedCommands:
        return self._services.commands(context, stack, "launch", {"host": HOST, "port": str(port)})

    def _command(self, resolved: ResolvedCommands, stack: Stack, port: int) -> Command:
        command = self._services.scope.prepared(resolved.commands[-1])
        env = {**command.env, **({stack.port.env: str(port)} if stack.port.env else {})}
        return dataclasses.replace(command, env=env)

    def _prove(
        self, context: WorkflowContext, service: Service, health: Health, page: Page | None, harness: str, keep: bool
    ) -> StationResult:
        url = f"http://{HOST}:{service.port}{health.path}"
        self._services.note(f"waiting for {url}")
        running = None
        try:
            seen = self._observe(service, health, page, url)
            if keep and seen.answer is not None and not seen.problem:
                place = f"http://{HOST}:{service.port}/"
                running = {"url": place, "pid": service.process.pid, "started": service.keep()}
            ended = not service.process.running()
        finally:
            stopped = running is not None or service.stop()
        if seen.answer is None:
            return _failed(service.outcome(timed_out=not ended), 0, "" if ended else seen.problem)
        if seen.problem or not stopped:
            problem = seen.problem or "the application did not stop within 5 s of SIGTERM"
            return _failed(seen.view.added_to(service.outcome()), 1, problem)
        if running:
            context.set_output("running", running)
        proven = _proven(service, seen.answer, seen.view, url, "kept running" if running else STOPPED, harness)
        return dataclasses.replace(proven, evidence={**proven.evidence, **_held(service)})

    def _observe(self, service: Service, health: Health, page: Page | None, url: str) -> _Observed:
        """Waits for the first healthy answer, looks at the page, and asks again."""
        answer = service.wait_healthy(health)
        if answer is None:
            why = f": {service.objection}" if service.objection else ""
            return _Observed(None, View(), f"{url} did not answer as expected within {health.timeout:g} s{why}")
        view = self._look(self._services, service, page) if page is not None else View()
        return _Observed(answer, view, view.problem or _later(service, health, answer, url))


@dataclass(frozen=True, slots=True)
class _Observed:
    """The first healthy answer, what the page showed, and what is wrong, in a clause."""

    answer: Answer | None
    view: View
    problem: str


def _later(service: Service, health: Health, first: Answer, url: str) -> str:
    """Asks again after a while, and once more; what is wrong then, in a clause."""
    if service.lasts(health, first, watch_s()):
        return ""
    after = f"{service.age() - first.after_s:.1f} s"
    if not service.process.running():
        return f"the application ended within {after} of its first healthy answer"
    return f"{url} answered as expected once, and not {after} later: {service.objection}"


def _held(service: Service) -> dict[str, Any]:
    """What held the application while it ran, where it is not the user's own."""
    held = service.process.held
    return {"sandbox": held.to_json()} if held else {}


def _failed(outcome: Outcome, progress: int = 0, problem: str = "") -> StationResult:
    return StationResult.failed(problem or outcome.summary, execution=Execution(outcome, progress, problem=problem))


def _proven(service: Service, answer: Answer, view: View, url: str, how: str, harness: str) -> StationResult:
    parts = [f"{url} answered {answer.status} after {answer.after_s:.1f} s", view.message, how]
    parts += [f"in a harness, not launched: {harness}"] if harness else []
    evidence = {
        "url": url,
        "status": answer.status,
        "body": answer.body[:_BODY_SHOWN],
        "healthy_after_s": round(answer.after_s, 3),
        "watched_s": watch_s(),
        "pid": service.process.pid,
        "listening_pid": answer.owner,
        "port": service.port,
        "end": how,
        "command": service.command.line,
        **view.evidence,
        **({"harness": harness} if harness else {}),
    }
    return StationResult.done("; ".join(filter(None, parts)), evidence)
