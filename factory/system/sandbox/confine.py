"""The last program before a confined command: it gives up what is left to give up, and becomes the command.

`python -I -S confine.py ORDER -- PROGRAM…` with ORDER as JSON: `limits` (name of a resource to its most); `listeners`
(ports of this machine) and `control` (the descriptor that their sockets are handed over by); `rights` (whether root's
are to go); `landlock` (`read`, `write`: paths; `ports`; `serves`: whether it may listen at any); `datagrams` and
`sockets` (whether such may be made). It imports nothing of mity: it is started alone, without its packages. It ends
with 126 where it cannot confine, and then runs nothing.
"""

from __future__ import annotations

import array
import ctypes
import json
import os
import resource
import socket
import struct
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

_REFUSED = 126
_NOT_FOUND = 127
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_DROP, _RIGHTS = 24, 64  # PR_CAPBSET_DROP; root loses all with the next program
_KEYCTL = {"x86_64": 250, "aarch64": 219}
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH, _PORT = 1, 2
_FILE_RIGHTS = 1 | 2 | 4 | 1 << 14 | 1 << 15
_READ = 1 | 4 | 8
_ALL_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_ALL_NEWEST = (1 << 16) - 1
_TCP, _CONNECTIONS, _SCOPES = 3, 2, 3
# By architecture: its number for audit, and calls that nothing needs and that reach beyond the command.
_CALLS = {
    "x86_64": (
        0xC000003E,
        (248, 249, 250, 298, 321, 323, 304, 425, 246, 320, 169, 165, 166, 155, 175, 313, 272, 308, 161),
        41,
    ),
    "aarch64": (
        0xC00000B7,
        (217, 218, 219, 241, 280, 282, 265, 425, 104, 294, 142, 40, 39, 41, 105, 273, 97, 268, 51),
        198,
    ),
}
# By architecture: calls about a process or thread, the argument that names it (0 is the caller itself), and where the
# first one says of what kind that is, the kind that means all of a user's.
_ABOUT_OTHERS = {
    "x86_64": ((302, 0, 0), (203, 0, 0), (144, 0, 0), (142, 0, 0), (314, 0, 0), (141, 1, 2), (251, 1, 3)),
    "aarch64": ((261, 0, 0), (122, 0, 0), (119, 0, 0), (118, 0, 0), (274, 0, 0), (140, 1, 2), (30, 1, 3)),
}
_BY_HANDLE = {"x86_64": 303, "aarch64": 264}
_LD, _JEQ, _RET, _AND = 0x20, 0x15, 0x06, 0x54
_ALLOW, _DENY = 0x7FFF0000, 0x00050001  # the second: EPERM
_AF_UNIX, _INET, _KINDS, _STREAM = 1, (2, 10), 0xF, 1
_BEYOND = (
    17,
    31,
    38,
    40,
)  # packets, Bluetooth, the kernel's ciphers, the host of a virtual machine: no namespace has its own


