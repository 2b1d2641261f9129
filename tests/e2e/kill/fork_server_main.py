"""Forks a process for each run or resume it is asked for, which kills itself (SIGKILL) at a chosen moment.

Reads one JSON request a line from stdin and answers with one JSON line. Moments are file system operations, heard
of by an audit hook: nothing of mity is replaced or patched, and the kill is a real one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from light_stations import CALLED, WORKFLOWS, registry

from mity import WorkflowContext, WorkflowExecutor
from mity.engine.scope import RunScope
from mity.workflow.library import Library

_MOMENTS = ("open", "os.", "shutil.", "fcntl.", "subprocess.", "tempfile.")


def _arm(kill_at: int) -> list[int]:
    """Kills this process at its `kill_at`th operation; the list counts them."""
    count = [0]
    guard = threading.Lock()

    def hook(event: str, arguments: object) -> None:
        if event.startswith(_MOMENTS) and event not in ("os.kill", "os.fork"):
            with guard:
                count[0] += 1
                if count[0] == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return count


def _scope(context: WorkflowContext) -> RunScope:
    made = RunScope()
    made.read_definition = lambda value, name: Library(context.workspace).generated(value, name, registry())
    return made


def _work(request: dict[str, Any]) -> dict[str, Any]:
    workspace = Path(request["workspace"])
    called = {name: made() for name, made in CALLED.items()}
    executor = WorkflowExecutor(registry(), workflows=called, scope=_scope)
    count = _arm(request.get("kill_at", 0))
    if "resume" in request:
        log = executor.resume(executor.load_log(request["resume"]))
    else:
        context = WorkflowContext(workspace, "app")
        log = executor.execute(WORKFLOWS[request["workflow"]](), context)
    return {"state": log.state.value, "moments": count[0]}


def _child(request: dict[str, Any], answer: int) -> None:
    try:
        done = _work(request)
    except BaseException as error:  # noqa: BLE001 - told to the test, which judges it
        done = {"error": f"{type(error).__name__}: {error}"}
    os.write(answer, json.dumps(done).encode())
    os._exit(0)


def main() -> None:
    """Serves until stdin ends."""
    for line in sys.stdin:
        request = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            _child(request, write)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(pid, 0)
        answer = json.loads(said) if said else {}
        answer["killed"] = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
