"""Builds a collector of OpenTelemetry for tests, once a machine: `python tests/support/build_collector.py`."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

VERSION = "v0.165.0"
CACHE = user_cache_path("mity-collector")
PROGRAM = CACHE / f"collector-{VERSION}"
_PARTS = ("otelcol", "receiver/otlpreceiver", "exporter/debugexporter")
_SOURCE = """\
// A collector of OpenTelemetry with one receiver and one exporter, for tests.
package main

import (
    "log"

    "go.opentelemetry.io/collector/component"
    "go.opentelemetry.io/collector/confmap"
    "go.opentelemetry.io/collector/confmap/provider/envprovider"
    "go.opentelemetry.io/collector/confmap/provider/fileprovider"
    "go.opentelemetry.io/collector/exporter"
    "go.opentelemetry.io/collector/exporter/debugexporter"
    "go.opentelemetry.io/collector/otelcol"
    "go.opentelemetry.io/collector/receiver"
    "go.opentelemetry.io/collector/receiver/otlpreceiver"
    "go.opentelemetry.io/collector/service/telemetry/otelconftelemetry"
)

func factories() (otelcol.Factories, error) {
    var made otelcol.Factories
    var err error
    made.Telemetry = otelconftelemetry.NewFactory()
    if made.Receivers, err = otelcol.MakeFactoryMap[receiver.Factory](otlpreceiver.NewFactory()); err != nil {
        return made, err
    }
    made.Exporters, err = otelcol.MakeFactoryMap[exporter.Factory](debugexporter.NewFactory())
    return made, err
}

func main() {
    providers := []confmap.ProviderFactory{fileprovider.NewFactory(), envprovider.NewFactory()}
    settings := otelcol.CollectorSettings{
        BuildInfo: component.BuildInfo{Command: "collector", Version: "test"},
        Factories: factories,
        ConfigProviderSettings: otelcol.ConfigProviderSettings{
            ResolverSettings: confmap.ResolverSettings{ProviderFactories: providers, DefaultScheme: "env"},
        },
    }
    if err := otelcol.NewCommand(settings).Execute(); err != nil {
        log.Fatal(err)
    }
}
"""
_SETTINGS = """\
receivers:
  otlp:
    protocols:
      http: {{endpoint: "127.0.0.1:{http}"}}
      grpc: {{endpoint: "127.0.0.1:{grpc}"}}
exporters: {{debug: {{verbosity: detailed}}}}
service:
  telemetry: {{metrics: {{level: none}}}}
  pipelines:
    traces: &all {{receivers: [otlp], exporters: [debug]}}
    metrics: *all
    logs: *all
"""


@dataclass(frozen=True)
class Collector:
    """A collector that runs: its addresses, and the file with what it was sent."""

    http: str
    grpc: str
    log: Path

    def told(self, *words: str) -> str:
        """What it was sent, once it names all of these words; it has ten seconds."""
        deadline = time.monotonic() + 10
        while not all(word in (text := self.log.read_text(errors="replace")) for word in words):
            assert time.monotonic() < deadline, text[-4_000:]
            time.sleep(0.05)
        return text


@contextmanager
def collector(folder: Path) -> Iterator[Collector]:
    """A collector that takes OTLP by HTTP and by gRPC; the test is skipped where it was not built."""
    if not PROGRAM.exists():
        pytest.skip("the collector is built from source: python tests/support/build_collector.py")
    ports = {"http": _free_port(), "grpc": _free_port()}
    settings, log = folder / "collector.yaml", folder / "collector.log"
    settings.write_text(_SETTINGS.format(**ports))
    with log.open("wb") as output:
        process = subprocess.Popen([PROGRAM, "--config", f"file:{settings}"], stdout=output, stderr=output)
    try:
        made = Collector(*(f"http://127.0.0.1:{ports[name]}" for name in ("http", "grpc")), log)
        made.told("Everything is ready")
        yield made
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def build() -> None:
    """Builds it unless it was; needs minutes. Raises CalledProcessError."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "build.lock"), tempfile.TemporaryDirectory(prefix="collector-") as name:
        if PROGRAM.exists() or not shutil.which("go"):
            return
        folder = Path(name)
        (folder / "main.go").write_text(_SOURCE)
        (folder / "go.mod").write_text("module collector\n\ngo 1.25.0\n")
        wanted = (f"-require=go.opentelemetry.io/collector/{part}@{VERSION}" for part in _PARTS)
        for words in (("mod", "edit", *wanted), ("mod", "tidy"), ("build", "-o", "collector", ".")):
            subprocess.run(["go", *words], cwd=folder, check=True)
        part = CACHE / ".collector"
        shutil.move(folder / "collector", part)
        part.replace(PROGRAM)


if __name__ == "__main__":
    build()
    print(PROGRAM)
