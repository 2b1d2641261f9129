"""A PostgreSQL server that a test kills and starts again on the same data, if wanted on a disk of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from postgres import UNPRIVILEGED, binaries, free_port
from slow_disk import set_slowness, slow_flushes

_ROOT_OF_ITS_OWN = ("unshare", "--user", "--map-root-user", "--mount", "--")
_NOT_ROOT = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
_SPACES = (("user", "user"), ("mount", "mnt"))
_MOUNTED = 'mount -t tmpfs -o size="$0" none "$1" && mkdir "$1/data" && chown 0 "$1/data" && exec sleep infinity'


class Fragile:
    """The server whose files are in `folder`; `url` is that of its first database.

    With `disk_mb` its data are on a file system of that many megabytes, in a name space of mounts of its own; a `slow`
    one has a disk whose flushes can be made to take long.
    """

    def __init__(self, folder: Path, options: str = "", disk_mb: int = 0, *, slow: bool = False) -> None:
        place = binaries()
        assert place is not None
        self._programs, self._folder, self._options = place, folder, options
        self._password, self._port = secrets.token_hex(16), free_port()
        self._disk: subprocess.Popen[bytes] | None = None
        self._data = folder / "data"
        if disk_mb:
            self._mount(disk_mb)
        (folder / "password").write_text(self._password)
        self._slowness = slow_flushes(folder) if slow else {}
        secret = f"--pwfile={folder / 'password'}"
        words = ("-U", "tests", "-A", "scram-sha-256", secret, "-E", "UTF8", "--no-sync", "--wal-segsize=1")
        self._run(str(place / "initdb"), "-D", str(self._data), *words)
        self.start()

    @property
    def url(self) -> str:
        """The URL of the database `postgres` for the superuser."""
        return self.url_at(self._port)

    @property
    def port(self) -> int:
        """The port on this machine's loopback."""
        return self._port

    def url_at(self, port: int, user: str = "", password: str = "") -> str:
        """The same database behind another port, for the superuser or another role."""
        who = f"{user}:{password}" if user else f"tests:{self._password}"
        return f"postgresql://{who}@127.0.0.1:{port}/postgres"

    @property
    def pid(self) -> int:
        """The process that started all others of the server."""
        return int((self._seen(self._data) / "postmaster.pid").read_text().split()[0])

    def runs(self) -> bool:
        """Whether its first process is there."""
        try:
            return psutil.pid_exists(self.pid)
        except OSError:
            return False

    def start(self) -> None:
        """Starts it, and waits until it has read what a killed one left."""
        options = f"-h 127.0.0.1 -p {self._port} -k {self._folder} {self._options}"
        self._run(*self._control("-l", str(self._folder / "log"), "-o", options, "start"))

    def stop(self) -> None:
        """Ends it at once, and its disk."""
        with contextlib.suppress(AssertionError):
            self._run(*self._control("-m", "immediate", "stop"))
        if self._disk is not None:
            self._disk.kill()
            self._disk.wait()

    def kill(self) -> None:
        """Kills all of its processes."""
        first = psutil.Process(self.pid)
        family = [first, *first.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=30)

    def fill(self) -> Path:
        """Writes a file that takes all that is free on its disk; the path, whose removal makes room."""
        ballast = self._seen(self._data).parent / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass
        return ballast

    def slow_down(self, seconds: float) -> None:
        """Lets each flush of its disk take so long from now on."""
        set_slowness(self._slowness, seconds)

    def _control(self, *words: str) -> tuple[str, ...]:
        return (str(self._programs / "pg_ctl"), "-D", str(self._data), "-w", "-t", "60", *words)

    def _mount(self, disk_mb: int) -> None:
        place = self._folder / "disk"
        place.mkdir()
        self._data = place / "data"
        words = (*_ROOT_OF_ITS_OWN, "sh", "-c", _MOUNTED, f"{disk_mb}m", str(place))
        self._disk = subprocess.Popen(words, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not self._seen(self._data).exists():
            assert self._disk.poll() is None and time.monotonic() < until, "no file system of one's own can be mounted"
            time.sleep(0.02)

    def _seen(self, path: Path) -> Path:
        """A path as it is where the disk is mounted."""
        return path if self._disk is None else Path(f"/proc/{self._disk.pid}/root{path}")

    def _run(self, *words: str) -> None:
        inside: tuple[str, ...] = UNPRIVILEGED
        if self._disk is not None:
            enter = ("nsenter", f"--user=/proc/{self._disk.pid}/ns/user", f"--mount=/proc/{self._disk.pid}/ns/mnt")
            inside = (
                *enter,
                "--preserve-credentials",
                "--",
                "unshare",
                "--user",
                "--map-user=1000",
                "--map-group=1000",
            )
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self._folder), **self._slowness}
        done = subprocess.run(
            (*inside, *words), cwd=self._folder, env=env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def fragile(options: str = "", disk_mb: int = 0, *, slow: bool = False) -> Iterator[Fragile]:
    """A new server; it and its files are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mity-fragile-", dir="/tmp"))  # sockets have short paths
    try:
        server = Fragile(folder, options, disk_mb, slow=slow)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
