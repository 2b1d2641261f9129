"""Runs commands as the user that it is started by: one JSON line asks, one answers what the command left.

`python escape_driver.py`, with mity's packages on its path. A secret lies in its session's keyring.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

from mity.command import Command
from mity.confinement import Confinement, Limits
from mity.services.config import SandboxConfig
from mity.services.ground import Ground
from mity.system.runner import Runner
from mity.system.sandbox.bubblewrap import Bubblewrap
from mity.system.sandbox.choose import Sandbox, found
from mity.system.sandbox.kernel import version
from mity.system.sandbox.landlock import Landlock
from mity.system.sandbox.port import Mechanism

LIMITS = Limits(memory=512 << 20, processes=100, file_size=64 << 20)
_ADD_KEY, _KEYCTL = (248, 250) if os.uname().machine == "x86_64" else (217, 219)


def mechanism(name: str) -> Mechanism | None:
    """A mechanism by its name."""
    if name == "Landlock":
        return Landlock(version())
    best = found(Runner().run)
    return best if isinstance(best, Bubblewrap) else None


def done(asked: dict[str, Any]) -> dict[str, Any]:
    """Runs one command, confined by the mechanism that is asked for, if one is."""
    runner = Runner()
    confinement = None
    if asked["by"]:
        chosen = mechanism(asked["by"])
        runner.sandbox = Sandbox(find=lambda run: chosen)
        folder = Path(asked["cwd"])
        confinement = Confinement("an escape", (folder,), kept=(folder / ".git",), limits=LIMITS)
        if asked.get("verb"):
            confinement = Ground(folder, folder.parent / "given", SandboxConfig()).confinement(asked["verb"])
    command = Command(tuple(asked["argv"]), Path(asked["cwd"]), asked["env"], 20, confinement=confinement)
    outcome = runner.run(command)
    return {"code": outcome.exit_code, "output": outcome.output, "held": outcome.held.to_json() if outcome.held else {}}


def main() -> None:
    """Answers until nothing more is asked."""
    libc = ctypes.CDLL(None)
    libc.syscall(_KEYCTL, 1, None)
    libc.syscall(_ADD_KEY, b"user", b"mity-escape", b"secret-4711", 11, -3)
    for line in sys.stdin:
        print(json.dumps(done(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
