"""Which mechanism confines a command here, by what the machine has and by how much a person insists."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from mity.command import Command, Run
from mity.confinement import ENVIRONMENT, FILES, NETWORK, PROCESSES, SOCKETS, Confinement, Held, Mode, Network
from mity.system.sandbox.port import Enclosed, Mechanism, Request, SandboxError
from mity.system.search_path import outside_packages
from mity.text.records import dataclass

_PROBE_S = 20.0
_DEMANDED = (FILES, NETWORK, SOCKETS, PROCESSES, ENVIRONMENT)
"""What must be held where a sandbox is required; limits are held as far as the system has them."""
_GET = "install bubblewrap 0.8 or newer (`apt-get install bubblewrap`), or give --sandbox auto"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How commands that are not ours are confined. `find` gives the mechanism of this machine, None for none."""

    mode: Mode = Mode.AUTO
    find: Callable[[Run], Mechanism | None] = lambda run: found(run)

    def check(self, run: Run) -> None:
        """Raises SandboxError where a sandbox is required and nothing here holds one whole."""
        if self.mode is Mode.REQUIRED:
            held = self._held(self.find(run), Confinement("what is not ours"))
            _demand(held, Confinement("what is not ours"))

    def enclosed(self, request: Request, run: Run) -> Enclosed | None:
        """The command to start in the place of `request`; None where it runs as it is.

        `run` starts what finds out about the machine. Raises SandboxError where one is required that is not to be had,
        OSError.
        """
        if self.mode is Mode.OFF:
            return None
        mechanism = self.find(run)
        if self.mode is Mode.REQUIRED:
            _demand(self._held(mechanism, request.confinement), request.confinement)
        return mechanism.enclose(request) if mechanism is not None else None

    def unheld(self) -> Held:
        """What evidence says of a command that nothing confined."""
        why = "--sandbox off" if self.mode is Mode.OFF else "nothing on this machine holds a sandbox"
        return Held("none", (), {"everything": why})

    def _held(self, mechanism: Mechanism | None, confinement: Confinement) -> Held:
        return mechanism.holds(confinement) if mechanism is not None else self.unheld()


def _demand(held: Held, confinement: Confinement) -> None:
    missing = [one for one in _DEMANDED if one not in held.holds]
    if confinement.network is Network.OPEN:
        raise SandboxError(
            f"a sandbox is required, and no host is named that {confinement.what} may reach: name them by "
            "`hosts` under [sandbox] in .mity/config.toml, or give --sandbox auto"
        )
    if missing:
        why = f"{held.by} does not hold {', '.join(missing)}" if held.holds else "nothing on this machine holds one"
        raise SandboxError(f"a sandbox is required for {confinement.what}, and {why}: {_GET}")


def found(run: Run) -> Mechanism | None:
    """The best mechanism of this machine. Raises nothing."""
    # what a mechanism needs takes a while to load, and most commands are ours
    if sys.platform == "darwin":
        from mity.system.sandbox.seatbelt import PROGRAM, Seatbelt

        return Seatbelt() if Path(PROGRAM).is_file() else None
    if sys.platform != "linux":
        return None
    from mity.system.sandbox.bubblewrap import PROBE, Bubblewrap
    from mity.system.sandbox.kernel import version
    from mity.system.sandbox.landlock import Landlock

    if (program := outside_packages("bwrap")) and _works((program, *PROBE), run):
        return Bubblewrap(program)
    landlock = version()
    return Landlock(landlock) if landlock else None


_KNOWN: dict[str, bool] = {}


def _works(probe: tuple[str, ...], run: Run) -> bool:
    """Whether bubblewrap may make namespaces here: containers and some systems refuse it. Asked once a process."""
    program = probe[0]
    if program not in _KNOWN:
        words = (*probe, "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--", "true")
        _KNOWN[program] = run(Command(words, timeout=_PROBE_S)).ok
    return _KNOWN[program]
