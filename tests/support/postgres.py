"""A PostgreSQL server of the tests' own: a cluster in a temporary folder, which no other user of the machine sees."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")


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
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="mity-postgres-", dir="/tmp"))  # sockets have short paths
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    (folder / "password").chmod(0o644)
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    data = str(folder / "data")

    def run(*words: str) -> None:
        done = subprocess.run(
            words, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False, **who
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        secret = f"--pwfile={folder / 'password'}"
        run(str(place / "initdb"), "-D", data, "-U", "tests", "-A", "scram-sha-256", secret, "-E", "UTF8", "--no-sync")
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=100"
        control = (str(place / "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", str(folder / "log"))
        run(*control, "-o", options, "start")
        try:
            yield f"postgresql://tests:{password}@127.0.0.1:{port}/postgres"
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """The user that the server runs as, when these tests run as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
