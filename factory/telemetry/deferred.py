"""Exporters that are loaded and made when there is something to send, and somebody listens where they send it to.

The libraries that speak to collectors take longer to load than a short run takes, and retry a collector that is away
for seconds; a run waits for neither. They are loaded by the thread that sends, while commands run.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk._logs.export import LogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

_log = logging.getLogger("opentelemetry.mity")
_PROBE_S, _AGAIN_S, _PATIENCE_S = 1.0, 0.5, 5.0
"""Seconds for a connection; between two tries; and in all, while the run goes on."""
_OWN_WAYS = ("http_proxy", "https_proxy", "all_proxy")
_SPECIAL = tuple(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT" for signal in ("TRACES", "METRICS", "LOGS"))
_PREFERENCES = (
    "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
    "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
)
Address = tuple[str, int]


class Collector:
    """Where a collector should be; `address` is None where only the exporters know the way to it."""

    def __init__(self, address: Address | None) -> None:
        self._address = address
        self._seen = address is None
        self._ending = threading.Event()

    def end(self) -> None:
        """The run is over: who is not there now is not waited for."""
        self._ending.set()

    def listens(self) -> bool:
        """Whether somebody is there; waits for some seconds while the run goes on."""
        end = time.monotonic() + _PATIENCE_S
        while not self._seen:
            problem = _probe(*self._address) if self._address else ""
            self._seen = not problem
            if problem and (time.monotonic() > end or self._ending.wait(_AGAIN_S)):
                _log.warning("nobody listens there: %s", problem)
                return False
        return True


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


def address_of(place: str) -> Address | None:
    """The host and port of an address; None where exporters may go another way: by a proxy, or to several places."""
    found = urlsplit(place)
    ways = any(os.environ.get(name) or os.environ.get(name.upper()) for name in _OWN_WAYS)
    if ways or any(os.environ.get(name) for name in _SPECIAL) or not found.hostname or not found.port:
        return None
    return found.hostname, found.port


def _probe(host: str, port: int) -> str:
    """Why nobody can be reached; empty when somebody can."""
    try:
        socket.create_connection((host, port), _PROBE_S).close()
    except OSError as error:
        return f"{host}:{port}: {error.strerror or error}"
    return ""
