"""Which test was under way when a run of tests was stopped: from what its process showed of its threads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mity.stacks.failing import FailingTest
from mity.stacks.places import own_path
from mity.text.records import dataclass

_THREAD = re.compile(r"^(?:Current thread|Thread) 0x[0-9a-f]+[^\n]*\(most recent call first\):\n", re.MULTILINE)
_FRAME = re.compile(r'^  File "(?P<file>[^"\n]+)", line (?P<line>\d+) in (?P<name>\S+)$', re.MULTILINE)
_RUNNERS = re.compile(r"[/\\](?:_pytest|unittest|pluggy)[/\\]")
_GO = re.compile(
    r"^\S*?\.(?P<name>(?:Test|Fuzz|Example)\w*)[^\n]*\n\t(?P<file>\S+_test\.go):(?P<line>\d+)", re.MULTILINE
)
_JAVA = re.compile(
    r"^\tat (?:\S+/)?(?:[\w.$]+\.)?(?P<name>\w+\.\w+)\((?P<file>\w*Tests?\w*\.\w+):(?P<line>\d+)\)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """One call of a thread: its file below the project, its line, its function."""

    file: str
    line: str
    name: str


def under_way(output: str, root: Path) -> list[FailingTest]:
    """The test that the threads of a stopped run show, its place and where it waits; none when they show none."""
    for thread in sorted(_threads(output), key=lambda one: not _RUNNERS.search(one)):
        frames = list(_frames(thread, root))
        if frames:
            test, inner = frames[-1], frames[0]
            waits = f"it waits at {inner.file}:{inner.line} in {inner.name}" if inner != test else ""
            return [FailingTest(f"{test.file}::{test.name}", f"{test.file}:{test.line}", waits, "hangs")]
    for pattern in (_GO, _JAVA):
        if found := pattern.search(output):
            file = own_path(found["file"], root) or Path(found["file"]).name
            return [FailingTest(found["name"], f"{file}:{found['line']}", "", "hangs")]
    return []


def _threads(output: str) -> Iterator[str]:
    """The calls of each thread, the newest first."""
    found = list(_THREAD.finditer(output))
    for one, then in zip(found, [*found[1:], None], strict=False):
        yield output[one.end() : then.start() if then else len(output)]


def _frames(thread: str, root: Path) -> Iterator[_Frame]:
    """Those calls that are the project's own, without the fixtures that stand around a test."""
    for one in _FRAME.finditer(thread):
        file = own_path(one["file"], root)
        if file and Path(file).name != "runtests.py" and one["name"] != "<module>":
            yield _Frame(file, one["line"], one["name"])
