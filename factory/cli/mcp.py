"""mity mcp"""

from __future__ import annotations

import contextlib
import os
import secrets
from importlib.util import find_spec
from pathlib import Path

import click

from mity.cli.options import folder, workspace_option
from mity.cli.terminal import say
from mity.errors import UsageError
from mity.system.files import ignored_folder, storage_error, write_atomic

_TOKEN = "MITY_MCP_TOKEN"
_LEAST = 16


@click.command("mcp")
@click.option(
    "--http", "port", type=click.IntRange(0, 65_535), help="Serve HTTP on this port of 127.0.0.1; 0 for a free one."
)
@workspace_option
def command(port: int | None, workspace: Path | None) -> int:
    """Serve the workspace to clients of the Model Context Protocol: on stdin and stdout, or by HTTP on this machine.

    \b
    claude mcp add mity -- mity mcp --output ~/work
    mity mcp --http 8765

    Clients by HTTP give a token: that of the variable MITY_MCP_TOKEN, else a new one, in the file that is named. Only
    projects in the workspace can be worked on, and nothing that was not trusted is run: `mity trust` is yours to type.
    """
    if find_spec("mcp") is None:
        raise UsageError("`mity mcp` needs one more package: install `mity[mcp]`")
    root = folder(workspace).resolve()
    if not root.is_dir():
        raise UsageError(f"the workspace {root} is no folder: name one that is there")
    token, place = _token(root) if port is not None else ("", "")
    from mity.mcp.server import serve_http, serve_stdio

    with contextlib.suppress(KeyboardInterrupt):  # how a server is ended
        if port is None:
            serve_stdio(root)
            return 0
        try:
            serve_http(root, port, token, lambda address: say(f"serving {root} at {address}, {place}", err=True))
        except OSError as error:
            raise UsageError(f"--http {port}: {error.strerror or error}: name another port, or 0") from error
    return 0


def _token(root: Path) -> tuple[str, str]:
    """The token of the server, and where a client finds it. Raises UsageError, StorageError."""
    if given := os.environ.get(_TOKEN, ""):
        if len(given) < _LEAST or not given.isascii() or not given.isprintable() or " " in given:
            raise UsageError(f"{_TOKEN} must have {_LEAST} or more printable ASCII letters and no space")
        return given, f"with the token of {_TOKEN}"
    made = secrets.token_urlsafe(32)
    path = root / ".mity" / "mcp" / "token"
    try:
        ignored_folder(path.parent)
    except OSError as error:
        raise storage_error("write", path, error) from error
    write_atomic(path, f"{made}\n".encode(), durable=False, private=True)
    return made, f"with the token in {path}"
