"""launch: the application answers its health URL from a socket of its own, shows its page, and stops when told to."""

from __future__ import annotations

import dataclasses

from mity.command import Command, Outcome
from mity.engine.station import Preview, Station
from mity.healing.model import AttemptResult, Overrides
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stacks.model import Health, Page, Stack
from mity.stacks.resolve import ResolvedCommands
from mity.stations.artefacts import state
from mity.stations.build import preview
from mity.stations.check_page import View, check_page
from mity.stations.healed import ask_after, healed_result, with_overrides
from mity.system.service import HOST, Answer, Service, free_port

_BODY_SHOWN = 500


class Launch(Station):
    """Starts the application on a free port, proves its health, and stops it (or keeps it, when asked)."""

    name = "launch"
    description = "start the application and ask for its health"
    dependencies = ("build",)

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        folder = self._services.stack(context)
        if folder is None or folder.stack.health is None:
            return StationResult.unavailable("the stack does not say how to launch it and what healthy means")
        stack, health = folder.stack, folder.stack.health
        if missing := self._recipe(context, stack, 0).missing:
            return StationResult.unavailable(missing)
        if (lacking := self._services.lacking(stack)) and not state(context.output_path, stack.artefacts):
            return StationResult.unavailable(f"nothing was built: {lacking}")
        healed = self._services.heal(
            context, self.name, lambda overrides: self._attempt(context, stack, health, overrides)
        )
        if not healed.trial.ok:
            return ask_after(self.name, healed)
        message, evidence, running = healed.trial.value
        if running:
            context.set_output("running", running)
        return healed_result(StationResult.done(message, evidence), healed)

    def preview(self, context: WorkflowContext) -> Preview:
        return preview(self._services, context, "launch")

    def _recipe(self, context: WorkflowContext, stack: Stack, port: int) -> ResolvedCommands:
        return self._services.recipe(context, stack, "launch", {"host": HOST, "port": str(port)})

    def _command(self, recipe: ResolvedCommands, stack: Stack, port: int, overrides: Overrides) -> Command:
        command = with_overrides(recipe.commands[-1], overrides)
        env = {**command.env, **({stack.port.env: str(port)} if stack.port.env else {})}
        return dataclasses.replace(command, env=env)

    def _attempt(self, context: WorkflowContext, stack: Stack, health: Health, overrides: Overrides) -> AttemptResult:
        keep = bool(context.get_input("keep_running"))
        port = overrides.port or free_port(stack.port.preferred if keep else 0)
        recipe = self._recipe(context, stack, port)
        command = self._command(recipe, stack, port, overrides)
        if overrides.limit_s is not None:
            health = health.model_copy(update={"timeout": min(health.timeout, overrides.limit_s)})
        try:
            transcript = self._services.transcript(context, self.name)
            service = Service(self._services.runner, command, port, transcript, keep=keep)
        except OSError as error:
            return AttemptResult(False, Outcome(command, None, str(error), not_found=True))
        return self._prove(service, health, stack.page if recipe.page else None, recipe.harness, keep)

    def _prove(self, service: Service, health: Health, page: Page | None, harness: str, keep: bool) -> AttemptResult:
        url = f"http://{HOST}:{service.port}{health.path}"
        self._services.note(f"waiting for {url}")
        running = None
        view = View()
        try:
            answer = service.wait_healthy(health)
            if answer is not None and page is not None:
                view = check_page(self._services, service, page)
            if answer is not None and keep and not view.problems:
                place = f"http://{HOST}:{service.port}/"
                running = {"url": place, "pid": service.process.pid, "started": service.keep()}
            ended = not service.process.running()
        finally:
            stopped = running is not None or service.stop()
        if answer is None:
            complaint = "" if ended else f"{url} did not answer as expected within {health.timeout:g} s"
            return AttemptResult(False, service.outcome(timed_out=not ended), problem=complaint)
        if view.problems:
            return AttemptResult(False, view.added_to(service.outcome()), 1, problem=view.problem)
        if not stopped:
            complaint = "the application did not stop within 5 s of SIGTERM"
            return AttemptResult(False, service.outcome(), 1, problem=complaint)
        how = "kept running" if running else "stopped within 5 s of SIGTERM"
        said = [f"{url} answered {answer.status} after {answer.after_s:.1f} s", view.message, how]
        said += [f"in a harness, not launched: {harness}"] if harness else []
        evidence = {
            **_evidence(url, service, answer, how),
            **view.evidence,
            **({"harness": harness} if harness else {}),
        }
        return AttemptResult(True, service.outcome(), 1, value=("; ".join(filter(None, said)), evidence, running))


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
