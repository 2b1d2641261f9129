"""The SDK of OpenTelemetry, set up for one run: three providers, bounded queues, an end within a second.

The only module that imports exporters; nothing imports it before telemetry was asked for.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import time
from pathlib import Path
from typing import Any

from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from mity import __version__
from mity.system.files import private_file, storage_error
from mity.telemetry.collector import Collector, address_of
from mity.telemetry.deferred import Deferred, deferred
from mity.telemetry.ids import Moment
from mity.telemetry.settings import Target

SHUTDOWN_S = 1.0
"""Seconds that the end of a run waits for a collector."""
_TIMEOUT_S = 5.0
_QUEUE, _BATCH, _DELAY_MS, _METRICS_MS = 2048, 256, 1_000.0, 15_000.0
_NAME = "mity"


class Complaints(logging.Handler):
    """Keeps the first problem that the exporters tell, and keeps all of them from the terminal."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.first = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.first = self.first or record.getMessage().splitlines()[0][:300]


class Pipeline:
    """Where the spans, metrics and log records of one run go."""

    def __init__(self, target: Target, collector: Collector | None = None, moment: Moment | None = None) -> None:
        """Makes the providers; `collector` is who was found there, `moment` gives the ids of spans.

        Raises StorageError when the file cannot be written.
        """
        self._target = target
        self._complaints = Complaints()
        self._collector = collector or Collector(address_of(target.shown))
        self.moment = moment or Moment()
        self._logger = logging.getLogger("opentelemetry")
        self._before = self._logger.propagate
        self._logger.propagate = False
        self._logger.addHandler(self._complaints)
        resource = _resource()
        self._stream = _opened(target.file) if target.file else None
        self._traces = TracerProvider(resource=resource, shutdown_on_exit=False, id_generator=self.moment)
        self._logs = LoggerProvider(resource, shutdown_on_exit=False)
        readers: list[MetricReader] = []
        for spans, metrics, logs in self._exporters():
            batch: dict[str, Any] = {
                "max_queue_size": _QUEUE,
                "max_export_batch_size": _BATCH,
                "schedule_delay_millis": _DELAY_MS,
            }
            self._traces.add_span_processor(BatchSpanProcessor(spans, **batch))
            self._logs.add_log_record_processor(BatchLogRecordProcessor(logs, **batch))
            readers.append(PeriodicExportingMetricReader(metrics, _METRICS_MS, SHUTDOWN_S * 1_000))
        self._metrics = MeterProvider(readers, resource, shutdown_on_exit=False)
        self.tracer = self._traces.get_tracer(_NAME, __version__)
        self.meter = self._metrics.get_meter(_NAME, __version__)
        self.logger = self._logs.get_logger(_NAME, __version__)

    def _exporters(self) -> list[tuple[Any, Any, Any]]:
        found: list[tuple[Any, Any, Any]] = []
        if self._stream is not None:
            found.append(_by_file(self._stream))
        if self._target.collector:
            by = _by_grpc if self._target.protocol == "grpc" else _by_http
            found.append(exporters := by(self._target, self._collector))
            threading.Thread(target=_prepare, args=(exporters,), name="mity-otel-load", daemon=True).start()
        return found

    def close(self) -> str:
        """Sends what is left, within a second; what went wrong on the way, in a clause, or nothing."""
        self._collector.end()
        ends = [
            threading.Thread(target=one.shutdown, name="mity-otel-end", daemon=True)
            for one in (self._traces, self._logs, self._metrics)
        ]
        for end in ends:
            end.start()
        deadline = time.monotonic() + SHUTDOWN_S
        for end in ends:
            end.join(max(0.0, deadline - time.monotonic()))
        late = any(end.is_alive() for end in ends)
        if self._stream is not None and not late:
            self._stream.close()
        if not late:
            self._logger.removeHandler(self._complaints)
            self._logger.propagate = self._before
        return self._complaints.first or (f"nobody took all of it within {SHUTDOWN_S:g} s" if late else "")


def _prepare(exporters: tuple[Any, ...]) -> None:
    """Loads and makes exporters beside the run, so that its end does not wait for that."""
    for one in exporters:
        if isinstance(one, Deferred):
            one.prepare()


def load(target: Target) -> None:
    """Loads what speaks to a collector."""
    if target.protocol == "grpc":
        import opentelemetry.exporter.otlp.proto.grpc._log_exporter
        import opentelemetry.exporter.otlp.proto.grpc.metric_exporter
        import opentelemetry.exporter.otlp.proto.grpc.trace_exporter
    else:
        import opentelemetry.exporter.otlp.proto.http._log_exporter
        import opentelemetry.exporter.otlp.proto.http.metric_exporter
        import opentelemetry.exporter.otlp.proto.http.trace_exporter  # noqa: F401


def _opened(path: Path) -> Any:
    """The file of JSON lines, which only its owner may read. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(private_file(path), "a", encoding="utf-8")
    except OSError as error:
        raise storage_error("write", path, error) from error


def _resource() -> Resource:
    known: dict[str, str | int] = {
        "service.version": __version__,
        "process.pid": os.getpid(),
        "process.executable.name": Path(sys.executable).name,
        "process.runtime.name": sys.implementation.name,
        "process.runtime.version": platform.python_version(),
        "os.type": sys.platform,
    }
    if not os.environ.get("OTEL_SERVICE_NAME"):
        known["service.name"] = _NAME
    return Resource.create({**known})


def _by_file(stream: Any) -> tuple[Any, Any, Any]:
    from opentelemetry.exporter.otlp.json.file import FileMetricExporter, FileSpanExporter
    from opentelemetry.exporter.otlp.json.file._log_exporter import FileLogExporter  # as its documentation names it

    one = {"stream": stream}
    return FileSpanExporter(**one), FileMetricExporter(**one), FileLogExporter(**one)


def _by_http(target: Target, collector: Collector) -> tuple[Any, Any, Any]:
    def given(signal: str) -> dict[str, Any]:
        address = f"{target.endpoint.rstrip('/')}/v1/{signal}" if target.endpoint else None
        return {"endpoint": address, "timeout": _timeout()}

    def spans() -> Any:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(**given("traces"))

    def metrics() -> Any:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter

        return OTLPMetricExporter(**given("metrics"))

    def logs() -> Any:
        from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter

        return OTLPLogExporter(**given("logs"))

    return deferred(spans, metrics, logs, collector)


def _by_grpc(target: Target, collector: Collector) -> tuple[Any, Any, Any]:
    given: dict[str, Any] = {"endpoint": target.endpoint or None, "timeout": _timeout()}

    def spans() -> Any:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(**given)

    def metrics() -> Any:
        from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter

        return OTLPMetricExporter(**given)

    def logs() -> Any:
        from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter

        return OTLPLogExporter(**given)

    return deferred(spans, metrics, logs, collector)


def _timeout() -> float | None:
    """Seconds for each request; None where the environment says it."""
    return None if os.environ.get("OTEL_EXPORTER_OTLP_TIMEOUT") else _TIMEOUT_S
