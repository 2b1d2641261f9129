"""mity without the half second it needs to load: one process that has loaded it, of which each run is a fork.

Each run is a process of its own, with its own folder, environment, streams and exit code. What it does not repeat is
the start of Python and the imports. Where those matter (PATH and Python's own settings), `Warm.serves` says no.

All workers of a session use the same one. It is a child of none of them: mity within a test that has a child looks for
orphans among all processes of the machine after each command.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import hashlib
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from filelock import FileLock

_FREE = ("PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
_READ_WHILE_LOADING = ("PYTHON", "LC_", "GIT_PYTHON_", "LD_")
_READ_ONCE = ("LANG", "TZ")
_A_STEP = {"id": "a", "station": "a"}
_ANY_WORKFLOW = {"id": "a", "name": "a", "parameters": [{"name": "a"}], "stages": [{"name": "a", "steps": [_A_STEP]}]}
_OF_EXTRAS = ("mity.mcp", "mity.web", "mity.telemetry", "mity.agents.coding.acp")
"""What only runs that ask for it load, and what takes seconds to load."""
_CODECS = ("idna", "utf_8_sig", "unicode_escape")
_WITHIN_RUNS = ("pydantic.type_adapter", "rich.table", *(f"encodings.{name}" for name in _CODECS))
"""What a run imports where it first needs it."""


def _loaded_from(env: Mapping[str, str]) -> dict[str, str]:
    """The variables that count when Python starts and mity is loaded."""
    return {
        name: value
        for name, value in env.items()
        if name in _READ_ONCE or (name.startswith(_READ_WHILE_LOADING) and name not in _FREE)
    }


class Warm:
    """The process that has loaded mity. It ends with the last of those who use it.

    Who gives the same folder `common` and the same variables that count uses the same one.
    """

    def __init__(self, env: Mapping[str, str], common: Path | None = None) -> None:
        self._loaded_from = _loaded_from(env)
        self._path = env.get("PATH", "")
        self._lock = threading.Lock()
        if common is None:
            self._ours = _started(env, None)
            return
        counts = json.dumps([sorted(self._loaded_from.items()), self._path])
        place = common / f"warm-{hashlib.sha256(counts.encode()).hexdigest()[:8]}"
        with FileLock(f"{place}.lock"):
            self._ours = _joined(place) or _started(env, place)

    def serves(self, env: Mapping[str, str]) -> bool:
        """Whether a mity started in that environment would be loaded as this one was.

        Folders before the PATH of this one do not count: loading asks for git alone.
        """
        return _loaded_from(env) == self._loaded_from and env.get("PATH", "").endswith(self._path)

    def run(
        self, words: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Runs mity to its end, as `subprocess.run` does. Raises TimeoutExpired after `timeout` seconds."""
        with tempfile.TemporaryFile() as request, contextlib.ExitStack() as opened:
            request.write(json.dumps({"words": list(words), "cwd": str(cwd), "env": dict(env)}).encode())
            request.seek(0)
            pipes = [os.pipe() for _ in range(3)]
            out, err, ends = (opened.enter_context(os.fdopen(reader, "rb")) for reader, _ in pipes)
            with self._lock:
                socket.send_fds(self._ours, [b"r"], [request.fileno(), *(writer for _, writer in pipes)])
            for _, writer in pipes:
                os.close(writer)
            pid = int(ends.readline())
            with _killed_after(timeout, pid) as expired:
                printed = _read_both(out, err)
                code = int(ends.readline())
        if expired.is_set():
            raise subprocess.TimeoutExpired(["mity", *words], timeout, *printed)
        return subprocess.CompletedProcess(["mity", *words], code, *printed)


def _started(env: Mapping[str, str], place: Path | None) -> socket.socket:
    """A connection to a new server, which others find at `place`, where a socket can have so long a name."""
    ours, theirs = socket.socketpair()
    with contextlib.ExitStack() as opened:
        given = [opened.enter_context(theirs)]
        if place is not None:
            listener = opened.enter_context(socket.socket(socket.AF_UNIX))
            place.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                listener.bind(str(place))
                listener.listen(100)
                given.append(listener)
        fds = [one.fileno() for one in given]
        opened.enter_context(
            subprocess.Popen(
                [sys.executable, "-P", __file__, *map(str, fds)],
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,  # Python looks at the kind of a stream when it starts
                stderr=subprocess.PIPE,
                pass_fds=fds,
            )
        )
    return ours


def _joined(place: Path) -> socket.socket | None:
    """A connection to the server at `place`; None where there is none, or one that is about to end."""
    ours = socket.socket(socket.AF_UNIX)
    with contextlib.suppress(OSError):
        ours.connect(str(place))
        if ours.recv(1):
            return ours
    ours.close()
    return None


