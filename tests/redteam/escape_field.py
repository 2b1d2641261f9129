"""What an escape may aim at: files outside, a home, another process, services that listen; and what became of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import site
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from escapes import PRELUDE, Escape
from escapes_of_projects import Attempt
from filelock import FileLock

NOBODY = 65534
SECRET = "secret-4711"
_PRIVATE = (".ssh/id_ed25519", ".aws/credentials", ".netrc", ".config/gh/hosts.yml", ".bash_history")
_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/etc", "/usr/local/bin", "/run", "/opt")
_START = "import runpy, site, sys; site.addsitedir(sys.argv[1]); runpy.run_path(sys.argv[2], run_name='__main__')"
_DAEMON = "47.11"
_SIGNAL_S = 1.0


def plain_python() -> list[str]:
    """The words that start a Python of ours as a plain user; none where root finds none that such a user may start."""
    if os.geteuid() != 0:
        return [sys.executable]
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--bounding-set=-all"]
    if not Path("/dev").stat().st_mode & stat.S_IXOTH:  # nobody gets at /dev/null there
        drop = ["bwrap", "--dev-bind", "/", "/", "--dev", "/dev", "--", *drop]
    test = f"import sys; open(sys.executable).close(); sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r})"
    for python in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            if subprocess.run([*drop, python, "-c", test], capture_output=True).returncode == 0:
                return [*drop, python]
    return []


class Field:
    """A folder for the command, everything around it, and a driver that runs commands as `user`."""

    def __init__(self, user: str) -> None:
        self._start = [sys.executable] if user == "root" else plain_python()
        self._owner = NOBODY if user == "plain" and os.geteuid() == 0 else os.geteuid()
        self._as_owner: dict[str, Any] = {}
        if self._owner != os.geteuid():
            self._as_owner = {"user": self._owner, "group": self._owner, "extra_groups": []}
        self.base = Path(tempfile.mkdtemp(prefix="mity-field-", dir="/var/tmp"))
        self.base.chmod(0o755)
        self._sockets: list[socket.socket] = []
        self._victim: subprocess.Popen[bytes] | None = None
        packages = next(one for one in site.getsitepackages() if Path(one).is_dir())
        driver = str(Path(__file__).with_name("escape_driver.py"))
        self._driver = subprocess.Popen(
            [*self._start, "-c", _START, packages, driver],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "HOME": str(self.base / "home"), "PARENT_TOKEN": SECRET},
        )

    def close(self) -> None:
        """Ends everything and removes the folder."""
        self._clear()
        assert self._driver.stdin is not None and self._driver.stdout is not None
        self._driver.stdin.close()
        self._driver.wait(20)
        self._driver.stdout.close()
        shutil.rmtree(self.base)

    def tried(self, escape: Escape | Attempt, by: str, verb: str = "") -> tuple[bool, str]:
        """Whether an escape got out, with what it said; `by` is the mechanism that confines it, none when empty.

        With `verb` it is what the commands of a foreign project are held by. One escape at a time on a machine: what
        they aim at in its system, and the processes that they leave, would be taken for each other's.
        """
        with FileLock(Path(tempfile.gettempdir(), "mity-escapes.lock")):
            return self._tried(escape, by, verb)

    def _tried(self, escape: Escape | Attempt, by: str, verb: str) -> tuple[bool, str]:
        aims = self._prepared()
        before = self._state()
        env = {
            "HOME": aims["home"],
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "GITHUB_TOKEN": SECRET,
            "SHOP_URL": f"postgres://shop:{SECRET}@db/shop",
            "SSH_AUTH_SOCK": aims["unix"],
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={aims['unix']}",
        }
        argv = [self._start[-1], "-c", f"{PRELUDE}{escape.program}\n", json.dumps(aims)]
        done = self._ask({"argv": argv, "cwd": str(self.base / "project"), "env": env, "by": by, "verb": verb})
        ways = {
            "said": "GOT OUT" in done["output"],
            "changed": self._state() != before,
            "reached": self._reached(),
            "ended": self._ended(_SIGNAL_S if done["code"] == 0 and "E['pid']" in escape.program else 0),
            "left": bool(list(_left())),
        }
        for process in _left():
            process.kill()
        got_out = any(ways.values())
        assert not by or done["held"]["by"] == by, done
        return got_out, f"{[way for way, found in ways.items() if found]} {done['code']} {done['output'][-300:]}"

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._driver.stdin is not None and self._driver.stdout is not None
        self._driver.stdin.write(json.dumps(asked) + "\n")
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        assert isinstance(answer, dict)
        return answer

    def _prepared(self) -> dict[str, Any]:
        """Everything as it is before an escape; where it may aim."""
        self._clear()
        files = {"outside/file": SECRET, "project/.git/config": "[core]\n", "project/.git/hooks/sample": ""}
        files |= {f"project/.git/{name}": "" for name in ("info/exclude", "objects/info/packs")}
        files |= {f"project/.mity/{name}": "" for name in ("config.toml", "logs/x.json", "workflows/x.yaml", "cache/x")}
        files["given/settings"] = ""
        for name, text in {**files, **{f"home/{name}": SECRET for name in _PRIVATE}}.items():
            path = self.base / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        aims: dict[str, Any] = {name: str(self.base / name) for name in ("outside", "home")}
        tcp, udp = socket.create_server(("0.0.0.0", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        named = [socket.socket(socket.AF_UNIX) for _ in range(3)]
        addresses = (f"{aims['outside']}/s.sock", f"{aims['home']}/agent.sock", f"\0{self.base.name}")
        for one, address in zip(named, addresses, strict=True):
            one.bind(address)
            one.listen()
        self._sockets = [tcp, udp, *named]
        for path in [self.base, *self.base.rglob("*")]:
            os.chown(path, self._owner, self._owner, follow_symlinks=False)
        self._victim = subprocess.Popen(
            ["sleep", "60"], cwd=aims["outside"], env={"PATH": os.defpath, "SECRET": SECRET}, **self._as_owner
        )
        return {
            **aims,
            "pid": self._victim.pid,
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "unix": addresses[0],
            "abstract": addresses[2][1:],
            "address": _address(),
            "daemon": ["/bin/sleep", ["sleep", _DAEMON], {}],
        }

    def _clear(self) -> None:
        for one in self._sockets:
            one.close()
        if self._victim is not None:
            self._victim.kill()
            self._victim.wait()
        for path in self.base.iterdir():
            shutil.rmtree(path)
        for place in _PLACES:
            Path(place, "mity-escape").unlink(missing_ok=True)

    def _state(self) -> dict[str, tuple[int, int, bytes]]:
        """Everything outside of the folder of the command that it might change, with its mode and content."""
        found = [Path(place, "mity-escape") for place in _PLACES]
        for top in ("outside", "home", "project/.git", "project/.mity"):
            found += [self.base / top, *(self.base / top).rglob("*")]
        return {str(path): _looks(path) for path in found if path.exists() or path.is_symlink()}

    def _ended(self, within_s: float) -> bool:
        """Whether the process of somebody else is gone; on a busy machine a signal takes a moment to end it."""
        assert self._victim is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._victim.wait(within_s)
        return self._victim.returncode is not None

    def _reached(self) -> bool:
        """Whether one of the services heard something."""
        for one in self._sockets:
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                if one.type == socket.SOCK_DGRAM:
                    one.recv(100)
                else:
                    one.accept()[0].close()
                return True
        return False


def _looks(path: Path) -> tuple[int, int, bytes]:
    info = path.lstat()
    return info.st_mode, info.st_ino, path.read_bytes() if stat.S_ISREG(info.st_mode) else b""


def _left() -> Iterator[psutil.Process]:
    """Processes that an escape left running."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.cmdline() == ["sleep", _DAEMON] and process.status() != psutil.STATUS_ZOMBIE:
                yield process


def _address() -> str:
    """An address of this machine beside that of loopback, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.2"
