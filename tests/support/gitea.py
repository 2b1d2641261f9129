"""A real Gitea for tests: its own folder, its own port, two people with tokens, repositories with content."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import build_gitea

OWNER, OTHER = "owner", "reviewer"
_UP_S = 60
_TOKEN = re.compile(r"\b[0-9a-f]{40}\b")  # lines of its log stand around it
_SETTINGS = """
APP_NAME = tests
RUN_USER = {user}
WORK_PATH = {folder}
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
PROTOCOL = http
HTTP_ADDR = 127.0.0.1
HTTP_PORT = {port}
ROOT_URL = http://127.0.0.1:{port}/
STATIC_ROOT_PATH = {sources}
DISABLE_SSH = true
OFFLINE_MODE = true
LFS_START_SERVER = false
[database]
DB_TYPE = sqlite3
PATH = {folder}/gitea.db
SQLITE_JOURNAL_MODE = WAL
[repository]
ROOT = {folder}/repositories
DEFAULT_BRANCH = main
[security]
INSTALL_LOCK = true
SECRET_KEY = {secret}
INTERNAL_TOKEN = {internal}
PASSWORD_HASH_ALGO = pbkdf2_v2
[webhook]
ALLOWED_HOST_LIST = loopback
[indexer]
ISSUE_INDEXER_TYPE = db
[cron.update_checker]
ENABLED = false
[actions]
ENABLED = false
[service]
DISABLE_REGISTRATION = true
[log]
LEVEL = Warn
ROOT_PATH = {folder}/log
"""


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    name: str
    token: str


class GiteaServer:
    """A Gitea that runs below `folder`; `base` is its address. It can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        settings = _SETTINGS.format(
            user=os.environ.get("USER") or "root",
            folder=folder,
            port=self.port,
            sources=build_gitea.sources(),
            secret=secrets.token_hex(32),
            internal=secrets.token_hex(32),
        )
        (folder / "app.ini").write_text(settings)
        self._tool("migrate")
        self.owner, self.other = self.person(OWNER, admin=True), self.person(OTHER)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        log = (self.folder / "out.log").open("ab")
        self._process = subprocess.Popen(
            [build_gitea.binary(), "-c", self.folder / "app.ini", "web"], stdout=log, stderr=log, env=self._env()
        )
        deadline = time.monotonic() + _UP_S
        while True:
            try:
                self.ask("GET", "/version")
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise AssertionError((self.folder / "out.log").read_text()[-2_000:]) from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stops it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def ask(self, method: str, path: str, body: Any = None, who: Person | None = None) -> Any:
        """Asks the API as somebody, the owner by default; returns its JSON. Raises HTTPError."""
        request = urllib.request.Request(f"{self.base}/api/v1{path}", method=method)
        request.add_header("Authorization", f"token {(who or self.owner).token}")
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, data, timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def repository(self, name: str, files: Mapping[str, str], *, shared: bool = True) -> str:
        """Makes a repository of the owner with these files on `main`; returns its address.

        Where it is `shared` the other person may push.
        """
        self.ask("POST", "/user/repos", {"name": name, "private": False, "default_branch": "main", "auto_init": True})
        self.commit(name, files, "first")
        if shared:
            self.ask("PUT", f"/repos/{OWNER}/{name}/collaborators/{OTHER}", {"permission": "write"})
        return f"{self.base}/{OWNER}/{name}"

    def commit(self, name: str, files: Mapping[str, str], message: str, branch: str = "main", new: str = "") -> None:
        """Commits files that are new or changed to a branch of the owner's repository, or to the `new` one of it."""
        work = self.folder / "work" / f"{name}-{secrets.token_hex(4)}"
        url = f"http://{OWNER}:{self.owner.token}@127.0.0.1:{self.port}/{OWNER}/{name}.git"
        work.parent.mkdir(exist_ok=True)
        self._git("clone", "--quiet", url, str(work), cwd=self.folder)
        self._git("checkout", "--quiet", "-B", new or branch, *([f"origin/{branch}"] if new else []), cwd=work)
        for path, text in files.items():
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_text(text)
        self._git("add", "--all", cwd=work)
        self._git("commit", "--quiet", "-m", message, cwd=work)
        self._git("push", "--quiet", "origin", new or branch, cwd=work)

    def issue(self, name: str, title: str, body: str, who: Person | None = None) -> int:
        """Files an issue; returns its number."""
        made = self.ask("POST", f"/repos/{OWNER}/{name}/issues", {"title": title, "body": body}, who)
        return int(made["number"])

    def person(self, name: str, *, admin: bool = False, password: str = "") -> Person:
        """Somebody new with a token; without a `password` nobody knows it."""
        given = [f"--username={name}", f"--password={password or secrets.token_hex(16)}", f"--email={name}@example.com"]
        self._tool("admin", "user", "create", *given, "--must-change-password=false", *(["--admin"] if admin else []))
        return Person(name, self.token(name, "all"))

    def token(self, name: str, scopes: str) -> str:
        """A new token of somebody."""
        given = [f"--username={name}", f"--token-name={secrets.token_hex(6)}", f"--scopes={scopes}", "--raw"]
        return _TOKEN.findall(self._tool("admin", "user", "generate-access-token", *given))[-1]

    def _tool(self, *words: str) -> str:
        done = subprocess.run(
            [build_gitea.binary(), "-c", self.folder / "app.ini", *words],
            capture_output=True,
            text=True,
            env=self._env(),
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _git(self, *words: str, cwd: Path) -> None:
        who = {
            f"GIT_{kind}_{part}": f"{OWNER}@example.com"
            for kind in ("AUTHOR", "COMMITTER")
            for part in ("NAME", "EMAIL")
        }
        subprocess.run(["git", *words], cwd=cwd, check=True, env={**self._env(), **who}, capture_output=True)

    def _env(self) -> dict[str, str]:
        return {**os.environ, "HOME": str(self.folder), "GIT_TERMINAL_PROMPT": "0", "GITEA_WORK_DIR": str(self.folder)}
