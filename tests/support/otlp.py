"""Receivers of OTLP, as a collector has them: by HTTP and by gRPC; and what they were sent, as plain rows."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as logs_pb2
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2_grpc as logs_grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2_grpc as metrics_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as trace_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as trace_grpc

_REQUESTS = {
    "/v1/traces": trace_pb2.ExportTraceServiceRequest,
    "/v1/metrics": metrics_pb2.ExportMetricsServiceRequest,
    "/v1/logs": logs_pb2.ExportLogsServiceRequest,
}


@dataclass(frozen=True)
class Span:
    """One span: its name, ids, attributes, error, and the span ids that it is linked to."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: Mapping[str, Any]
    failed: bool
    links: tuple[str, ...]
    seconds: float


@dataclass
class Received:
    """What a receiver was sent."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    @property
    def text(self) -> str:
        """All of it as one text."""
        return json.dumps(self.rows)

    @property
    def spans(self) -> list[Span]:
        """The spans, in the order of their ends."""
        return [_span(one) for row in self.rows for one in _inner(row, "resourceSpans", "scopeSpans", "spans")]

    @property
    def logs(self) -> list[dict[str, Any]]:
        """The log records."""
        return [one for row in self.rows for one in _inner(row, "resourceLogs", "scopeLogs", "logRecords")]

    @property
    def metrics(self) -> dict[str, list[dict[str, Any]]]:
        """The data points by the name of their metric."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            for one in _inner(row, "resourceMetrics", "scopeMetrics", "metrics"):
                kind = one.get("sum") or one.get("histogram") or one.get("gauge") or {}
                points = [{**_attributes(point), "point": point} for point in kind.get("dataPoints", [])]
                found.setdefault(one["name"], []).extend(points)
        return found

    def span(self, name: str) -> Span:
        """The one span of a name."""
        (found,) = [one for one in self.spans if one.name == name]
        return found


def read_lines(path: Path) -> Received:
    """What is in a file of JSON lines."""
    return Received([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])


@contextmanager
def http_receiver(port: int = 0) -> Iterator[Received]:
    """A receiver of OTLP by HTTP, by itself on a free port."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            received.rows.append(_row(_REQUESTS[self.path].FromString(body)))
            received.headers.append(dict(self.headers))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    received.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def grpc_receiver() -> Iterator[Received]:
    """A receiver of OTLP by gRPC on a free port."""
    received = Received()

    class Traces(trace_grpc.TraceServiceServicer):
        def Export(self, request: Any, context: Any) -> Any:
            received.rows.append(_row(request))
            return trace_pb2.ExportTraceServiceResponse()

    class Metrics(metrics_grpc.MetricsServiceServicer):
        def Export(self, request: Any, context: Any) -> Any:
            received.rows.append(_row(request))
            return metrics_pb2.ExportMetricsServiceResponse()

    class Logs(logs_grpc.LogsServiceServicer):
        def Export(self, request: Any, context: Any) -> Any:
            received.rows.append(_row(request))
            return logs_pb2.ExportLogsServiceResponse()

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    trace_grpc.add_TraceServiceServicer_to_server(Traces(), server)
    metrics_grpc.add_MetricsServiceServicer_to_server(Metrics(), server)
    logs_grpc.add_LogsServiceServicer_to_server(Logs(), server)
    received.address = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield received
    finally:
        server.stop(0).wait()


def _row(message: Any) -> dict[str, Any]:
    made: dict[str, Any] = MessageToDict(message)
    return made


def _inner(row: Mapping[str, Any], *names: str) -> Iterator[dict[str, Any]]:
    name, *rest = names
    for one in row.get(name, []):
        if rest:
            yield from _inner(one, *rest)
        else:
            yield one


def _attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    return {one["key"]: next(iter(one["value"].values()), None) for one in row.get("attributes", [])}


def _span(row: Mapping[str, Any]) -> Span:
    return Span(
        row["name"],
        row["traceId"],
        row["spanId"],
        row.get("parentSpanId") or "",
        _attributes(row),
        (row.get("status") or {}).get("code") in (2, "STATUS_CODE_ERROR"),
        tuple(one["spanId"] for one in row.get("links", [])),
        (int(row["endTimeUnixNano"]) - int(row["startTimeUnixNano"])) / 1e9,
    )
