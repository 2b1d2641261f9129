"""launch: the application answers its health URL from a socket of its own, then stops when told to."""

from __future__ import annotations

from mity.command import Command, Outcome
from mity.context import WorkflowContext
from mity.result import StationResult
from mity.stacks import Health, Stack
from mity.station import Preview, Station
from mity.stations.build import preview
from mity.stations.questions import ask, ask_after
from mity.system.service import HOST, Answer, Service, free_port
from mity.workshop import Workshop

_BODY_SHOWN = 500


class Launch(Station):
    """Starts the application on a free port, proves its health, and stops it (or keeps it, when asked)."""

    name = "launch"
    description = "start the application and ask for its health"
    dependencies = ("build",)

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._workshop.stack(context)
        if folder is None or folder.stack.health is None:
            return StationResult.unavailable("the stack does not say how to launch it and what healthy means")
        port = free_port(folder.stack.port.preferred if context.get_input("keep_running") else 0)
        command, missing = self._command(context, folder.stack, port)
        if command is None:
            return StationResult.unavailable(missing)
        try:
            service = Service(self._workshop.runner, command, port, self._workshop.transcript(context, self.name))
        except OSError as error:
            return ask_after(self.name, Outcome(command, None, str(error), not_found=True))
        return self._prove(context, service, folder.stack.health)

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._workshop, context, "launch")

    def _command(self, context: WorkflowContext, stack: Stack, port: int) -> tuple[Command | None, str]:
        values = {"host": HOST, "port": str(port)}
        recipe = self._workshop.recipe(context, stack, "launch", values)
        if recipe.missing:
            return None, recipe.missing
        command = recipe.commands[-1]
        env = {**command.env, **({stack.port.env: str(port)} if stack.port.env else {})}
        return Command(command.argv, command.cwd, env, command.timeout, f"{command.line}  (port {port})"), ""

    def _prove(self, context: WorkflowContext, service: Service, health: Health) -> StationResult:
        url = f"http://{HOST}:{service.port}{health.path}"
        self._workshop.note(f"waiting for {url}")
        kept = False
        try:
            answer = service.wait_healthy(health)
            if answer is None:
                return self._unhealthy(service, health, url)
            kept = bool(context.get_input("keep_running"))
            if kept:
                running = {"url": f"http://{HOST}:{service.port}/", "pid": service.process.pid}
                context.set_output("running", {**running, "started": service.keep()})
        finally:
            stopped = kept or service.stop()
        if not stopped:
            return ask(
                "launch: the application did not stop within 5 s of SIGTERM. How shall mity go on?",
                service.outcome().tail(),
                service.command.line,
            )
        how = "kept running" if kept else "stopped within 5 s of SIGTERM"
        return StationResult.done(
            f"{url} answered {answer.status} after {answer.after_s:.1f} s; {how}",
            _evidence(url, service, answer, how),
        )

    def _unhealthy(self, service: Service, health: Health, url: str) -> StationResult:
        ended = not service.process.running()
        service.stop()
        outcome = service.outcome(timed_out=not ended)
        if ended:
            return ask_after(self.name, outcome)
        return ask(
            f"launch: {url} did not answer as expected within {health.timeout:g} s. How shall mity go on?",
            outcome.tail(),
            outcome.command.line,
        )


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
