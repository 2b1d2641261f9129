"""Row 13, telemetry: a run of 1,000 commands with export to a file, to a collector and to a dead one, against none."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from benchmarks.env import plain_environment
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result
from benchmarks.timing import in_turn, middle, process, ratio

STATIONS = 1000
OF_NONE, DEAD = 1.1, 1.02
_COLLECTOR = "collector-v*"
"""As `tests/support/build_collector.py` leaves it, which builds it once a machine from the registry of Go."""
_SETTINGS = """\
receivers: {{otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:{http}"}}, grpc: {{endpoint: "127.0.0.1:{grpc}"}}}}}}}}
exporters: {{debug: {{verbosity: basic}}}}
service:
  telemetry: {{metrics: {{level: none}}}}
  pipelines:
    traces: &all {{receivers: [otlp], exporters: [debug]}}
    metrics: *all
    logs: *all
"""
Calls = dict[str, Callable[[], float]]


def measure(settings: Settings) -> Iterator[Result]:
    """Whole processes in turn: without telemetry, with a file, with each protocol, and with a port where nobody is."""
    count = STATIONS // 10 if settings.quick else STATIONS
    with settings.environments.scratch() as scratch, _collector(Path(scratch)) as ports:
        calls = _calls(settings.environments.mity("web,otel") / "mity", Path(scratch), count, ports)
        series = in_turn(settings.rounds(5), calls)
    none = f"without: {middle(series, 'none'):.2f} s"
    for name in list(calls)[1:]:
        goal = DEAD if name.startswith("dead") else OF_NONE
        text = f"{middle(series, name):.2f} s"
        yield Line(13, f"{count:,} commands, {name}", text, none, ratio(series, name, "none"), goal)
    if not ports:
        yield Peer(13, "collector", "not built: python tests/support/build_collector.py", "")


def _calls(mity: Path, scratch: Path, count: int, ports: Mapping[str, int]) -> Calls:
    steps = "".join(f"  - {{name: s{number}, command: 'true'}}\n" for number in range(count))
    (scratch / "flow.yaml").write_text(f"name: flow\nsteps:\n{steps}", encoding="utf-8")
    plain = plain_environment(HOME=str(scratch))
    line = [mity, "run", "flow.yaml", "--quiet"]
    free = _free_port()

    def to(port: int, protocol: str) -> Callable[[], float]:
        address = f"http://127.0.0.1:{port}"
        env = {**plain, "OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_EXPORTER_OTLP_PROTOCOL": protocol}
        return process(line, env, scratch)

    calls: Calls = {"none": process(line, plain, scratch)}
    calls["file"] = process([*line, "--otel-file", scratch / "otel.jsonl"], plain, scratch)
    protocols = {"http": "http/protobuf", "grpc": "grpc"}
    calls |= {f"collector by {name}": to(port, protocols[name]) for name, port in ports.items()}
    return calls | {f"dead by {name}": to(free, protocol) for name, protocol in protocols.items()}


@contextmanager
def _collector(folder: Path) -> Iterator[Mapping[str, int]]:
    """A collector of OpenTelemetry with its ports by protocol; none where it was not built."""
    found = sorted(user_cache_path("mity-collector").glob(_COLLECTOR))
    if not found:
        yield {}
        return
    ports = {"http": _free_port(), "grpc": _free_port()}
    (folder / "collector.yaml").write_text(_SETTINGS.format(**ports), encoding="utf-8")
    program = shutil.copy(found[-1], folder / "collector")
    with (folder / "collector.log").open("wb") as log:
        running = subprocess.Popen([program, "--config", f"file:{folder}/collector.yaml"], stdout=log, stderr=log)
    try:
        _wait_for(ports["grpc"], running)
        yield ports
    finally:
        running.terminate()
        running.wait()


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    """Waits until somebody listens. Raises RuntimeError."""
    while running.poll() is None:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the collector ended with {running.returncode}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
