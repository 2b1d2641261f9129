"""Whether telemetry is wanted, and where it goes: the environment, an option, or the project's settings."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from mity.errors import UsageError
from mity.reading import open_regular
from mity.system.files import inside
from mity.text.file_names import plain_parts
from mity.text.records import dataclass

Protocol = Literal["http/protobuf", "grpc"]
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_DISABLED = "OTEL_SDK_DISABLED"
_PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL"


Address = Annotated[str, Field(max_length=2_000)]


_SUFFIXES = (".jsonl", ".ndjson")


class OtelConfig(BaseModel):
    """The table [otel] of a project's settings.

    `endpoint` is the address of a collector on this machine, `file` a path within the workspace for JSON lines.
    A collector elsewhere is named by the environment alone: a project that was cloned must not send anything out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    endpoint: Address = ""
    protocol: Protocol = "http/protobuf"
    file: Address = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where telemetry goes: a collector, a file, or both.

    `collector` says that there is one; an empty `endpoint` leaves its address to the environment. `shown` names the
    collector in messages.
    """

    collector: bool = False
    endpoint: str = ""
    protocol: Protocol = "http/protobuf"
    file: Path | None = None
    shown: str = ""


def target(config: OtelConfig, environment: Mapping[str, str], workspace: Path, file: Path | None) -> Target | None:
    """Where the telemetry of a workspace goes; None when nobody asked for any. `file` is that of the command line.

    Raises UsageError for an address or a path that the settings must not name, and for an unknown protocol.
    """
    if environment.get(_DISABLED, "").strip().lower() == "true":
        return None
    path = file.absolute() if file else _own_file(config, workspace)
    if own := environment.get(ENDPOINT, "").strip():
        protocol = _protocol(environment.get(_PROTOCOL, "").strip() or config.protocol)
        return Target(True, "", protocol, path, _place(own, ENDPOINT))
    if config.endpoint:
        shown = _place(config.endpoint, "[otel] endpoint")
        if not _is_loopback(urlsplit(config.endpoint).hostname or ""):
            raise UsageError(
                f"[otel] endpoint: a project may name only a collector on this machine, not {shown}; "
                f"name it yourself by the variable {ENDPOINT}"
            )
        return Target(True, config.endpoint, config.protocol, path, shown)
    return Target(file=path) if path else None


def _own_file(config: OtelConfig, workspace: Path) -> Path | None:
    if not config.file:
        return None
    path = workspace / config.file
    if not inside(workspace, path):
        raise UsageError(f"[otel] file: {config.file} is outside of the workspace: name one within it, or --otel-file")
    own = path.suffix in _SUFFIXES and ".git" not in plain_parts(config.file)
    if not own or not _is_telemetry(path):
        raise UsageError(
            f"[otel] file: {config.file} may be something else than telemetry, which is written to its end: name one "
            f"that ends in {' or '.join(_SUFFIXES)}, or --otel-file"
        )
    return path.absolute()


def _is_telemetry(path: Path) -> bool:
    """Whether a file is not there, is empty, or begins as mity's own does."""
    try:
        with open_regular(path) as file:
            return file.read(64).lstrip()[:1] in (b"", b"{")
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _protocol(word: str) -> Protocol:
    if word == "grpc":
        return "grpc"
    if word == "http/protobuf":
        return "http/protobuf"
    raise UsageError(f"{_PROTOCOL}: mity speaks http/protobuf and grpc, not '{word}'")


def _place(address: str, named: str) -> str:
    """The scheme and the host of an address, without what may be secret. Raises UsageError for what is no address."""
    try:
        found = urlsplit(address)
        port = f":{found.port}" if found.port else ""
    except ValueError as error:
        raise UsageError(f"{named} is no address ({error}): write http://HOST:PORT") from error
    if found.scheme not in ("http", "https") or not found.hostname:
        raise UsageError(f"{named} is no address: write http://HOST:PORT")
    return f"{found.scheme}://{found.hostname}{port}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
