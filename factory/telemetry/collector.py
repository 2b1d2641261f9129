"""Whether somebody listens where telemetry is sent; loads nothing of OpenTelemetry."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from urllib.parse import urlsplit

_log = logging.getLogger("opentelemetry.mity")
_PROBE_S, _AGAIN_S, _PATIENCE_S = 1.0, 0.5, 5.0
"""Seconds for a connection; between two tries; and in all, while the run goes on."""
_SELDOM_S = 8.0
"""Seconds between two tries at most, where each try waits longer than the one before."""
_OWN_WAYS = ("http_proxy", "https_proxy", "all_proxy")
_SPECIAL = tuple(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT" for signal in ("TRACES", "METRICS", "LOGS"))
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
        while problem := self._look():
            if time.monotonic() > end or self._ending.wait(_AGAIN_S):
                _log.warning("nobody listens there: %s", problem)
                return False
        return True

    def found(self) -> str:
        """Waits until somebody is there, or the run is over and nobody is: why, or nothing."""
        pause = _AGAIN_S
        while (problem := self._look()) and not self._ending.wait(pause):
            pause = min(2 * pause, _SELDOM_S)
        return problem and self._look()  # somebody may have come while nobody looked

    def _look(self) -> str:
        """Why nobody can be reached; empty when somebody can, or could before."""
        if self._seen or self._address is None:
            return ""
        try:
            socket.create_connection(self._address, _PROBE_S).close()
        except OSError as error:
            return f"{self._address[0]}:{self._address[1]}: {error.strerror or error}"
        self._seen = True
        return ""


def address_of(place: str) -> Address | None:
    """The host and port of an address; None where exporters may go another way: by a proxy, or to several places."""
    found = urlsplit(place)
    ways = any(os.environ.get(name) or os.environ.get(name.upper()) for name in _OWN_WAYS)
    if ways or any(os.environ.get(name) for name in _SPECIAL) or not found.hostname or not found.port:
        return None
    return found.hostname, found.port
