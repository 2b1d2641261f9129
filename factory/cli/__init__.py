"""The command line: one file per verb; `entry` turns errors into exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from mity import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Runs mity with `argv` (by default the process's own words) and returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if None in (sys.stdin, sys.stdout, sys.stderr):
        from mity.cli.streams import reopen

        reopen()
    if words == ["--version"]:  # answered before anything else is imported
        print(f"mity {__version__}")
        return 0
    try:
        from mity.text.interrupts import listen, without_interrupts

        listen()
        with without_interrupts():
            from mity.cli.entry import run
        return run(words)
    except KeyboardInterrupt:  # so early that nothing has begun, or so late that all is done
        return 130
