"""launch: the application answers its health URL from a socket of its own, shows its page, and stops when told to."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

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
from mity.stations.questions import OPTIONS
from mity.system.service import HOST, Answer, Service, free_port

_BODY_SHOWN = 500
Look = Callable[[Services, Service, Page], View]
"""Looks at the page of a running application."""


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
        return commands_of(self._services, context, "launch")

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
        view = View()
        try:
            answer = service.wait_healthy(health)
            if answer is not None and page is not None:
                view = self._look(self._services, service, page)
            if answer is not None and keep and not view.problems:
                place = f"http://{HOST}:{service.port}/"
                running = {"url": place, "pid": service.process.pid, "started": service.keep()}
            ended = not service.process.running()
        finally:
            stopped = running is not None or service.stop()
        if answer is None:
            problem = "" if ended else f"{url} did not answer as expected within {health.timeout:g} s"
            return _failed(service.outcome(timed_out=not ended), 0, problem)
        if view.problems:
            return _failed(view.added_to(service.outcome()), 1, view.problem)
        if not stopped:
            return _failed(service.outcome(), 1, "the application did not stop within 5 s of SIGTERM")
        how = "kept running" if running else "stopped within 5 s of SIGTERM"
        parts = [f"{url} answered {answer.status} after {answer.after_s:.1f} s", view.message, how]
        parts += [f"in a harness, not launched: {harness}"] if harness else []
        evidence = {
            **_evidence(url, service, answer, how),
            **view.evidence,
            **({"harness": harness} if harness else {}),
        }
        if running:
            context.set_output("running", running)
        return StationResult.done("; ".join(filter(None, parts)), evidence)


def _failed(outcome: Outcome, progress: int = 0, problem: str = "") -> StationResult:
    return StationResult.failed(problem or outcome.summary, execution=Execution(outcome, progress, problem=problem))


def _evidence(url: str, service: Service, answer: Answer, how: str) -> dict[str, object]:
    return {
        "url": url,
        "status": answer.status,
        "body": answer.body[:_BODY_SHOWN],
        "healthy_after_s": round(answer.after_s, 3),
        "pid": service.process.pid,
        "listening_pid": answer.owner,
        "port": service.port,
        "end": how,
        "command": service.command.line,
    }