@contextlib.contextmanager
def _killed_after(timeout: float, pid: int) -> Iterator[threading.Event]:
    """Kills the process after `timeout` seconds, which sets the event, and when waiting for it is given up."""
    expired = threading.Event()

    def kill() -> None:
        expired.set()
        os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(timeout, kill)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    except BaseException:
        kill()
        raise
    finally:
        timer.cancel()


def _read_both(out: IO[bytes], err: IO[bytes]) -> tuple[str, str]:
    """Everything that is written to two pipes until both are closed."""
    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.append(err.read()))
    thread.start()
    first = out.read()
    thread.join()
    return first.decode(), found[0].decode()


def serve(sockets: Sequence[socket.socket]) -> dict[str, Any]:
    """Forks for each request; in the fork it returns what was asked for.

    Requests come by the first socket and by what connects to the second one. Ends the process when nobody is left who
    could send one.
    """
    before = dict(os.environ)
    load_everything()
    added = {name: value for name, value in os.environ.items() if name not in before}
    requests = _requests(*sockets)
    for fds in requests:
        _reap()
        if os.fork() == 0:
            requests.close()
            asked = _fork_watched(fds)
            asked["env"] = {**added, **asked["env"]}
            return asked
        for fd in fds:
            os.close(fd)
    os._exit(0)


def _requests(first: socket.socket, listener: socket.socket | None = None) -> Generator[list[int], None, None]:
    """The streams that come with each request."""
    with contextlib.ExitStack() as opened:
        ready = opened.enter_context(selectors.DefaultSelector())
        if listener is not None:
            ready.register(opened.enter_context(listener), selectors.EVENT_READ)
        ready.register(opened.enter_context(first), selectors.EVENT_READ)
        clients = 1
        while clients:
            for key, _ in ready.select():
                one = key.fileobj
                assert isinstance(one, socket.socket)
                if one is listener:
                    client, _ = one.accept()
                    with contextlib.suppress(OSError):  # one that was killed meanwhile is seen to be gone below
                        client.sendall(b"!")
                    ready.register(opened.enter_context(client), selectors.EVENT_READ)
                    clients += 1
                    continue
                message, fds, _, _ = socket.recv_fds(one, 1, 4)
                if message:
                    yield fds
                else:
                    ready.unregister(one)
                    one.close()
                    clients -= 1


def _fork_watched(fds: Sequence[int]) -> dict[str, Any]:
    """Forks again: the child gets its streams and the request, the parent tells its pid and how it ended."""
    request, out, err, ends = fds
    if pid := os.fork():
        for fd in (out, err):
            os.close(fd)
        os.write(ends, b"%d\n" % pid)
        _, status = os.waitpid(pid, 0)
        os.write(ends, b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    with os.fdopen(request, "rb") as file:
        asked = json.loads(file.read())
    for fd in (out, err, ends):
        os.close(fd)
    assert isinstance(asked, dict)
    return asked


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def load_everything() -> None:
    """Imports every module of mity, as any of its verbs may need it, and what they import within a run."""
    for name in ("mity", "mity.agents", "mity.stations"):
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith(".__main__") and not module.name.startswith(_OF_EXTRAS):
                importlib.import_module(module.name)
    for name in _WITHIN_RUNS:
        importlib.import_module(name)
    importlib.import_module("rich.cells").cell_len("→ é")  # reads the table of how wide letters are
    importlib.import_module("mity.workflow.model").Workflow.from_json(_ANY_WORKFLOW)  # makes the models of its parts
    catalogue = importlib.import_module("mity.stacks.catalog").Catalogue
    catalogue([Path(path) for path in importlib.import_module("mity.templates").__path__]).all()
    importlib.import_module("mity.plugins").plugins("mity.stations")  # reads what is installed
    gc.collect()
    gc.freeze()  # the collector of a fork leaves alone what was there before, whose memory is shared then


def _end(code: int) -> NoReturn:
    """Ends the process as Python does, but for taking apart everything that was loaded, which takes its time."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code & 0xFF)


def main() -> None:
    """Serves, as no child of whoever started it; in a fork, runs mity as `python -m mity` does."""
    if os.fork():
        os._exit(0)
    asked = serve([socket.socket(fileno=int(fd)) for fd in sys.argv[1:]])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.dont_write_bytecode = bool(asked["env"].get("PYTHONDONTWRITEBYTECODE"))
    sys.path[:0] = filter(None, asked["env"].get("PYTHONPATH", "").split(os.pathsep))
    os.chdir(asked["cwd"])
    sys.argv = ["mity", *asked["words"]]
    try:
        runpy.run_module("mity", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        _end(end.code if isinstance(end.code, int) else 1)


if __name__ == "__main__":
    main()
