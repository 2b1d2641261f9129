"""launch: the application answers its health URL from a socket of its own, then stops when told to."""

from __future__ import annotations

import dataclasses

from mity.command import Command, Outcome
from mity.context import WorkflowContext
from mity.healing.model import Adjust, Trial
from mity.result import StationResult
from mity.stacks import Health, Stack
from mity.station import Preview, Station
from mity.stations.build import preview
from mity.stations.healed import adjusted, ask_after, healed_result
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
        stack, health = folder.stack, folder.stack.health
        if missing := self._recipe(context, stack, 0)[1]:
            return StationResult.unavailable(missing)
        healed = self._workshop.heal(context, self.name, lambda adjust: self._attempt(context, stack, health, adjust))
        if not healed.trial.ok:
            return ask_after(self.name, healed)
        message, evidence, running = healed.trial.value
        if running:
            context.set_output("running", running)
        return healed_result(StationResult.done(message, evidence), healed)

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._workshop, context, "launch")

    def _recipe(self, context: WorkflowContext, stack: Stack, port: int) -> tuple[tuple[Command, ...], str]:
        recipe = self._workshop.recipe(context, stack, "launch", {"host": HOST, "port": str(port)})
        return recipe.commands, recipe.missing

    def _command(self, context: WorkflowContext, stack: Stack, port: int, adjust: Adjust) -> Command:
        command = adjusted(self._recipe(context, stack, port)[0][-1], adjust)
        env = {**command.env, **({stack.port.env: str(port)} if stack.port.env else {})}
        return dataclasses.replace(command, env=env)

    def _attempt(self, context: WorkflowContext, stack: Stack, health: Health, adjust: Adjust) -> Trial:
        keep = bool(context.get_input("keep_running"))
        port = adjust.port or free_port(stack.port.preferred if keep else 0)
        command = self._command(context, stack, port, adjust)
        if adjust.limit_s is not None:
            health = health.model_copy(update={"timeout": min(health.timeout, adjust.limit_s)})
        try:
            transcript = self._workshop.transcript(context, self.name)
            service = Service(self._workshop.runner, command, port, transcript, keep=keep)
        except OSError as error:
            return Trial(False, Outcome(command, None, str(error), not_found=True))
        return self._prove(service, health, keep)

    def _prove(self, service: Service, health: Health, keep: bool) -> Trial:
        url = f"http://{HOST}:{service.port}{health.path}"
        self._workshop.note(f"waiting for {url}")
        running = None
        try:
            answer = service.wait_healthy(health)
            if answer is not None and keep:
                place = f"http://{HOST}:{service.port}/"
                running = {"url": place, "pid": service.process.pid, "started": service.keep()}
            ended = not service.process.running()
        finally:
            stopped = running is not None or service.stop()
        if answer is None:
            complaint = "" if ended else f"{url} did not answer as expected within {health.timeout:g} s"
            return Trial(False, service.outcome(timed_out=not ended), complaint=complaint)
        if not stopped:
            complaint = "the application did not stop within 5 s of SIGTERM"
            return Trial(False, service.outcome(), 1, complaint=complaint)
        how = "kept running" if running else "stopped within 5 s of SIGTERM"
        message = f"{url} answered {answer.status} after {answer.after_s:.1f} s; {how}"
        return Trial(True, service.outcome(), 1, value=(message, _evidence(url, service, answer, how), running))


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
