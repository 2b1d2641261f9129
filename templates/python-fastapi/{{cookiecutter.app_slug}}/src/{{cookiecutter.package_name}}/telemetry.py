"""Traces and metrics, sent by OpenTelemetry over HTTP to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names."""

from collections.abc import Callable

from fastapi import FastAPI
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from sqlalchemy import Engine

LIVE = "/health/live"


def start_telemetry(app: FastAPI, engine: Engine, endpoint: str, service: str) -> Callable[[], None]:
    """Observes requests and SQL, and gives what ends that and sends the rest; OTEL_SERVICE_NAME goes before `service`."""
    base = endpoint.rstrip("/")
    own = Resource({"service.name": service, "service.version": app.version})
    resource = own.merge(OTELResourceDetector().detect())
    traces = TracerProvider(resource=resource)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{base}/v1/traces")))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=f"{base}/v1/metrics"))
    metrics = MeterProvider(resource=resource, metric_readers=[reader])
    FastAPIInstrumentor.instrument_app(
        app,
        tracer_provider=traces,
        meter_provider=metrics,
        excluded_urls=LIVE,
        exclude_spans=["receive", "send"],
    )
    sql = SQLAlchemyInstrumentor()
    # It says of itself that it knows no SQLAlchemy 2.1, and works with it: a test looks.
    sql.instrument(engine=engine, tracer_provider=traces, meter_provider=metrics, skip_dep_check=True)

    def stop() -> None:
        sql.uninstrument()
        traces.shutdown()
        metrics.shutdown()

    return stop
