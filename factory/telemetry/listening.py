"""Telemetry of the runs of one process: off, or a pipeline and a trace for each run. Loads the SDK by need."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mity.errors import StorageError, UsageError
from mity.reading import read_text
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.events import NOTE, RUN_STATE, Event, Listener, read_time, utc_now
from mity.runs.store import LogStore
from mity.system.files import write_atomic
from mity.telemetry.settings import Target

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanContext

    from mity.telemetry.queues import Count

_KEPT = "traceparent"
_USER_INFO = re.compile(r"[^\s/]*@")
"""User info of an address, which the words of some exporters repeat without its scheme."""
_NEEDS = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http", "opentelemetry.exporter.otlp.json.file")


class Heard(Protocol):
    """What hears a run, and what its commands are told."""

    def hear(self, event: Event) -> None:
        """Takes in an event."""
        ...

    def environment(self, address: str) -> Mapping[str, str]:
        """The variables that a command of the step at `address` gets."""
        ...


class Telemetry:
    """The telemetry of one process; runs that follow each other in it are linked.

    Raises UsageError where it is wanted and its packages are not installed.
    """

    def __init__(self, target: Target | None, tell: Listener) -> None:
        self._target = target
        self._tell = tell
        self._last: SpanContext | None = None
        if target is not None and not _installed():
            raise UsageError("telemetry needs more packages: install `mity[otel]`, or leave its settings out")

    @contextmanager
    def of(self, context: WorkflowContext, workflow: str) -> Iterator[Heard | None]:
        """What hears one run, or nothing when telemetry is off. Raises StorageError when its file cannot be written."""
        if self._target is None:
            yield None
            return
        from opentelemetry.trace import Link

        from mity.telemetry.measures import Measures
        from mity.telemetry.pipeline import Pipeline
        from mity.telemetry.trace import RunTrace

        pipeline = Pipeline(self._target)
        redactor = Redactor(os.environ)
        for values in context.named_values():
            redactor.learn(values)
        measures = Measures(pipeline.meter, workflow)
        earlier = _earlier(context)
        if earlier is None and (waited := _waited(context)) is not None:
            measures.waited(waited)
        heard = RunTrace(
            pipeline.tracer,
            pipeline.logger,
            measures,
            redactor,
            workflow,
            _parent(os.environ),
            [Link(one) for one in (self._last, earlier) if one is not None],
        )
        self._last = heard.place
        try:
            yield _Kept(heard, context.workspace)
        finally:
            heard.end()
            if problem := pipeline.close():
                self._note(_USER_INFO.sub("", redactor.text(problem)), context.run_id)

    @contextmanager
    def of_queues(self, count: Count, own: str) -> Iterator[None]:
        """Tells of the queues of an engine meanwhile, see `mity.telemetry.queues`. Raises StorageError."""
        if self._target is None:
            yield
            return
        from mity.telemetry.pipeline import Pipeline
        from mity.telemetry.queues import Queues

        pipeline = Pipeline(self._target)
        Queues(pipeline.meter, count, own)
        try:
            yield
        finally:
            if problem := pipeline.close():
                self._note(_USER_INFO.sub("", Redactor(os.environ).text(problem)), "")

    def _note(self, problem: str, run: str) -> None:
        assert self._target is not None
        where = self._target.shown or str(self._target.file)
        text = f"telemetry did not all reach {where}: {problem}"
        self._tell(Event(0, utc_now(), NOTE, data={"text": text}, run=run))


class _Kept:
    """A trace that leaves where it is beside the log of its run, so that the process that goes on links to it."""

    def __init__(self, inner: Heard, workspace: Path) -> None:
        self._inner = inner
        self._logs = LogStore(workspace).folder
        self._left = False

    def hear(self, event: Event) -> None:
        """Takes in an event."""
        if event.kind == RUN_STATE and not self._left:
            self._left = True
            folder = self._logs / event.run
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                text = self._inner.environment("").get("TRACEPARENT", "")
                write_atomic(folder / _KEPT, text.encode(), durable=False, private=True)
            except (OSError, StorageError):
                self._left = True  # a link less; the disk will say so where it matters
        self._inner.hear(event)

    def environment(self, address: str) -> Mapping[str, str]:
        """The variables that a command of the step at `address` gets."""
        return self._inner.environment(address)


def _installed() -> bool:
    try:
        return all(find_spec(name) is not None for name in _NEEDS)
    except ModuleNotFoundError:
        return False


def _parent(environment: Mapping[str, str]) -> Context:
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    names = {"traceparent": environment.get("TRACEPARENT", ""), "tracestate": environment.get("TRACESTATE", "")}
    return TraceContextTextMapPropagator().extract({name: value for name, value in names.items() if value})


def _waited(context: WorkflowContext) -> float | None:
    """The seconds since the event that started the run; None for a run that somebody started."""
    event = context.metadata.get("event")
    try:
        began = read_time(str(event["time"])) if isinstance(event, dict) else None
    except (KeyError, ValueError):
        return None
    return max(0.0, (read_time(utc_now()) - began).total_seconds()) if began else None


def _earlier(context: WorkflowContext) -> SpanContext | None:
    """The span of the process that worked on the run before; None for a new run."""
    from opentelemetry.trace import get_current_span

    if not context.run_id:
        return None
    try:
        text = read_text(LogStore(context.workspace).folder / context.run_id / _KEPT)
    except (OSError, ValueError):
        return None
    found = get_current_span(_parent({"TRACEPARENT": text.strip()})).get_span_context()
    return found if found.is_valid else None
