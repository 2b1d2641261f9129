import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.main import create_app


class Collector(HTTPServer):
    """A collector that keeps what it is sent, by path."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: dict[str, list[bytes]] = {}


class Handler(BaseHTTPRequestHandler):
    """Takes everything."""

    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.setdefault(self.path, []).append(body)
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_traces_metrics_and_log_lines_tell_of_the_same_request(
    collector: Collector,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    where = {"otel_exporter_otlp_endpoint": f"http://127.0.0.1:{collector.server_port}/"}
    observed = Settings.model_validate({**settings.model_dump(), **where, "log_level": "DEBUG"})
    with TestClient(create_app(observed)) as client:
        client.get("/health/ready")
        client.get("/health/live")
    assert collector.got.keys() == {"/v1/traces", "/v1/metrics"}
    traces = [ExportTraceServiceRequest.FromString(body) for body in collector.got["/v1/traces"]]
    resources = [found for each in traces for found in each.resource_spans]
    about = {item.key: item.value.string_value for found in resources for item in found.resource.attributes}
    assert about["service.name"] == "{{ cookiecutter.app_slug }}"
    spans = [span for found in resources for scope in found.scope_spans for span in scope.spans]
    [request] = [span for span in spans if span.name == "GET /health/ready"]
    assert [span for span in spans if span.name.startswith("SELECT") and span.trace_id == request.trace_id]
    assert not [span for span in spans if "/health/live" in span.name]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [line] = [line for line in lines if line.get("path") == "/health/ready"]
    assert line["trace_id"] == request.trace_id.hex()
    metrics = [ExportMetricsServiceRequest.FromString(body) for body in collector.got["/v1/metrics"]]
    scopes = [scope for each in metrics for found in each.resource_metrics for scope in found.scope_metrics]
    names = {metric.name for scope in scopes for metric in scope.metrics}
    assert {name for name in names if name.startswith("http.server.")}


def test_without_a_collector_nothing_is_traced(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with TestClient(create_app(settings)) as client:
        client.get("/nothing")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [line] = [line for line in lines if line.get("path") == "/nothing"]
    assert "trace_id" not in line
