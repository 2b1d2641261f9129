"""Landlock and seccomp: a command gives rights up for itself and all that it starts; nobody has to grant anything."""

from __future__ import annotations

import os
from pathlib import Path

from mity.confinement import COUNT, EVERYTHING, FILES, NETWORK, PROCESSES, SOCKETS, Confinement, Held, Network
from mity.system.sandbox.bubblewrap import confining, limits
from mity.system.sandbox.cgroups import available, groups
from mity.system.sandbox.environment import confined_environment, through_proxy, without_proxies
from mity.system.sandbox.kernel import FOR_CONNECTIONS, FOR_SIGNALS
from mity.system.sandbox.places import PRIVATE, SYSTEM, there, visible
from mity.system.sandbox.port import Enclosed, Request
from mity.system.sandbox.proxy import Proxy
from mity.system.scratch import Scratch

_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


class Landlock:
    """What a process can give up: files, connections, signals to others. It still sees that other processes run."""

    name = "Landlock"

    def __init__(self, found: int) -> None:
        self._version = found

    def holds(self, confinement: Confinement) -> Held:
        """What it would hold of a confinement, and what not."""
        missing = {
            FILES: "modes and owners of the user's files can be changed",
            PROCESSES: "others can be seen, and what leaves its group may outlive the command",
        }
        if self._version < FOR_SIGNALS:
            missing[PROCESSES] = "others can be seen and be sent signals"
        if self._version < FOR_CONNECTIONS or confinement.network in (Network.OPEN, Network.OWN):
            missing[NETWORK] = "this kernel's Landlock knows no connections"
            if confinement.network is Network.OWN:
                missing[NETWORK] = "it needs a loopback, and Landlock cannot tell that from other networks"
                missing[SOCKETS] = "sockets go with the network"
            if confinement.network is Network.OPEN:
                missing[NETWORK] = "no host is named that it may reach, so it reaches all"
                missing[SOCKETS] = "sockets go with the network"
        if os.geteuid() == 0 and not available():
            missing[COUNT] = "the system gives no control group, and root has no other limit"
        return Held(self.name, tuple(one for one in EVERYTHING if one not in missing), missing)

    def enclose(self, request: Request) -> Enclosed:
        """The command that runs `request` confined. Raises OSError."""
        confinement = request.confinement
        scratch = Scratch("sandbox")
        own = scratch.path
        home, temporary = confinement.home or own / "home", own / "tmp"
        for folder in (home, temporary):
            folder.mkdir(exist_ok=True)
        env = confined_environment(request.env, confinement, str(home), str(temporary))
        proxy = Proxy(confinement.hosts) if confinement.network is Network.NAMED else None
        named = confinement.network not in (Network.OPEN, Network.OWN)
        ports: list[int] | None = [] if named else None
        if proxy is not None:
            listening = proxy.listen()
            env, ports = through_proxy(env, listening), [listening, *proxy.ports[1:]]
        elif confinement.network is not Network.OPEN:
            env = without_proxies(env)
        serves = confinement.network is Network.SERVES
        order: dict[str, object] = {
            "limits": limits(confinement.limits),
            "landlock": {
                "read": self._read(request),
                "write": _write(confinement, own),
                "ports": ports,
                "serves": serves,
            },
            "datagrams": not named,
            "sockets": not named,
            "rights": os.geteuid() == 0,
        }
        within = groups(confinement.limits)

        def release() -> None:
            if proxy is not None:
                proxy.close()
            within.remove()
            scratch.close()

        words = (*confining(order), *request.argv)
        return Enclosed(within.entered(words), env, self.holds(confinement), release=release)

    def _read(self, request: Request) -> list[str]:
        places = (*visible(request.argv, request.env), *request.confinement.readable)
        kept = [str(path) for path in request.confinement.kept]
        system = [str(path) for name in SYSTEM for path in _around(Path(name), tuple(map(Path, PRIVATE)))]
        return [*system, "/proc", "/sys/devices/system/cpu", *map(str, places), *kept, str(request.cwd)]


def _write(confinement: Confinement, own: Path) -> list[str]:
    """What may be written. A rule for a folder holds for all below it, so what is kept is left out by its parents."""
    folders = [path for one in confinement.writable for path in _around(one, confinement.kept)]
    home = [str(confinement.home)] if confinement.home else []
    return [*map(str, folders), *home, str(own), *(f"/dev/{name}" for name in _DEVICES)]


def _around(folder: Path, kept: tuple[Path, ...]) -> list[Path]:
    """The folder itself, or what lies in it beside that which is kept; new entries cannot be made there then."""
    inside = [path for path in kept if path.is_relative_to(folder) and path != folder and there(path)]
    if not inside:
        return [] if folder in kept else [folder]
    return [path for one in sorted(folder.iterdir()) for path in _around(one, kept)]
