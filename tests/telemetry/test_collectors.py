"""Telemetry of runs sent to collectors: real receivers by HTTP and gRPC, dead ones, and ones that hang."""

from __future__ import annotations

import base64
import re
import socket
import threading
import time
from pathlib import Path

import pytest
from build_collector import collector
from own_flow import OwnFlow

from harness import Mity
from otlp import grpc_receiver, http_receiver

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
SIGNALS = {"resourceSpans", "resourceMetrics", "resourceLogs"}


@pytest.mark.slow
def test_a_collector_gets_everything_by_http(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"))
    with http_receiver() as received:
        mity.env[ENDPOINT] = received.address
        mity.env["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=seven"
        mity.env["OTEL_SERVICE_NAME"] = "factory-of-mine"
        flow.run(0)
    assert {name for row in received.rows for name in row} == SIGNALS
    assert received.span("command true").failed is False
    assert {one.get("x-tenant") for one in received.headers} == {"seven"}
    assert '"factory-of-mine"' in received.text


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_collector_gets_everything_by_grpc_and_by_the_settings(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "false"))
    with grpc_receiver() as received:
        settings = f'[otel]\nendpoint = "{received.address}"\nprotocol = "grpc"\n'
        (flow.folder / ".mity" / "config.toml").write_text(settings)
        flow.run(1)
    assert {name for row in received.rows for name in row} == SIGNALS
    assert received.span("run flow").failed is True
    assert '"service.name"' in received.text


@pytest.mark.forge
@pytest.mark.parametrize("protocol", ["http/protobuf", "grpc"])
def test_the_collector_of_opentelemetry_takes_all_of_it(mity: Mity, protocol: str, tmp_path: Path) -> None:
    flow = OwnFlow(mity, ("one", "true"), ("two", "exit 3"))
    with collector(tmp_path) as one:
        mity.env[ENDPOINT] = one.grpc if protocol == "grpc" else one.http
        mity.env["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol
        flow.run(1)
        text = one.told("ResourceSpans", "ResourceMetrics", "ResourceLog", "run flow")
    names = re.findall(r"^    Name +: (.+)$", text, re.MULTILINE)
    assert {"run flow", "command true", "command exit"} <= set(names), names
    assert "Status code    : Error" in text


@pytest.mark.slow
def test_a_dead_collector_costs_a_second_at_most_and_one_line(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]  # it takes connections and never answers
        plain = _seconds(flow)
        mity.env[ENDPOINT] = f"http://user:hush@127.0.0.1:{port}"
        hanging = _seconds(flow)
    dead = _seconds(flow)
    mity.env["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc"
    by_grpc = _seconds(flow)
    assert max(hanging, dead, by_grpc) < plain + 3.0, (plain, hanging, dead, by_grpc)  # a second, and the SDK's loading
    done = mity("run", "flow", "--trust")
    assert done.code == 0
    assert done.text.count("telemetry did not all reach http://127.0.0.1") == 1, done.text
    assert "hush" not in done.text


@pytest.mark.slow
def test_where_nobody_listens_nothing_is_loaded_and_commands_know_their_trace(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", 'echo "$TRACEPARENT" >> told'), ("two", 'echo "$TRACEPARENT" >> told'))
    assert mity("trust").code == 0
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    mity.env |= {ENDPOINT: f"http://127.0.0.1:{port}", "PYTHONPROFILEIMPORTTIME": "1"}
    with mity.start("run", "flow", "--quiet") as run:
        said = run.communicate()[1]
    assert run.returncode == 0, said
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines() if "|" in line}
    assert {"mity.telemetry.late", "opentelemetry.trace"} <= loaded
    assert not {"opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http", "grpc"} & loaded
    told = [line.split("-") for line in (flow.folder / "told").read_text().split()]
    assert [len(set(part)) for part in zip(*told, strict=True)] == [1, 1, 2, 1], "one trace, a span for each command"


@pytest.mark.slow
def test_a_collector_that_comes_later_gets_what_was_before(mity: Mity, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    wait = f"touch {tmp_path}/begun; until [ -e {tmp_path}/there ]; do sleep 0.02; done; sleep 1.5"
    flow = OwnFlow(mity, ("first", f'echo "$TRACEPARENT" > {tmp_path}/told'), ("second", wait))
    mity.env[ENDPOINT] = f"http://127.0.0.1:{port}"
    run = threading.Thread(target=flow.run)
    run.start()
    while not (tmp_path / "begun").exists():
        time.sleep(0.02)
    with http_receiver(port) as received:
        (tmp_path / "there").touch()
        run.join()
    told = (tmp_path / "told").read_text().strip().split("-")
    first = received.span("command echo")
    assert told[1:3] == [base64.b64decode(one).hex() for one in (first.trace, first.id)]
    assert received.span("run flow").seconds > received.span("command touch").seconds > 1.5 > first.seconds > 0.0


def _seconds(flow: OwnFlow) -> float:
    began = time.monotonic()
    flow.run(0)
    return time.monotonic() - began
