"""Files of tests of which no test ran: settings that leave them out make a suite pass that is smaller than it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from mity.reading import Unfit, read_bytes

_SCRIPT = re.compile(
    r"(?<![\w.])(?:it|test)(?:\.(?:only|skip|todo|concurrent|fails))?\(\s*([\"'`])((?:(?!\1)[^\n$%\\]){1,200})\1"
)
_JAVA = re.compile(
    r"@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b[^;{}]{0,300}?\b(?:void|fun)\s+(`[^`\n]+`|\w+)\s*\("
)
_DECLARED: dict[str, re.Pattern[str]] = {
    ".py": re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(test\w*)[ \t]*\(", re.MULTILINE),
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"), _SCRIPT),
    **dict.fromkeys((".java", ".kt", ".groovy"), _JAVA),
    ".go": re.compile(r"^func ((?:Test(?!Main\b)|Fuzz)\w*)\(", re.MULTILINE),
    ".rs": re.compile(r"#\[(?:\w+::)?test\b[^\]\n]{0,80}\][^{;]{0,300}?\bfn (\w+)"),
    ".cs": re.compile(r"\[(?:Fact|Theory|Test|TestMethod|TestCase)\b[^{};]{0,300}?\b(?:void|Task)\s+(\w+)\s*\("),
}
"""By the ending of a file: how its language declares a test; the last group is the name."""
_DATA = frozenset(
    {"fixtures", "__fixtures__", "testdata", "test_data", "test-data", "data", "samples", "examples", "templates"}
    | {"snapshots", "__snapshots__", "golden", "goldens", "node_modules", "vendor", "resources", "cassettes"}
)
_LARGEST = 512 * 1024
_MOST = 4_000
_SHOWN = 3


def left_out(root: Path, files: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those of the test `files` that declare tests, none of which is among the names that a report knows.

    A file whose tests have names that are made while it runs is passed over, and so is what tests only read.
    """
    names = _parts(known)
    if not names:
        return []
    found = []
    for file in sorted(files)[:_MOST]:
        path = PurePosixPath(file)
        pattern = _DECLARED.get(path.suffix)
        if pattern is None or _DATA & set(path.parts[:-1]):
            continue
        declared = {_plain(one[one.re.groups]) for one in pattern.finditer(_text(root / file))}
        if declared and not declared & names:
            found.append(file)
    return found


def told(files: list[str]) -> str:
    """A clause that names the first of these files."""
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    return f"no test ran of {', '.join(files[:_SHOWN])}{more}"


def _parts(known: Iterable[str]) -> set[str]:
    """Every text by which the name of a test may end, with what stands for its parameters and repetitions left out."""
    found: set[str] = set()
    for name in known:
        parts = {_plain(re.sub(r" #\d+$", "", name))}
        for sign in ("::", " > ", " › ", "/"):
            parts |= {_plain(piece) for part in parts for piece in part.split(sign)}
        for part in parts:
            words = part.split(" ")
            found |= {" ".join(words[at:]) for at in range(min(len(words), 60))}
            found |= {_plain(re.split(r"[\[({]", part, maxsplit=1)[0]), part.rpartition(".")[2]}
    return found


def _plain(name: str) -> str:
    return " ".join(name.strip("`").split())


def _text(path: Path) -> str:
    try:
        return read_bytes(path, _LARGEST).decode("utf-8", "replace")
    except (Unfit, OSError):
        return ""
