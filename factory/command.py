"""A command to run and the outcome it left: plain data, nothing runs here."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from mity.confinement import Confinement, Held
from mity.text.json_logs import expand
from mity.text.patterns import regex
from mity.text.records import dataclass, field

GRACE_S = 5.0
"""Seconds that a command has between TERM and KILL when it is ended."""


class Meter(Protocol):
    """Listens to a command while it runs, and may want it ended."""

    @property
    def over(self) -> str:
        """Why the command is to be ended now; empty while it may go on."""
        ...

    def hear(self, line: str) -> str:
        """What a line of its output means to a person; empty when it means nothing."""
        ...


_WORD = regex(r"[^\W\d_]{2}")
_WHERE_THE_LOG_IS = regex(r"complete log of this run can be found|^npm (?:ERR!|error)\s+\S*[/\\]_logs[/\\]\S+$", re.I)


_LONGEST, _KEPT = 600, 250
"""Characters of a command line up to which a sentence quotes it whole, and of a longer one's beginning and end."""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: an argument vector (never a shell line), where, with which extra environment, how long.

    `timeout` is in seconds; `title` is what the progress view shows; `alone` says that nothing which it started may
    outlive it, not even what left its group, `unhidden` that nothing may which hides from us besides: a service that a
    build starts may stay, and one that has taken off our mark may change what is proven next. `stdin` is a file that it
    reads, by default nothing, `stdout` one that it writes to: its outcome holds what it says on stderr alone then.
    `silence` is for how many seconds it may print nothing and use no processor time before it counts as hanging; 0 for
    ever. `meter` hears its output. `confinement` is what it may reach where it is not ours.
    """

    argv: tuple[str, ...]
    cwd: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 600.0
    title: str = ""
    alone: bool = False
    unhidden: bool = False
    stdin: Path | None = None
    stdout: Path | None = None
    silence: float = 0.0
    meter: Meter | None = field(default=None, compare=False, repr=False)
    confinement: Confinement | None = field(default=None, compare=False, repr=False)

    @property
    def line(self) -> str:
        """The command as a person would type it, quoted for a POSIX shell."""
        return shlex.join(self.argv)


@dataclass(frozen=True, slots=True)
class Overrides:
    """How a failed step is to be run again: more environment, another port, at most `limit_s` seconds a command.

    `repeated` tells an execution that follows a repair from a first one. With `part` only that part of the application
    is run again.
    """

    env: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None
    limit_s: float | None = None
    repeated: bool = False
    part: str = ""

    def applied_to(self, command: Command) -> Command:
        """The command as it is to be run this time."""
        limit = command.timeout if self.limit_s is None else min(command.timeout, self.limit_s)
        return dataclasses.replace(command, env={**command.env, **self.env}, timeout=limit)

    def within(self, limit_s: float) -> Overrides:
        """The same with a time limit in seconds for each command."""
        return dataclasses.replace(self, limit_s=limit_s)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished command left behind.

    `output` holds stdout and stderr as they came, bounded: the first and last parts of a long output.
    `exit_code` is None when the command never started; negative when a signal ended it. A `hung` one was silent for
    too long, and counts as timed out. `held` says which sandbox it ran in; None for a command that is ours.
    """

    command: Command
    exit_code: int | None
    output: str = ""
    duration_s: float = 0.0
    timed_out: bool = False
    not_found: bool = False
    interrupted: bool = False
    hung: bool = False
    held: Held | None = field(default=None, compare=False)

    @property
    def ok(self) -> bool:
        """True when the command ran to its end and said 0."""
        return self.exit_code == 0 and not (self.timed_out or self.not_found or self.interrupted)

    @property
    def never_started(self) -> bool:
        """True when the machine did not let the command begin, though its program is there; `output` says why."""
        return self.exit_code is None and not (self.timed_out or self.not_found or self.interrupted or self.hung)

    @property
    def summary(self) -> str:
        """One clause that says how the command ended."""
        line = _told(self.command.title or self.command.line)
        if self.never_started:
            return f"`{line}` could not be started: {self.output}"
        if self.not_found:
            return f"`{self.command.argv[0]}` was not found or cannot be executed"
        if self.hung:
            silent = f"{self.command.silence:g} s"
            return f"`{line}` hangs: it was stopped after {silent} without output and without use of the processor"
        if self.timed_out:
            return f"`{line}` was stopped after {self.command.timeout:g} s (its timeout)"
        if self.interrupted:
            return f"`{line}` was interrupted"
        return f"`{line}` exited with {self.exit_code}"

    def tail(self, lines: int = 12) -> list[str]:
        """The last non-empty lines of the output, entries of structured logs expanded."""
        return [line.rstrip() for line in expand(self.output).splitlines() if line.strip()][-lines:]

    def last_words(self) -> str:
        """The last line of the output that says something; empty where none does.

        No marks below another line (`^`), and not where a tool keeps its log.
        """
        said = (line.strip() for line in reversed(self.tail()))
        return next((line for line in said if _WORD.search(line) and not _WHERE_THE_LOG_IS.search(line)), "")


Run = Callable[[Command], Outcome]
"""Runs a command to its end."""


def _told(line: str) -> str:
    """A command line as a sentence quotes it: of a very long one, its beginning and its end."""
    return line if len(line) <= _LONGEST else f"{line[:_KEPT]} … {line[-_KEPT:]}"
