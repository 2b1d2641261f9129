"""The program by which cargo runs test programs, so that each leaves a log of its tests beside what it prints.

`python -P -m mity.system.libtest_runner FOLDER PROGRAM WORD…` runs PROGRAM with its words and ends as it does. Where
libtest drives the program, it is also told to write one line for each test to a file in FOLDER. Nothing in the
environment changes, so that compilers and other programs that a test starts are none the wiser.
"""

from __future__ import annotations

import mmap
import re
import sys
from pathlib import Path

from mity.system.process import stand_in

_OPTION = b"Write logs to the specified file"
_BUILT = re.compile(r".+-[0-9a-f]{16}(?:\.exe)?")
"""How cargo calls what it built; programs of documentation tests, which rustdoc runs, are called otherwise."""


def takes_log(program: Path) -> bool:
    """True for a program that cargo built and in which libtest is, with its option for a log. Raises OSError."""
    if not _BUILT.fullmatch(program.name):
        return False
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(_OPTION) >= 0


def main(words: list[str]) -> None:
    """Runs the program and ends as it does."""
    folder, program, *given = words
    if takes_log(Path(program)):
        Path(folder).mkdir(parents=True, exist_ok=True)
        given += ["--logfile", str(Path(folder, f"{Path(program).stem}.log"))]
    stand_in([program, *given])


if __name__ == "__main__":
    main(sys.argv[1:])
