"""The emulator of AWS: moto's server, on a free port of this machine, for as long as it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.command import Command
from mity.errors import ToolError
from mity.stacks.model import Health
from mity.system.health import HOST
from mity.system.runner import Runner
from mity.system.service import Service, free_port
from mity.system.tools import Tool

_READY_S = 90.0
_PAGE = "/moto-api/"


@contextmanager
def emulator(tool: Tool, runner: Runner, scratch: Path) -> Iterator[str]:
    """The address at which an empty AWS answers. Raises ToolError when it does not come up."""
    port = free_port()
    command = Command((tool.path, "-H", HOST, "-p", str(port)), scratch, {"MOTO_PORT": str(port)}, title="moto_server")
    try:
        service = Service(runner, command, port, scratch / "emulator.log")
    except OSError as error:
        raise ToolError(f"the emulator {tool.path} does not start: {error.strerror or error}") from error
    try:
        if service.wait_healthy(Health(path=_PAGE, timeout=_READY_S)) is None:
            why = service.objection or "it ended"
            raise ToolError(f"the emulator {tool.path} does not answer: {why}")
        yield f"http://{HOST}:{port}"
    finally:
        service.stop()
