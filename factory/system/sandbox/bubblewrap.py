"""bubblewrap: namespaces of its own for a command, with a file system put together of what it may see."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mity.confinement import COUNT, EVERYTHING, NETWORK, SOCKETS, Confinement, Held, Limits, Network
from mity.system.sandbox.cgroups import Groups, available, groups
from mity.system.sandbox.environment import confined_environment, through_proxy, without_proxies
from mity.system.sandbox.kernel import FOR_CONNECTIONS, FOR_SIGNALS, version
from mity.system.sandbox.places import PRIVATE, SYSTEM, home_of, homes, there, visible
from mity.system.sandbox.port import Enclosed, Request
from mity.system.sandbox.proxy import PORT, Proxy

CONFINE = Path(__file__).with_name("confine.py")
PROBE = (
    "--unshare-all",
    "--unshare-user",
    "--disable-userns",
    "--cap-drop",
    "ALL",
    "--size",
    "4096",
    "--tmpfs",
    "/tmp",
)
_WRITABLE_BY_ROOT = ("sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi", "pressure", "mtrr")
"""Of /proc: it goes by the owner of a file, who is root outside as well, and holds settings of the whole machine."""
_TEMPORARY = "/tmp"


class Bubblewrap:
    """Namespaces for users, processes, network, mounts and more, made by `bwrap`."""

    name = "bubblewrap"

    def __init__(self, program: str) -> None:
        self._program = program

    def holds(self, confinement: Confinement) -> Held:
        """What it would hold of a confinement, and what not."""
        missing = {}
        if confinement.network is Network.OPEN:
            missing[NETWORK] = "no host is named that it may reach, so it reaches all"
            missing[SOCKETS] = "sockets without a place in the file system go with the network"
        if confinement.network is Network.SERVES and version() < FOR_CONNECTIONS:
            missing[NETWORK] = "it answers connections, and this kernel's Landlock cannot keep it from beginning some"
            missing[SOCKETS] = "sockets without a place in the file system go with the network"
        if os.geteuid() == 0 and not available():
            missing[COUNT] = "the system gives no control group, and root has no other limit"
        return Held(self.name, tuple(one for one in EVERYTHING if one not in missing), missing)

    def enclose(self, request: Request) -> Enclosed:
        """The command that runs `request` confined. Raises OSError."""
        confinement = request.confinement
        env = confined_environment(request.env, confinement, str(home_of(request.env)), _TEMPORARY)
        order: dict[str, object] = {"limits": limits(confinement.limits)}
        proxy = Proxy(confinement.hosts) if confinement.network is Network.NAMED else None
        if proxy is not None:
            env = through_proxy(env, PORT)
            order |= {"listeners": proxy.ports, "control": proxy.control}
        elif confinement.network is not Network.OPEN:
            env = without_proxies(env)
        if confinement.network is Network.SERVES and (found := version()) >= FOR_CONNECTIONS:
            order |= {"landlock": {"read": [], "write": ["/"], "ports": [], "serves": True}, "datagrams": False}
            order |= {"sockets": found >= FOR_SIGNALS}
        within = groups(confinement.limits)
        words = (*self._outside(request), "--", *confining(order), *request.argv)
        return Enclosed(
            within.entered((self._program, *words)),
            env,
            self.holds(confinement),
            (proxy.control,) if proxy else (),
            proxy.start if proxy else lambda: None,
            lambda: _release(proxy, within),
        )

    def _outside(self, request: Request) -> Iterator[str]:
        """The words for bubblewrap itself."""
        confinement = request.confinement
        yield from ("--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL")
        if confinement.network in (Network.OPEN, Network.SERVES):
            yield "--share-net"
        yield from _system()
        yield from ("--proc", "/proc", "--dev", "/dev", "--size", str(confinement.limits.memory // 4))
        yield from ("--perms", "1777", "--tmpfs", _TEMPORARY, "--tmpfs", "/run", "--dir", "/var/tmp")
        if os.geteuid() == 0:
            for name in _WRITABLE_BY_ROOT:
                yield from ("--ro-bind-try", f"/proc/{name}", f"/proc/{name}")
        yield from _homes(request)
        yield from _mounts(request)
        yield from ("--remount-ro", "/", "--chdir", str(request.cwd))


def confining(order: dict[str, object]) -> tuple[str, ...]:
    """The words that come before those of a command, for what it gives up itself."""
    return (os.path.realpath(sys.executable), "-I", "-S", str(CONFINE), json.dumps(order), "--")


def limits(most: Limits) -> dict[str, int]:
    """Limits of the system by name: of one process, but for the number of processes."""
    return {
        "RLIMIT_DATA": most.memory,
        "RLIMIT_NPROC": most.processes,
        "RLIMIT_FSIZE": most.file_size,
        "RLIMIT_CORE": 0,
    }


def _release(proxy: Proxy | None, within: Groups) -> None:
    if proxy is not None:
        proxy.close()
    within.remove()


def _system() -> Iterator[str]:
    """The system, readable, without its secrets."""
    for name in SYSTEM:
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)
    for name in PRIVATE:
        if Path(name).is_dir():
            yield from ("--tmpfs", name)
        elif Path(name).is_file():
            yield from ("--ro-bind", "/dev/null", name)


def _homes(request: Request) -> Iterator[str]:
    """An empty folder, or the one that is named, in the place of each home of the user; one may be within another."""
    given = request.confinement.home
    for home in sorted(homes(request.env), key=lambda one: len(one.parts)):
        if given is not None and home == home_of(request.env):
            yield from ("--bind", str(given), str(home))
        elif not str(home).startswith(("/proc", "/dev", *SYSTEM)):
            yield from ("--perms", "0700", "--tmpfs", str(home))


def _mounts(request: Request) -> Iterator[str]:
    """What may be read and what may be written, parents first; then what stays as it is."""
    confinement = request.confinement
    found = dict.fromkeys((*visible(request.argv, request.env), *confinement.readable), "--ro-bind")
    found |= dict.fromkeys(confinement.writable, "--bind")
    bound = set(map(Path, SYSTEM))
    for path in sorted(found, key=lambda one: (len(one.parts), one)):
        seen = found[path] == "--ro-bind" and not bound.isdisjoint((path, *path.parents))
        if there(path) and not seen:
            bound.add(path)
            yield from (found[path], os.path.realpath(path), str(path))
    for path in _there(confinement.kept):
        yield from ("--ro-bind", str(path), str(path))


def _there(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if there(path) and not path.is_symlink():
            yield path
