"""A server on loopback that knows advisories: it answers pip-audit as OSV does, and npm audit as a registry does."""

from __future__ import annotations

import gzip
import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from packaging.version import Version


@dataclass
class Known:
    """Packages with the version from which on each is mended; `asked` counts the questions."""

    mended: Mapping[str, str]
    url: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def pip(self) -> dict[str, str]:
        """The variables by which pip-audit asks here."""
        return {"PIP_AUDIT_VULNERABILITY_SERVICE": "osv", "PIP_AUDIT_OSV_URL": self.url}

    @property
    def npm(self) -> dict[str, str]:
        """The variables by which npm asks here; packages themselves come from where they usually do."""
        return {"npm_config_registry": self.url}

    def answer(self, path: str, data: Any) -> Any:
        """What the service says to a question."""
        self.asked.append(path)
        if "package" in data:
            return self._osv(data["package"]["name"], data["version"])
        return {name: [self._npm(name)] for name in data if name in self.mended}

    def _osv(self, name: str, version: str) -> Any:
        if name not in self.mended or Version(version) >= Version(self.mended[name]):
            return {}
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": self.mended[name]}]}]
        affected = {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges}
        return {"vulns": [{"id": f"TEST-{name}", "summary": "it is slow", "affected": [affected]}]}

    def _npm(self, name: str) -> Any:
        place = f"https://example.org/advisories/TEST-{name}"
        score = {"score": 9.8, "vectorString": None}
        row = {"id": 1, "url": place, "title": "it lies", "severity": "critical", "cwe": [], "cvss": score}
        return {**row, "vulnerable_versions": f"<{self.mended[name]}"}


@contextmanager
def advisories(**mended: str) -> Iterator[Known]:
    """The server, by name of a package (`_` for `-`) the version that mends it."""
    known = Known({name.replace("_", "-"): version for name, version in mended.items()})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = json.loads(_plain(self.headers, self.rfile.read(int(self.headers.get("Content-Length") or 0))))
            answer = json.dumps(known.answer(self.path, data)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            self.send_response(307)
            self.send_header("Location", f"{_registry()}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    known.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()


def _plain(headers: Any, data: bytes) -> bytes:
    return gzip.decompress(data) if headers.get("Content-Encoding") == "gzip" else data


def _registry() -> str:
    """The registry that npm is set up with on this machine."""
    told = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True, check=True)
    return told.stdout.strip().rstrip("/")
