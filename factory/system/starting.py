"""What is to be known of a command before it is started, and why it could not be."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from mity.command import Command, Run
from mity.system.sandbox.choose import Sandbox
from mity.system.sandbox.port import Enclosed, Request

_OF_PROGRAMS = frozenset(
    {errno.ENOENT, errno.EACCES, errno.EPERM, errno.ENOEXEC, errno.ENOTDIR, errno.EISDIR, errno.ELOOP}
    | {errno.ENAMETOOLONG, errno.ETXTBSY, errno.EINVAL}
)


def enclose(command: Command, environment: Mapping[str, str], sandbox: Sandbox, run: Run) -> Enclosed | None:
    """What is started in the place of a command that is not ours; None where it is started itself.

    Raises OSError, as its start would, and SandboxError.
    """
    if command.confinement is None:
        return None
    program = shutil.which(command.argv[0], path=environment.get("PATH"))
    if program is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command.argv[0])
    words = (program, *command.argv[1:])
    return sandbox.enclosed(Request(words, command.cwd or Path.cwd(), environment, command.confinement), run)


def group_alive(pid: int) -> bool:
    """Whether a process of a group still runs."""
    if not hasattr(os, "killpg"):
        return False
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def why_not(command: Command, error: OSError | ValueError) -> str:
    """Why a command could not be started."""
    if command.cwd is not None and not command.cwd.is_dir():
        return f"the folder {command.cwd} is not there"
    if of_the_program(command, error):
        return f"{command.argv[0]}: {getattr(error, 'strerror', '') or error}"
    where = (
        f" ({error.filename})" if isinstance(error, OSError) and error.filename not in (None, command.argv[0]) else ""
    )
    return f"{getattr(error, 'strerror', '') or error}{where}"


def of_the_program(command: Command, error: OSError | ValueError) -> bool:
    """Whether a command could not be started for its program or its folder, and not for what the machine lacks or
    forbids: memory, processes, open files, the length of a command line, a device."""
    if not isinstance(error, OSError):
        return True
    return error.errno in _OF_PROGRAMS and error.filename in (None, command.argv[0], *_folder(command))


def _folder(command: Command) -> tuple[str, ...]:
    return (str(command.cwd),) if command.cwd is not None else ()
