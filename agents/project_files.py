"""Which files of a project a failure is about: those its output names, and all that a rule may look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from mity.changes.protected import PROTECTED, matches
from mity.healing.rules import FailureContext
from mity.system.trees import tree

_QUOTED = re.compile(r"""(?P<sign>["'`‘“])(?P<path>[^"'`’”\n]{1,300})["'`’”]""")
_BARE = re.compile(r"""(?:[A-Za-z]:)?[^\s"'`(){}\[\],;:<>|=]+""")
_MOST_FILES = 4000
_MOST_BYTES = 1_000_000


def unwrapped(failure: FailureContext) -> str:
    """The output with the lines joined that a tool wrapped and indented."""
    return re.sub(r"[ \t]*\n[ \t]+", " ", failure.output)


def editable(path: str) -> bool:
    """False for tests and CI configuration, which no fix may change."""
    return not matches(path, PROTECTED)


def named(failure: FailureContext, *suffixes: str) -> list[str]:
    """Project files with one of the suffixes (or names) that the output names, in the order of their first mention."""
    text = failure.output
    found = [match["path"] for match in _QUOTED.finditer(text)]
    found += [match.group() for match in _BARE.finditer(text)]
    fits = dict.fromkeys(path for path in found if path.endswith(suffixes))
    inside = [relative for path in fits if (relative := failure.inside(path))]
    inside.sort(key=lambda path: text.find(PurePosixPath(path).name))
    return list(dict.fromkeys(inside))


def files(failure: FailureContext, *suffixes: str) -> Iterator[str]:
    """Every project file with one of the suffixes (or names), generated folders, links and huge files excepted."""
    for count, path in enumerate(tree(failure.root, (*failure.ignore, ".mity", "node_modules", ".venv", "venv"))):
        if count >= _MOST_FILES:
            return
        full = failure.root / path
        if path.name.endswith(suffixes) and not full.is_symlink() and full.stat().st_size <= _MOST_BYTES:
            yield str(path)


def sources(failure: FailureContext, *suffixes: str) -> list[str]:
    """The files that the output names, then all others, without tests and gates."""
    return [path for path in dict.fromkeys((*named(failure, *suffixes), *files(failure, *suffixes))) if editable(path)]
