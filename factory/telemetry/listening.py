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
from mity.telemetry.collector import Collector, address_of
from mity.telemetry.settings import Target

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanContext

    from mity.telemetry.ids import Moment
    from mity.telemetry.late import LateTrace
    from mity.telemetry.pipeline import Pipeline
    from mity.telemetry.queues import Count
    from mity.telemetry.trace import RunTrace

_KEPT = "traceparent"
_SAMPLER = "OTEL_TRACES_SAMPLER"
"""Says by the SDK alone which runs are told of, and so what commands are told."""
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
        earlier = _earlier(context)
        parent = _parent(os.environ)
        address = address_of(self._target.shown)
        if self._target.file is None and address is not None and not os.environ.get(_SAMPLER):
            heard: LateTrace | _Now = self._late(context, workflow, parent, earlier, Collector(address))
        else:
            from mity.telemetry.pipeline import Pipeline

            pipeline = Pipeline(self._target)
            heard = _Now(pipeline, self._traced(pipeline, context, workflow, parent, (self._last, earlier)))
        self._last = heard.place
        try:
            yield _Kept(heard, context.workspace)
        finally:
            if problem := heard.end():
                self._note(_USER_INFO.sub("", Redactor(os.environ).text(problem)), context.run_id)

    def _late(
        self,
        context: WorkflowContext,
        workflow: str,
        parent: Context,
        earlier: SpanContext | None,
        collector: Collector,
    ) -> LateTrace:
        """A trace that is made when somebody listens."""
        from mity.telemetry.late import LateTrace

        target, before = self._target, self._last
        assert target is not None

        def load() -> None:
            from mity.telemetry import pipeline

            pipeline.load(target)

        def make(moment: Moment) -> tuple[Pipeline, RunTrace]:
            from mity.telemetry.pipeline import Pipeline

            pipeline = Pipeline(target, collector, moment)
            return pipeline, self._traced(pipeline, context, workflow, parent, (before, earlier))

        return LateTrace(parent, collector, load, make)

    @staticmethod
    def _traced(
        pipeline: Pipeline,
        context: WorkflowContext,
        workflow: str,
        parent: Context,
        before: tuple[SpanContext | None, SpanContext | None],
    ) -> RunTrace:
        """The trace of a run; `before` is the run before it in this process, and who worked on it before."""
        from opentelemetry.trace import Link

        from mity.telemetry.measures import Measures
        from mity.telemetry.trace import RunTrace

        redactor = Redactor(os.environ)
        for values in context.named_values():
            redactor.learn(values)
        measures = Measures(pipeline.meter, workflow)
        if before[1] is None and (waited := _waited(context)) is not None:
            measures.waited(waited)
        links = [Link(one) for one in before if one is not None]
        tracer, logger = pipeline.tracer, pipeline.logger
        return RunTrace(tracer, logger, measures, redactor, workflow, parent, links, pipeline.moment)

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


class _Now:
    """A trace that is made while the run goes on."""

    def __init__(self, pipeline: Pipeline, inner: RunTrace) -> None:
        self._pipeline = pipeline
        self.place, self.hear, self.environment = inner.place, inner.hear, inner.environment
        self._inner = inner

    def end(self) -> str:
        """Ends what is open and sends what is left; what went wrong on the way, in a clause, or nothing."""
        self._inner.end()
        return self._pipeline.close()


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
