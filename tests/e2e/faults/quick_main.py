"""Runs mity's command line in a freshly forked process for each request: the same as `mity`, without the imports.

Reads one JSON request a line (argv, cwd, env, and the files for stdout and stderr) and answers with the exit code.
"""

from __future__ import annotations

import json
import os
import pkgutil
import sys
from importlib import import_module
from typing import Any


def _load() -> None:
    """Imports what any verb would."""
    for package in ("mity", "mity.cli", "mity.stations", "mity.agents"):
        for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    for name in ("rich.console", "rich.table", "git", "yaml", "http.client", "mity.app"):
        import_module(name)


def _become(request: dict[str, Any]) -> int:
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    for number, path in enumerate((os.devnull, request["out"], request["err"])):
        handle = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY)
        os.dup2(handle, number)
        os.close(handle)
    from mity.cli import main

    try:
        code = main(request["argv"])
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - as the interpreter itself would show it
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stderr.flush()
    return code


def serve() -> None:
    """Serves until stdin ends."""
    _load()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(_become(json.loads(line)))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
