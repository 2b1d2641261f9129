"""What each mechanism of the sandbox is told to hold, and what it says it does not."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from mity.confinement import COUNT, FILES, NETWORK, PROCESSES, SOCKETS, Confinement, Limits, Network
from mity.system.sandbox.bubblewrap import Bubblewrap
from mity.system.sandbox.landlock import Landlock
from mity.system.sandbox.port import Enclosed, Mechanism, Request
from mity.system.sandbox.seatbelt import Seatbelt
from rows import each

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the mechanisms of Linux")
ENV = {"PATH": "/usr/bin", "https_proxy": "http://machine:1", "API_TOKEN": "x", "LANG": "C"}


def request(folder: Path, network: Network, *hosts: str, **more: Any) -> Request:
    """A command that may write one folder but for one file in it."""
    for name in ("kept/a", "free", "home/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    limits = Limits(memory=1 << 30, processes=9, file_size=5)
    within = Confinement(
        "a test", (folder,), kept=(folder / "kept",), network=network, hosts=hosts, limits=limits, **more
    )
    return Request(("/usr/bin/true",), folder, ENV, within)


def order(made: Enclosed) -> dict[str, Any]:
    """What the command is to give up itself."""
    told: dict[str, Any] = json.loads(next(word for word in made.argv if word.startswith("{")))
    return told


@each(
    ("network", "ports", "datagrams", "sockets", "proxied"),
    [
        (Network.NONE, [], False, False, False),
        (Network.SERVES, [], False, False, False),
        (Network.OWN, None, True, True, False),
        (Network.OPEN, None, True, True, True),
        (Network.NAMED, "its proxy", False, False, True),
    ],
)
def test_landlock_holds_files_and_connections(
    tmp_path: Path, network: Network, ports: object, datagrams: bool, sockets: bool, proxied: bool
) -> None:
    made = Landlock(6).enclose(request(tmp_path, network, *(["localhost:8123"] if network is Network.NAMED else [])))
    told = order(made)
    if network is Network.NAMED:
        listening, named = told["landlock"]["ports"]
        assert (named, made.env["https_proxy"]) == (8123, f"http://127.0.0.1:{listening}")
    else:
        assert told["landlock"]["ports"] == ports
        assert made.env.get("https_proxy") == ("http://machine:1" if proxied else None)
    assert (told["datagrams"], told["sockets"], told["landlock"]["serves"]) == (
        datagrams,
        sockets,
        network is Network.SERVES,
    )
    assert told["rights"] is (os.geteuid() == 0)
    assert told["limits"] == {"RLIMIT_DATA": 1 << 30, "RLIMIT_NPROC": 9, "RLIMIT_FSIZE": 5, "RLIMIT_CORE": 0}
    write = told["landlock"]["write"]
    assert {str(tmp_path / "free"), str(tmp_path / "home"), "/dev/null"} <= set(write)
    assert not {str(tmp_path), str(tmp_path / "kept")} & set(write), "no rule may hold for what is kept"
    assert {str(tmp_path / "kept"), "/usr", "/proc"} <= set(told["landlock"]["read"])
    assert not {"/etc", "/etc/shadow"} & set(told["landlock"]["read"])
    assert "API_TOKEN" not in made.env and made.env["LANG"] == "C"
    own = Path(made.env["TMPDIR"]).parent
    assert Path(made.env["HOME"]) == own / "home" and str(own) in write
    made.release()
    assert not own.exists()


def test_a_home_that_is_given_takes_the_place_of_the_users(tmp_path: Path) -> None:
    made = Landlock(6).enclose(request(tmp_path, Network.NONE, home=tmp_path / "home"))
    assert made.env["HOME"] == str(tmp_path / "home") in order(made)["landlock"]["write"]
    made.release()
    assert (tmp_path / "home").is_dir()


@each(
    ("mechanism", "network", "open"),
    [
        (Landlock(6), Network.NAMED, {FILES, PROCESSES}),
        (Landlock(4), Network.NONE, {FILES, PROCESSES}),
        (Landlock(3), Network.NONE, {FILES, PROCESSES, NETWORK}),
        (Landlock(6), Network.OWN, {FILES, PROCESSES, NETWORK, SOCKETS}),
        (Landlock(6), Network.OPEN, {FILES, PROCESSES, NETWORK, SOCKETS}),
        (Bubblewrap("bwrap"), Network.NONE, set()),
        (Bubblewrap("bwrap"), Network.OWN, set()),
        (Bubblewrap("bwrap"), Network.NAMED, set()),
        (Bubblewrap("bwrap"), Network.OPEN, {NETWORK, SOCKETS}),
        (Seatbelt(), Network.NAMED, {PROCESSES, "memory", COUNT}),
        (Seatbelt(), Network.OWN, {PROCESSES, "memory", COUNT, NETWORK}),
        (Seatbelt(), Network.OPEN, {PROCESSES, "memory", COUNT, NETWORK, SOCKETS}),
    ],
)
def test_what_is_not_held_is_said(mechanism: Mechanism, network: Network, open: set[str]) -> None:
    held = mechanism.holds(Confinement("a test", network=network))
    assert set(held.open) - {COUNT} == open - {COUNT}, held.open
    assert not set(held.open) & set(held.holds) and len(held.open) + len(held.holds) == 8


def test_signals_are_held_by_newer_kernels_alone() -> None:
    said = [Landlock(number).holds(Confinement("a test")).open[PROCESSES] for number in (5, 6)]
    assert "be sent signals" in said[0] and "be sent signals" not in said[1]


@each(
    ("network", "shared", "landlock", "proxied"),
    [
        (Network.NONE, False, False, None),
        (Network.OWN, False, False, None),
        (Network.OPEN, True, False, "http://machine:1"),
        (Network.NAMED, False, False, "http://127.0.0.1:3128"),
    ],
)
def test_bubblewrap_has_a_network_of_its_own_unless_all_hosts_are_open(
    tmp_path: Path, network: Network, shared: bool, landlock: bool, proxied: str | None
) -> None:
    made = Bubblewrap("bwrap").enclose(request(tmp_path, network, *["example.org"] * (network is Network.NAMED)))
    words, told = made.argv[made.argv.index("bwrap") :], order(made)
    assert ("--share-net" in words, "landlock" in told, made.env.get("https_proxy")) == (shared, landlock, proxied)
    assert ("listeners" in told) == (network is Network.NAMED) == bool(made.descriptors)
    joined, kept = " ".join(words), f"{tmp_path}/kept"
    at = [joined.index(one) for one in (f"--bind {tmp_path} {tmp_path} ", f"--ro-bind {kept} {kept} --remount-ro /")]
    assert at == sorted(at), "what is kept is bound last"
    assert "--ro-bind /dev/null /etc/shadow" in joined and "API_TOKEN" not in made.env
    made.release()


@pytest.mark.parametrize("network", [Network.NONE, Network.OWN, Network.SERVES, Network.OPEN, Network.NAMED])
def test_the_profile_of_macos_denies_first_and_keeps_last(tmp_path: Path, network: Network) -> None:
    made = Seatbelt().enclose(request(tmp_path, network, *["example.org"] * (network is Network.NAMED)))
    rules = made.argv[2].splitlines()
    kept = rules.index(f'(deny file-write* (subpath "{tmp_path.resolve()}/kept"))')
    assert rules[1] == "(deny default)" and kept > max(at for at, one in enumerate(rules) if "file-write" in one) - 1
    bound = {
        "(allow network*)": network is Network.OPEN,
        '(allow network-outbound (remote ip "localhost:*"))': network is Network.OWN,
        '(allow network-bind (local ip "localhost:*"))': network in (Network.OWN, Network.SERVES),
    }
    assert {rule: rule in rules for rule in bound} == bound
    way = made.env.get("https_proxy", "")
    if network is Network.NAMED:
        assert f'(allow network-outbound (remote ip "localhost:{way.rpartition(":")[2]}"))' in rules
    else:
        assert way == ("http://machine:1" if network is Network.OPEN else "")
    assert made.argv[0] == "/usr/bin/sandbox-exec" and order(made)["limits"] == {"RLIMIT_FSIZE": 5, "RLIMIT_CORE": 0}
    made.release()
    assert not Path(made.env["TMPDIR"]).exists()
