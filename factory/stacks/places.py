"""Places in a project's sources that an output names: the ones of a test before those of what it calls."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_PYTHON = re.compile(r'^(?:E\b)?[ \t]*+File "(?P<file>[^"\n]+)", line (?P<line>\d+)', re.MULTILINE)
_JAVA = re.compile(r"\((?P<file>\w+\.(?:java|kt|groovy|scala)):(?P<line>\d+)\)")
_USUAL = re.compile(
    r"(?<![\w@./\\+-])(?:file://)?(?P<file>(?:[A-Za-z]:)?[\w.@/\\+-]*\w\.[A-Za-z]\w{0,4}):(?P<line>\d+)\b"
)
_PYTEST = re.compile(r"^(?P<file>\S+\.py):(?P<line>\d+): ", re.MULTILINE)
_FILE = re.compile(r"\((?P<file>/[^\s()]+\.[cm]?[jt]sx?)\)")
_TAP = re.compile(r"^[ \t]++line: (?P<line>\d+)\n[ \t]++column: \d+\n[ \t]++file: (?P<file>\S+)$", re.MULTILINE)
_TEST = re.compile(r"(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)|Tests?\.\w+$", re.IGNORECASE)
_NOT_OWN = frozenset({"node_modules", ".venv", "venv", "site-packages", "target", ".tox", ".mity"})
_MOST = 400


def place(text: str, root: Path) -> str:
    """The place at which a test failed, as `file:line`; "" when the text names none in the project.

    A line of a test comes before one of the code under test. Python names the innermost call last, others first.
    """
    found = list(own_places(text, root))
    tests = [one for one in found if _is_test(one)]
    return next(iter(tests or found), "") or next(
        (name for one in _FILE.finditer(text) if (name := own_path(one["file"], root))), ""
    )


def innermost(text: str, root: Path) -> str:
    """The last place of a Python traceback that is in the project, else the first place that is; "" for none."""
    traced = [*_known(_PYTHON, text, root)] or [*_known(_PYTEST, text, root)]
    return traced[-1] if traced else next(own_places(text, root), "")


def origin(text: str, root: Path, test: str) -> str:
    """The place outside the tests at which a test was left that failed at `test`; "" where it failed in a test."""
    deepest = innermost(text, root)
    return deepest if _is_test(test) and deepest and not _is_test(deepest) else ""


def _is_test(place: str) -> bool:
    return _TEST.search(place.rpartition(":")[0]) is not None


def own_places(text: str, root: Path) -> Iterator[str]:
    """Each place in a file of the project, in the order in which a person would look at them."""
    traced = [*_known(_PYTHON, text, root)]
    yield from reversed(traced)
    yield from _known(_TAP, text, root)
    yield from _known(_USUAL, text, root)
    named = list(islice(_JAVA.finditer(text), _MOST))
    own = _sources(root) if named else frozenset()
    yield from (f"{one['file']}:{one['line']}" for one in named if one["file"] in own)


def _known(pattern: re.Pattern[str], text: str, root: Path) -> Iterator[str]:
    for number, one in enumerate(pattern.finditer(text)):
        if number >= _MOST:
            return
        if name := own_path(one["file"], root):
            yield f"{name}:{one['line']}"


def own_path(name: str, root: Path) -> str:
    """The path below `root`, or "" for a file that is not there, generated or somebody else's."""
    try:
        path = (root / name).resolve()
        inside = path.relative_to(root.resolve())
        return inside.as_posix() if path.is_file() and not _NOT_OWN & set(inside.parts) else ""
    except (OSError, ValueError):
        return ""


def _sources(root: Path) -> frozenset[str]:
    """The names of the files below the `src` folders of a project, which a stack trace of Java tells alone."""
    found: set[str] = set()
    for here, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _NOT_OWN and name != ".git"]
        if "src" in Path(here).relative_to(root).parts:
            found.update(files)
    return frozenset(found)
