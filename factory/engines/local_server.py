"""A PostgreSQL server of the user's own on this machine, for a try-out: the system's programs, a folder, one port."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from pathlib import Path

from mity.command import Command
from mity.engines.address import EngineError
from mity.engines.database import Database
from mity.engines.drivers import driver_named
from mity.engines.migrations import grant, migrate
from mity.errors import ToolError
from mity.reading import read_text
from mity.system.files import private_folder, storage_error, write_atomic
from mity.system.runner import Runner

_DEBIAN = Path("/usr/lib/postgresql")
_OWNER, _WORKER, _NAME = "mity_owner", "mity_worker", "mity"
_TIMEOUT_S = 120.0
# PostgreSQL refuses to run as root. In a user namespace it is another user in its own eyes.
_UNPRIVILEGED = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


class LocalServer:
    """The server whose data lie in `folder`, which only this user can read."""

    def __init__(self, folder: Path, runner: Runner) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._runner = runner
        self._programs = _programs()

    def up(self, driver: str = "") -> str:
        """Starts the server, made before if it is not there; the URL for workers, with the tables of a driver.

        Raises EngineError, StorageError.
        """
        try:
            private_folder(self._folder)
            if not (self._data / "PG_VERSION").exists():
                self._make()
            if not self.running():
                self._start()
            return self._ready(driver)
        except OSError as error:
            raise storage_error("write", self._folder, error) from error

    def down(self) -> bool:
        """Stops the server; False when it does not run. Raises EngineError."""
        if not self.running():
            return False
        self._control("-m", "fast", "stop")
        return True

    def running(self) -> bool:
        """Whether the server runs."""
        return self._data.exists() and self._run("pg_ctl", "-D", str(self._data), "status") == ""

    def _make(self) -> None:
        password, file = secrets.token_hex(24), self._folder / "owner-password"
        write_atomic(file, password.encode(), private=True)
        shutil.rmtree(self._data, ignore_errors=True)  # what a killed initdb left
        words = ("-D", str(self._data), "-U", _OWNER, "-A", "scram-sha-256", f"--pwfile={file}", "-E", "UTF8")
        if problem := self._run("initdb", *words):
            raise EngineError(f"cannot make a database in {self._data}: {problem}")
        write_atomic(self._folder / "worker-password", secrets.token_hex(24).encode(), private=True)
        write_atomic(self._folder / "port", str(_free_port()).encode())

    def _start(self) -> None:
        """Starts it at the port that it had, or at another one where somebody else took that."""
        port = self._read("port")
        if not _is_free(int(port)):
            port = str(_free_port())
            write_atomic(self._folder / "port", port.encode())
        options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories="
        self._control("-l", str(self._folder / "server.log"), "-o", options, "start")

    def _ready(self, driver: str) -> str:
        """Makes what is missing of database, tables and role; the URL of that role."""
        place = f"127.0.0.1:{self._read('port')}"
        owner = f"postgresql://{_OWNER}:{self._read('owner-password')}@{place}"
        server = Database(f"{owner}/postgres", 10)
        password = self._read("worker-password")
        if not _has(server, "SELECT 1 FROM pg_database WHERE datname = %s", _NAME):
            server.run(lambda connection: connection.execute(f"CREATE DATABASE {_NAME}"))
        if not _has(server, "SELECT 1 FROM pg_roles WHERE rolname = %s", _WORKER):
            text = f"CREATE ROLE {_WORKER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'"
            server.run(lambda connection: connection.execute(text))
        server.close()
        database = Database(f"{owner}/{_NAME}", 10)
        migrate(database)
        grant(database, _WORKER)
        driver_named(driver).migrate(database, _WORKER)
        database.close()
        return f"{driver}{'+' if driver else ''}postgresql://{_WORKER}:{password}@{place}/{_NAME}"

    def _control(self, *words: str) -> None:
        if problem := self._run("pg_ctl", "-D", str(self._data), "-w", "-t", "60", *words):
            raise EngineError(f"cannot {words[-1]} the database in {self._data}: {problem}")

    def _run(self, program: str, *words: str) -> str:
        """What a program said at the end when it failed; empty when it did not."""
        argv = (*(_UNPRIVILEGED if os.geteuid() == 0 else ()), str(self._programs / program), *words)
        done = self._runner.run(Command(argv, self._folder, {"LC_ALL": "C.UTF-8"}, _TIMEOUT_S))
        return "" if done.ok else (done.output.strip().splitlines() or [f"{program} failed"])[-1]

    def _read(self, name: str) -> str:
        return read_text(self._folder / name).strip()


def _has(database: Database, text: str, name: str) -> bool:
    return database.run(lambda connection: connection.execute(text, (name,)).fetchone()) is not None


def _programs() -> Path:
    """The folder with PostgreSQL's programs: the newest of Debian's, or that of `initdb` on PATH. Raises ToolError."""
    versions = [path for path in _DEBIAN.glob("*/bin") if (path / "initdb").exists()] if _DEBIAN.is_dir() else []
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise ToolError(
        "PostgreSQL is not installed: `apt install postgresql` or `brew install postgresql`, or give --engine URL"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
