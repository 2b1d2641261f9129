"""sandbox-exec of macOS: a profile in its own language. Written from its documentation, and seen on no machine yet."""

from __future__ import annotations

import json
from pathlib import Path

from mity.confinement import COUNT, EVERYTHING, MEMORY, NETWORK, PROCESSES, SOCKETS, Confinement, Held, Network
from mity.system.sandbox.bubblewrap import confining
from mity.system.sandbox.environment import confined_environment, through_proxy, without_proxies
from mity.system.sandbox.places import SYSTEM, visible
from mity.system.sandbox.port import Enclosed, Request
from mity.system.sandbox.proxy import Proxy
from mity.system.scratch import Scratch

PROGRAM = "/usr/bin/sandbox-exec"
_SYSTEM = (*SYSTEM, "/System", "/Library", "/private/etc", "/private/var/db", "/private/var/select", "/dev")


class Seatbelt:
    """What the kernel of macOS refuses by a profile: files, connections, signals to others."""

    name = "sandbox-exec"

    def holds(self, confinement: Confinement) -> Held:
        """What it would hold of a confinement, and what not."""
        missing = {
            PROCESSES: "the list of processes can be seen",
            MEMORY: "macOS limits no memory of a process",
            COUNT: "the limit counts all processes of the user",
        }
        if confinement.network is Network.OWN:
            missing[NETWORK] = "it reaches every service of this machine's loopback"
        if confinement.network is Network.OPEN:
            missing[NETWORK] = "no host is named that it may reach, so it reaches all"
            missing[SOCKETS] = "sockets go with the network"
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
        ports: list[int] = []
        if proxy is not None:
            listening = proxy.listen()
            env, ports = through_proxy(env, listening), [listening, *proxy.ports[1:]]
        elif confinement.network is not Network.OPEN:
            env = without_proxies(env)
        order: dict[str, object] = {"limits": {"RLIMIT_FSIZE": confinement.limits.file_size, "RLIMIT_CORE": 0}}
        text = profile(request, (own, *((home,) if confinement.home else ())), ports)

        def release() -> None:
            if proxy is not None:
                proxy.close()
            scratch.close()

        words = (PROGRAM, "-p", text, *confining(order), *request.argv)
        return Enclosed(words, env, self.holds(confinement), release=release)


def profile(request: Request, own: tuple[Path, ...], ports: list[int]) -> str:
    """The rules of a command; a later rule wins over an earlier one."""
    confinement = request.confinement
    read = [*map(Path, _SYSTEM), *visible(request.argv, request.env), *confinement.readable, request.cwd]
    write = [*confinement.writable, *own]
    lines = [
        "(version 1)",
        "(deny default)",
        "(allow process-exec process-fork sysctl-read file-read-metadata)",
        "(allow signal (target same-sandbox))",
        '(allow file-read* (literal "/"))',
        f"(allow file-read* {_paths(read)})",
        f"(allow file-read* file-write* {_paths(write)})",
        '(allow file-write-data (literal "/dev/null") (literal "/dev/zero"))',
    ]
    if confinement.kept:
        lines.append(f"(deny file-write* {_paths(confinement.kept)})")
    if confinement.network is Network.OPEN:
        lines += ["(allow network*)", "(allow mach-lookup)"]
    if confinement.network in (Network.OWN, Network.SERVES):
        lines += ['(allow network-bind (local ip "localhost:*"))', '(allow network-inbound (local ip "localhost:*"))']
    if confinement.network is Network.OWN:
        lines.append('(allow network-outbound (remote ip "localhost:*"))')
    lines += [f'(allow network-outbound (remote ip "localhost:{port}"))' for port in ports]
    return "\n".join(lines)


def _paths(paths: tuple[Path, ...] | list[Path]) -> str:
    return " ".join(f"(subpath {json.dumps(str(path.resolve()), ensure_ascii=False)})" for path in paths)
