"""A run that is sent to a collector: its events are kept until somebody listens, and cost next to nothing until then.

The SDK takes longer to load than a short run takes, and each of its spans takes time of the run. Where nobody listens,
both would be for nothing: so only the ids are made, of which commands are told; spans, when a collector is there.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from mity.runs import events
from mity.runs.events import Event
from mity.telemetry.collector import Collector

if TYPE_CHECKING:
    from mity.telemetry.ids import Moment
    from mity.telemetry.pipeline import Pipeline
    from mity.telemetry.trace import RunTrace

_MOST = 4_096
"""Events that are kept for a collector that comes later: the newest ones."""
Made = tuple["Pipeline", "RunTrace"]
Make = Callable[["Moment"], Made]
"""Makes the pipeline and the trace of a run, whose time and ids are given."""


class LateTrace:
    """Hears the events of one run, in their order. `load` loads what `make` needs, in a thread beside the run."""

    def __init__(self, parent: Context, collector: Collector, load: Callable[[], None], make: Make) -> None:
        self._began = time.monotonic()
        self._began_ns = time.time_ns()
        self._collector = collector
        self._make = make
        self.place = _beneath(parent)
        self._kept: deque[tuple[Event, int, int]] = deque(maxlen=_MOST)
        self._steps: dict[str, int] = {}
        self._commands: dict[str, int] = {}
        self._made: Made | None = None
        self._ready = threading.Event()
        self._problem = ""
        self._look = threading.Thread(target=self._find, args=(load,), name="mity-otel-load", daemon=True)
        self._look.start()

    def hear(self, event: Event) -> None:
        """Takes in an event."""
        if self._made is None and self._ready.is_set():
            self._catch_up()
        if self._made is not None:
            self._made[1].hear(event)
        else:
            self._kept.append((event, time.time_ns(), self._id_of(event)))

    def environment(self, address: str) -> dict[str, str]:
        """What a command of the step at `address` is told, so that its own spans stand below ours."""
        if self._made is not None:
            return self._made[1].environment(address)
        span = self._commands.get(address) or self._steps.get(address) or self.place.span_id
        place = SpanContext(self.place.trace_id, span, False, self.place.trace_flags, self.place.trace_state)
        carrier: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(carrier, trace.set_span_in_context(NonRecordingSpan(place)))
        return {name.upper(): value for name, value in carrier.items()}

    def end(self) -> str:
        """Ends what is open and sends what is left; what went wrong on the way, in a clause, or nothing."""
        self._collector.end()
        self._look.join()
        if self._problem:
            return f"nobody listens there: {self._problem}"
        if self._made is None:
            self._catch_up()
        assert self._made is not None
        pipeline, heard = self._made
        heard.end()
        return pipeline.close()

    def _find(self, load: Callable[[], None]) -> None:
        self._problem = self._collector.found()
        if not self._problem:
            load()
            self._ready.set()

    def _id_of(self, event: Event) -> int:
        """The id of the span that begins with an event, as commands will be told it; 0 where none does."""
        at = event.address
        if event.kind == events.STEP_STARTED:
            if at in self._steps:
                return 0  # another attempt
            self._steps[at] = _new(64)
            return self._steps[at]
        if event.kind == events.COMMAND:
            self._commands[at] = _new(64)
            return self._commands[at]
        if event.kind in (events.STEP_FINISHED, events.COMMAND_ENDED):
            self._commands.pop(at, None)
        if event.kind == events.STEP_FINISHED:
            self._steps.pop(at, None)
        return 0

    def _catch_up(self) -> None:
        """Makes the spans of what was heard so far, each at its time."""
        from mity.telemetry.ids import Moment

        moment = Moment(self._began, self._began_ns, self.place.trace_id, self.place.span_id)
        self._made = self._make(moment)
        for event, moment.at_ns, moment.told in self._kept:
            self._made[1].hear(event)
            moment.told = 0
        moment.at_ns = 0
        self._kept.clear()


def _beneath(parent: Context) -> SpanContext:
    """Where a run is that stands below a parent, or begins a trace of its own."""
    above = trace.get_current_span(parent).get_span_context()
    if above.is_valid:
        return SpanContext(above.trace_id, _new(64), False, above.trace_flags, above.trace_state)
    return SpanContext(_new(128), _new(64), False, TraceFlags(TraceFlags.SAMPLED | TraceFlags.RANDOM_TRACE_ID))


def _new(bits: int) -> int:
    """A random id; 0 is none."""
    return secrets.randbits(bits) or 1
