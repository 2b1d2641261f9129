"""When what is heard happened, and ids of spans that were told to commands before there was a span."""

from __future__ import annotations

import time

from opentelemetry.sdk.trace.id_generator import RandomIdGenerator


class Moment(RandomIdGenerator):
    """The time and the ids of what is heard: now and random ones, unless it is heard late.

    `began` is when the run began, by the monotonic clock; `at_ns` when what is heard happened, 0 for now; `told` is the
    id that commands were told of the span which begins with it, 0 for none.
    """

    def __init__(self, began: float = 0.0, at_ns: int = 0, trace: int = 0, span: int = 0) -> None:
        self.began = began or time.monotonic()
        self.at_ns = at_ns
        self.told = 0
        self._trace, self._span = trace, span

    def now(self) -> int:
        """When what is heard happened, in nanoseconds."""
        return self.at_ns or time.time_ns()

    def give(self) -> None:
        """The next span has the id that was told of it."""
        self._span, self.told = self.told, 0

    def generate_span_id(self) -> int:
        """The id of the next span."""
        given, self._span = self._span, 0
        return given or super().generate_span_id()

    def generate_trace_id(self) -> int:
        """The id of the next trace."""
        given, self._trace = self._trace, 0
        return given or super().generate_trace_id()
