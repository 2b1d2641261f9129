"""Where a test of JavaScript stands by its title, for runners that tell no line of the project."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from mity.reading import read_text

_FILE = re.compile(r"(?:^|[._-])(?:tests?|specs?)(?:[._-].*)?\.[cm]?[jt]sx?$", re.IGNORECASE)
_CODE = re.compile(r"\.[cm]?[jt]sx?$")
_FOLDER = frozenset({"test", "tests", "spec", "specs", "__tests__"})
_PASSED_OVER = frozenset({"node_modules", "coverage", "dist", "build"})
_PARTS = re.compile(r"::| › | > ")
_MOST_FOLDERS, _MOST_FILES = 2000, 400
_MOST_BYTES = 1_000_000


def titled(name: str, root: Path) -> str:
    """The place of the one test that has this title, as `file:line`; "" where none has it, or several."""
    title = _PARTS.split(name)[-1].strip()
    if len(title) < 2 or not (root / "package.json").is_file():
        return ""
    quoted = re.escape(title).replace("'", r"\\?'").replace('"', r"\\?\"")
    call = re.compile(rf"\b(?:test|it|specify|tape|t)(?:\.\w+)*\(\s*(?P<sign>['\"`]){quoted}(?P=sign)")
    found: list[str] = []
    for path in islice(_files(root), _MOST_FILES):
        try:
            text = read_text(path, most=_MOST_BYTES)
        except (OSError, ValueError):
            continue
        at = path.relative_to(root).as_posix()
        found += [f"{at}:{text.count(chr(10), 0, one.start()) + 1}" for one in islice(call.finditer(text), 2)]
    return found[0] if len(found) == 1 else ""


def _files(root: Path) -> Iterator[Path]:
    """The files of tests by their names or folders, in order."""
    for here, folders, names in islice(os.walk(root), _MOST_FOLDERS):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER and not name.startswith("."))
        within = bool(_FOLDER & set(Path(here).relative_to(root).parts))
        yield from (
            Path(here) / name for name in sorted(names) if _FILE.search(name) or (within and _CODE.search(name))
        )
