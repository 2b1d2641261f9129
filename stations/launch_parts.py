"""The parts of an application launched together: each healthy, one reached through the other, pages that show it."""

from __future__ import annotations

import dataclasses
from string import Template
from typing import Any

from mity.command import Command, Outcome
from mity.projects.parts import ProjectPart
from mity.runs.context import WorkflowContext
from mity.runs.result import Execution, StationResult
from mity.services.parts import part_context
from mity.services.services import Services
from mity.stacks.model import Health, Page, Stack
from mity.stacks.part_spec import Joint
from mity.stations.asked_documents import compared
from mity.stations.check_page import View
from mity.stations.journeys import Journeys, Look
from mity.system.health import HOST, Answer, watch_s
from mity.system.service import Service, free_port
from mity.text.records import dataclass, field

_FURTHER = 10


@dataclass(slots=True)
class Running:
    """One part that was started, its first healthy answer, and what its page showed."""

    part: ProjectPart
    service: Service
    health: Health
    answer: Answer | None = None
    view: View = field(default_factory=View)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.service.port}/"


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is wrong, in a clause, at which part, and how far the launch had come."""

    text: str
    at: Running
    progress: int


class LaunchParts:
    """Starts the parts in their order, proves them one by one and together, and stops them in the other order."""

    def __init__(self, services: Services, look: Look, whole: Stack, context: WorkflowContext) -> None:
        self._services = services
        self._look = look
        self._whole = whole
        self._context = context
        self._running: list[Running] = []
        self._asked = ""

    def execute(self, parts: tuple[ProjectPart, ...]) -> StationResult:
        """The result of the launch; the message of a failure names the part."""
        keep, kept = bool(self._context.get_input("keep_running")), False
        stopped = True
        try:
            for number, part in enumerate(parts):
                result = self._start(part, number, keep=keep)
                if result is not None:
                    return result
            problem = self._proven_together() or self._later()
            kept = keep and problem is None
        finally:
            for one in reversed(self._running) if not kept else ():
                stopped = one.service.stop() and stopped
        if problem is None and not stopped:
            slow = next(one for one in self._running if one.service.process.killed)
            problem = _Problem("it did not stop within 5 s of SIGTERM", slow, _FURTHER)
        if problem is not None:
            return self._failed(problem)
        if kept:
            self._context.set_output("running", self._kept())
        return self._proof("kept running" if kept else "stopped within 5 s of SIGTERM")

    def _start(self, part: ProjectPart, number: int, *, keep: bool) -> StationResult | None:
        """Starts a part and waits until it is healthy; the result where it does not get so far."""
        stack, view = part.folder.stack, part_context(self._context, part)
        if stack.health is None:
            return StationResult.unavailable(f"{part.name}: its stack does not say how to launch it")
        overrides = self._services.scope.overrides
        wanted = overrides.port if overrides.part == part.name else None
        port = wanted or free_port(stack.port.preferred if keep else 0)
        resolved = self._services.commands(view, stack, "launch", {"host": HOST, "port": str(port)})
        if resolved.missing:
            return StationResult.unavailable(f"{part.name}: {resolved.missing}")
        command = self._command(part, resolved.commands[-1], port)
        health = stack.health
        if overrides.limit_s is not None:
            health = health.model_copy(update={"timeout": min(health.timeout, overrides.limit_s)})
        log = self._services.scope.transcript.with_suffix(f".{part.name}.log")
        try:
            service = Service(self._services.runner, command, port, log, keep=keep)
        except OSError as error:
            outcome = Outcome(command, None, str(error), not_found=True)
            return _result(outcome, "", part, number)
        one = Running(part, service, health)
        self._running.append(one)
        self._services.note(f"waiting for {part.name} at {one.url[:-1]}{health.path}")
        one.answer = service.wait_healthy(health)
        if one.answer is not None:
            return None
        ended = not service.process.running()
        why = f": {service.objection}" if service.objection else ""
        said = f"{one.url[:-1]}{health.path} did not answer as expected within {health.timeout:g} s{why}"
        service.stop()
        return _result(service.outcome(timed_out=not ended), "" if ended else said, part, number)

    def _command(self, part: ProjectPart, command: Command, port: int) -> Command:
        made = self._services.scope.prepared(command)
        places = {"host": HOST, **{f"{one.part.name}_port": str(one.service.port) for one in self._running}}
        own = {name: Template(text).substitute(places) for name, text in part.spec.env.items()}
        variable = part.folder.stack.port.env
        return dataclasses.replace(made, env={**made.env, **({variable: str(port)} if variable else {}), **own})

    def _proven_together(self) -> _Problem | None:
        """What is asked of all parts at once: answers that need several of them, pages, features."""
        for joint in self._whole.joint:
            one = self._at(joint.folder)
            if one.service.ask(_health(joint)) is None:
                return _Problem(f"{one.url[:-1]}{joint.path}: {one.service.objection}", one, _FURTHER)
        if lacking := self._asked_of_each_other():
            return lacking
        for one in self._running:
            page = one.part.folder.stack.page
            if page is not None:
                one.view = self._look(self._services, one.service, page)
                if one.view.problem:
                    return _Problem(one.view.problem, one, _FURTHER + 1)
        if self._whole.journey is None:
            return None
        at = self._at(self._whole.journey.folder)
        page = at.part.folder.stack.page or Page()
        journeys = Journeys(self._services, at.service, self._look, page, self._whole.journey)
        at.view, problem = journeys.all(at.part.root, at.view)
        return _Problem(problem, at, _FURTHER + 2) if problem else None

    def _asked_of_each_other(self) -> _Problem | None:
        """The document that one part was made of asks for what another part serves."""
        document = self._whole.document
        if document is None:
            return None
        at, of = self._at(document.folder), self._at(document.of)
        self._asked, problem = compared(at.part.root / document.file, of.service.port, document)
        return _Problem(problem, at, _FURTHER) if problem else None

    def _later(self) -> _Problem | None:
        """Every part must still be there after a while."""
        for one in self._running:
            assert one.answer is not None
            if not one.service.lasts(one.health, one.answer, watch_s()):
                said = one.service.objection or "it ended after its first healthy answer"
                return _Problem(f"{one.url[:-1]}{one.health.path} answered once, and not later: {said}", one, _FURTHER)
        return None

    def _at(self, folder: str) -> Running:
        return next(one for one in self._running if one.part.name == folder)

    def _failed(self, problem: _Problem) -> StationResult:
        outcome = problem.at.view.added_to(problem.at.service.outcome())
        return _result(outcome, problem.text, problem.at.part, problem.progress)

    def _kept(self) -> dict[str, Any]:
        """Where the application runs: its last part, which a person looks at, and those behind it."""
        rows = [
            {"url": one.url, "pid": one.service.process.pid, "started": one.service.keep(), "part": one.part.name}
            for one in self._running
        ]
        return {**rows[-1], "behind": rows[:-1]}

    def _proof(self, end: str) -> StationResult:
        told, evidence = [], {}
        for one in self._running:
            assert one.answer is not None
            told.append(f"{one.part.name} answered {one.answer.status} after {one.answer.after_s:.1f} s")
            told += [one.view.message] if one.view.message else []
            evidence[one.part.name] = {
                "url": f"{one.url[:-1]}{one.health.path}",
                "status": one.answer.status,
                "healthy_after_s": round(one.answer.after_s, 3),
                "pid": one.service.process.pid,
                "listening_pid": one.answer.owner,
                "port": one.service.port,
                "command": one.service.command.line,
                **one.view.evidence,
            }
        joint = [f"{self._at(one.folder).url[:-1]}{one.path} answered {one.status}" for one in self._whole.joint]
        joint += [self._asked] if self._asked else []
        shown = {"parts": evidence, "together": joint, "watched_s": watch_s(), "end": end}
        return StationResult.done("; ".join([*told, end]), {**evidence[self._running[-1].part.name], **shown})


def _health(joint: Joint) -> Health:
    return Health.model_validate(
        {"path": joint.path, "status": joint.status, "headers": joint.headers, "json": joint.json_}
    )


def _result(outcome: Outcome, problem: str, part: ProjectPart, progress: int) -> StationResult:
    execution = Execution(outcome, progress, problem=problem, part=part.name)
    return StationResult.failed(f"{part.name}: {problem or outcome.summary}", execution=execution)
