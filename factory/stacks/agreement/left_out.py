"""Files of tests of which no test ran: settings that leave them out make a suite pass that is smaller than it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from mity.reading import Unfit, read_bytes
from mity.stacks.agreement.collected import collected
from mity.stacks.agreement.owners import Owns, owner
from mity.text.records import dataclass

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
_COMMENT = re.compile(r"^[ \t]*(?://|\*)[^\n]*", re.MULTILINE)
_BY_NAME = frozenset({".py", ".go", ".rs", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})
"""A report of Java or .NET may have a test by the text that is shown for it."""
DATA = frozenset(
    {"fixtures", "__fixtures__", "testdata", "test_data", "test-data", "data", "samples", "examples", "templates"}
    | {"snapshots", "__snapshots__", "golden", "goldens", "node_modules", "vendor", "resources", "cassettes"}
)
"""Folders of what tests only read."""
_LARGEST = 512 * 1024
_MOST = 4_000
_MOST_COMPARED = 20_000
_SHOWN = 3


def left_out(root: Path, files: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those of the test `files` that declare tests, none of which is among the names that a report knows.

    A file whose tests have names that are made while it runs is passed over, and so is what tests only read. Names that
    files have in common count for those that the report may mean: `tests.test_a::test_add` is no test of `test_b.py`.
    """
    names = _parts(known)
    found = _declared(root, files) if names else {}
    alike = _alike(found, names)
    return [file for file, one in found.items() if not _ran(one, names, alike)]


def chosen_out(root: Path, files: Iterable[str], known: Iterable[str]) -> list[str]:
    """Tests that a report does not know of files of which it knows others, as `file: name`: something chose among them.

    Only of languages whose reports have tests by the names of the code.
    """
    names = _parts(known)
    found = _declared(root, files) if names else {}
    alike = _alike(found, names)
    told = []
    for file, one in found.items():
        if PurePosixPath(file).suffix in _BY_NAME and _ran(one, names, alike):
            out = (name for name in sorted(one.names) if not _ran(_Declared({name}, one.owns), names, {}))
            told += [f"{file}: {name}" for name in out]
    return told


def _declared(root: Path, files: Iterable[str]) -> dict[str, _Declared]:
    """The test files that declare tests, with what they declare."""
    found: dict[str, _Declared] = {}
    code = [path for path in map(PurePosixPath, sorted(files)) if path.suffix in _DECLARED]
    for path in [path for path in code if not DATA & set(path.parts[:-1])][:_MOST]:
        file, pattern = str(path), _DECLARED[path.suffix]
        text = _text(root / file)
        declared = collected(text) if path.suffix == ".py" else None
        if declared is None:
            declared = {_plain(one[one.re.groups]) for one in pattern.finditer(_COMMENT.sub("", text))}
        if declared:
            found[file] = _Declared(declared, owner(path, text))
    return found


def _alike(found: dict[str, _Declared], names: dict[str, set[str]]) -> dict[str, list[_Declared]]:
    """By the name of a test that ran: the files that have one of that name."""
    alike: dict[str, list[_Declared]] = {}
    for one in found.values():
        for name in one.names & names.keys():
            alike.setdefault(name, []).append(one)
    return alike


@dataclass(frozen=True, slots=True)
class _Declared:
    """The names of the tests of one file, and what tells whether one in a report may be from it."""

    names: set[str]
    owns: Owns


def _ran(one: _Declared, names: dict[str, set[str]], alike: dict[str, list[_Declared]]) -> bool:
    """Whether a test of a file is among `names`, by the end of each; not one that is told to be of another file."""
    for name in one.names & names.keys():
        others = [other for other in alike.get(name, ()) if other is not one]
        if not others or len(names[name]) * len(others) > _MOST_COMPARED:
            return True
        if any(one.owns(whole) or not any(other.owns(whole) for other in others) for whole in names[name]):
            return True
    return False


def told(files: list[str], tests: list[str]) -> str:
    """Clauses that name the first of these files, and of these tests; each with a semicolon before it."""
    said = (("no test ran of", files), ("these tests did not run:", tests))
    return "".join(f"; {words} {', '.join(one[:_SHOWN])}{_more(one)}" for words, one in said if one)


def _more(names: list[str]) -> str:
    return f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""


def _parts(known: Iterable[str]) -> dict[str, set[str]]:
    """Every text by which the name of a test may end, without its parameters and repetitions, and the whole names."""
    found: dict[str, set[str]] = {}
    for name in known:
        parts = {_plain(re.sub(r" #\d+$", "", name))}
        for sign in ("::", " > ", " › ", "/"):
            parts |= {_plain(piece) for part in parts for piece in part.split(sign)}
        for part in parts:
            words = part.split(" ")
            ends = {" ".join(words[at:]) for at in range(min(len(words), 60))}
            ends |= {_plain(re.split(r"[\[({]", part, maxsplit=1)[0]), part.rpartition(".")[2]}
            for end in ends:
                found.setdefault(end, set()).add(name)
    return found


def _plain(name: str) -> str:
    return " ".join(name.strip("`").split())


def _text(path: Path) -> str:
    try:
        return read_bytes(path, _LARGEST).decode("utf-8", "replace")
    except (Unfit, OSError):
        return ""
