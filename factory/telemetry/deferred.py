"""Exporters that are loaded and made when there is something to send, and somebody listens where they send it to.

The libraries that speak to collectors take longer to load than a short run takes, and retry a collector that is away
for seconds; a run waits for neither. They are loaded by the thread that sends, while commands run.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk._logs.export import LogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from mity.telemetry.collector import Collector

_PREFERENCES = (
    "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
    "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
)


class Deferred:
    """An exporter that is made when there is somebody to send to; `failed` is what a failure is called."""

    def __init__(self, make: Callable[[], Any], collector: Collector, failed: Any) -> None:
        self._make = make
        self._collector = collector
        self._failed = failed
        self._made: Any = None
        self._turn = threading.Lock()

    def send(self, batch: Any, *more: Any, **named: Any) -> Any:
        """Sends a batch."""
        return self._made.export(batch, *more, **named) if self.prepare() else self._failed

    def prepare(self) -> bool:
        """Makes the exporter when somebody listens; whether it is there."""
        with self._turn:
            if self._made is None and self._collector.listens():
                self._made = self._make()
        return self._made is not None

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        """Sends what the exporter holds back."""
        return self._made is None or bool(self._made.force_flush(timeout_millis))

    def shutdown(self, *more: Any, **named: Any) -> None:
        """Ends the exporter."""
        if self._made is not None:
            self._made.shutdown(*more, **named)


class DeferredSpans(Deferred, SpanExporter):
    """An exporter of spans."""

    def export(self, spans: Sequence[ReadableSpan]) -> Any:
        """Sends spans."""
        return self.send(spans)


class DeferredLogs(Deferred, LogRecordExporter):
    """An exporter of log records."""

    def export(self, batch: Sequence[ReadableLogRecord]) -> Any:
        """Sends log records."""
        return self.send(batch)


class DeferredMetrics(Deferred, MetricExporter):
    """An exporter of metrics, which leaves how they add up to the SDK."""

    def export(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> Any:
        """Sends metrics."""
        return self.send(metrics_data, timeout_millis, **kwargs)

    def __init__(self, make: Callable[[], Any], collector: Collector, failed: Any) -> None:
        MetricExporter.__init__(self)
        Deferred.__init__(self, make, collector, failed)


def deferred(
    spans: Callable[[], Any], metrics: Callable[[], Any], logs: Callable[[], Any], collector: Collector
) -> tuple[Any, Any, Any]:
    """The three exporters, each made by need. That of metrics is made now where a variable says how they add up."""
    set_by_hand = any(os.environ.get(name) for name in _PREFERENCES)
    return (
        DeferredSpans(spans, collector, SpanExportResult.FAILURE),
        metrics() if set_by_hand else DeferredMetrics(metrics, collector, MetricExportResult.FAILURE),
        DeferredLogs(logs, collector, LogRecordExportResult.FAILURE),
    )