def main(words: list[str]) -> None:
    """Confines this process and becomes the program that `words` names behind `--`."""
    order: dict[str, Any] = json.loads(words[0])
    argv = words[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        _hand_over(order.get("listeners", ()), order.get("control", -1))
        for name, most in order.get("limits", {}).items():
            _limit(getattr(resource, name), int(most))
    except (OSError, ValueError) as error:
        _end(f"the sandbox cannot be closed: {error}", _REFUSED)
    machine = os.uname().machine
    if sys.platform == "linux":
        _needed(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs")
        if machine in _KEYCTL:
            libc.syscall(_KEYCTL[machine], 1, None)  # a keyring of its own in place of the session's
        if order.get("rights"):
            for number in range(_RIGHTS):
                libc.prctl(_DROP, number, 0, 0, 0)
        if "landlock" in order:
            _restrict(libc, order["landlock"])
        if machine in _CALLS:
            alone = "landlock" in order  # it sees the processes of others
            _filter(libc, machine, order.get("datagrams", True), order.get("sockets", True), alone=alone)
    try:
        os.execvp(argv[0], argv)
    except OSError as error:
        _end(f"{argv[0]}: {error.strerror}", _NOT_FOUND)


def _limit(what: int, most: int) -> None:
    """A limit that is lower already stays."""
    hard = resource.getrlimit(what)[1]
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (bound, bound))


def _hand_over(ports: Iterable[int], control: int) -> None:
    """Listens at ports of the network within, and hands the sockets to the proxy outside."""
    if control < 0:
        return
    with socket.socket(fileno=control) as way:
        for port in ports:
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(("127.0.0.1", port))
                listener.listen(128)
                rights = array.array("i", [listener.fileno()])
                way.sendmsg([struct.pack("!H", port)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])


def _restrict(libc: ctypes.CDLL, order: dict[str, Any]) -> None:
    """Landlock: files below the named paths, connections to the named ports, no signals to others."""
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    _needed(version > 0, "Landlock")
    handled = _ALL_RIGHTS.get(version, _ALL_NEWEST if version >= 5 else _ALL_RIGHTS[3])
    attributes = [handled]
    if version >= 4:
        attributes.append(0 if order["ports"] is None else _CONNECTIONS if order.get("serves") else _TCP)
    if version >= 6:
        attributes.append(_SCOPES)
    packed = struct.pack(f"={len(attributes)}Q", *attributes)
    ruleset = libc.syscall(_CREATE_RULESET, packed, len(packed), 0)
    _needed(ruleset >= 0, "Landlock")
    rules = [(path, handled & _READ) for path in order["read"]] + [(path, handled) for path in order["write"]]
    for path, rights in rules:
        _allow_path(libc, ruleset, path, rights)
    for port in order["ports"] or () if version >= 4 else ():
        rule = struct.pack("=QQ", 2, port)
        _needed(libc.syscall(_ADD_RULE, ruleset, _PORT, rule, 0) == 0, "Landlock")
    _needed(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0, "Landlock")
    os.close(ruleset)


def _allow_path(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):  # noqa: PTH112 - pathlib takes a while to load
        rights &= _FILE_RIGHTS
    rule = struct.pack("=Qi", rights, place)
    _needed(libc.syscall(_ADD_RULE, ruleset, _PATH, rule, 0) == 0, "Landlock")
    os.close(place)


def _filter(libc: ctypes.CDLL, machine: str, datagrams: bool, sockets: bool, *, alone: bool) -> None:
    """Seccomp: calls of `_CALLS` are refused, such sockets as may not be made, and with `alone` reaching for others."""
    audit, refused, socket_call = _CALLS[machine]
    code = [(_LD, 0, 0, 4), (_JEQ, 1, 0, audit), (_RET, 0, 0, _DENY), (_LD, 0, 0, 0)]
    if machine == "x86_64":  # calls of the x32 table
        code += [(_AND, 0, 0, 0x40000000), (_JEQ, 1, 0, 0), (_RET, 0, 0, _DENY), (_LD, 0, 0, 0)]
    for number in refused:
        code += [(_JEQ, 0, 1, number), (_RET, 0, 0, _DENY)]
    if alone:
        code += [(_JEQ, 0, 1, _BY_HANDLE[machine]), (_RET, 0, 0, _DENY)]
        for number, at, everybody in _ABOUT_OTHERS[machine]:
            of = [(_LD, 0, 0, 16), (_JEQ, 0, 1, everybody), (_RET, 0, 0, _DENY)] if at else []
            look = [*of, (_LD, 0, 0, 16 + 8 * at), (_JEQ, 1, 0, 0), (_RET, 0, 0, _DENY), (_LD, 0, 0, 0)]
            code += [(_JEQ, 0, len(look), number), *look]
    rules: list[tuple[int, int, int, int]] = [(_LD, 0, 0, 16)]
    for family in _BEYOND:
        rules += [(_JEQ, 0, 1, family), (_RET, 0, 0, _DENY)]
    if not sockets:
        rules += [(_LD, 0, 0, 16), (_JEQ, 0, 1, _AF_UNIX), (_RET, 0, 0, _DENY)]
    for family in _INET if not datagrams else ():
        rules += [(_LD, 0, 0, 16), (_JEQ, 0, 4, family)]
        rules += [(_LD, 0, 0, 24), (_AND, 0, 0, _KINDS), (_JEQ, 1, 0, _STREAM), (_RET, 0, 0, _DENY)]
    code += [(_JEQ, 0, len(rules), socket_call), *rules, (_RET, 0, 0, _ALLOW)]
    text = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in code))
    program = struct.pack("=H6xQ", len(code), ctypes.addressof(text))
    _needed(libc.prctl(_SECCOMP, _FILTER, program, 0, 0) == 0, "seccomp")


def _needed(held: bool, what: str) -> None:
    if not held:
        _end(f"the sandbox cannot be closed: {what}: {os.strerror(ctypes.get_errno())}", _REFUSED)


def _end(text: str, code: int) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
