"""A PostgreSQL server of the tests' own: a cluster in a temporary folder, which no other user of the machine sees."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
# PostgreSQL refuses to run as root. In a user namespace it is another user in its own eyes, and yet may open what
# root may: as a second account of the machine it would fail wherever /dev or the temporary folder is root's alone.
UNPRIVILEGED = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--") if os.geteuid() == 0 else ()


def binaries() -> Path | None:
    """The folder that has `initdb` and `postgres`: on PATH, or where Debian puts the newest; None when nowhere."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name)) if DEBIAN.is_dir() else []
    found = shutil.which("initdb")
    return next((path for path in [*reversed(folders), *([Path(found).parent] if found else [])]), None)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a new server's database `postgres`; the server and its files are gone afterwards."""
    place = binaries()
    assert place is not None
    folder = Path(tempfile.mkdtemp(prefix="mity-postgres-", dir="/tmp"))  # sockets have short paths
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    data = str(folder / "data")

    def run(*words: str) -> None:
        done = subprocess.run(
            (*UNPRIVILEGED, *words), cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        secret = f"--pwfile={folder / 'password'}"
        run(str(place / "initdb"), "-D", data, "-U", "tests", "-A", "scram-sha-256", secret, "-E", "UTF8", "--no-sync")
        port = free_port()
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=100"
        control = (str(place / "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", str(folder / "log"))
        run(*control, "-o", options, "start")
        try:
            yield f"postgresql://tests:{password}@127.0.0.1:{port}/postgres"
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
