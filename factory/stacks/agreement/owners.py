"""Which file of tests a test in a report may be from, by what reports of its language put before its name. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

Owns = Callable[[str], bool]
"""Whether a test that is called so in a report may be one of the file."""
_SCRIPT = re.compile(r"\.[cm]?[jt]sx?$")
_CLASSES = re.compile(r"\b(?:class|object|record|struct)\s+(\w+)")
_INHERITED = re.compile(r"\babstract\s+(?:partial\s+)?class\b|\binterface\s+\w")
_PACKAGE = re.compile(r"^\s*(?:package|namespace)\s+([\w.]+)", re.MULTILINE)
_OF_FOLDERS = frozenset({"mod", "main", "lib"})


def owner(path: PurePosixPath, text: str) -> Owns:
    """What tells whether a test may be one of the file at `path`, which holds `text`; true where nothing tells it."""
    if path.suffix == ".py":
        return _of_module(path.with_suffix("").parts)
    if _SCRIPT.search(path.name):
        return _of_script(path.parts)
    if path.suffix in (".java", ".kt", ".groovy", ".cs"):
        return _of_classes(text)
    if path.suffix == ".go":
        return _of_folder(path.parts[:-1])
    if path.suffix == ".rs":
        return _of_program(path)
    return lambda name: True


def _place(name: str) -> str:
    """What a report says where a test is, without the test."""
    place, within, _ = name.partition("::")
    return place if within else ""


def _of_module(module: tuple[str, ...]) -> Owns:
    """`tests.test_a.TestA::test_add`, seen from the project, from one of its folders or from above it."""

    def owns(name: str) -> bool:
        if not (place := _place(name)):
            return True
        words = tuple(place.split("."))
        if any(words[: len(module) - at] == module[at:] for at in range(len(module))):
            return True
        return any(words[at : at + len(module)] == module for at in range(1, len(words)))

    return owns


def _of_script(parts: tuple[str, ...]) -> Owns:
    """`src/a.test.ts::calc > adds`, of Jest `src/a.test.ts › calc::adds`; runners that name no file tell nothing."""

    def owns(name: str) -> bool:
        place = _place(name).replace("\\", "/").partition(" › ")[0]
        if not _SCRIPT.search(place):
            return True
        return _same_end(parts, tuple(place.split("/")))

    return owns


def _of_classes(text: str) -> Owns:
    """`x.ATest$Inner::adds()`; tests of an abstract class run under the names of others."""
    classes = frozenset(_CLASSES.findall(text))
    found = _PACKAGE.search(text)
    package = f"{found[1]}." if found else ""
    inherited = not classes or _INHERITED.search(text) is not None

    def owns(name: str) -> bool:
        place = _place(name)
        if inherited or not place:
            return True
        return not classes.isdisjoint(re.split(r"[.$+]", place)) and ("." not in place or place.startswith(package))

    return owns


def _of_folder(folder: tuple[str, ...]) -> Owns:
    """`example.org/x/a::TestAdd`, which names a package of Go."""
    return lambda name: not folder or not _place(name) or _place(name).rpartition("/")[2] == folder[-1]


def _of_program(path: PurePosixPath) -> Owns:
    """`a::deep::adds`: the program of tests, modules, and the test."""
    stem = (path.parent.name if path.stem in _OF_FOLDERS else path.stem).replace("-", "_")
    if not stem or (path.stem in _OF_FOLDERS and stem in ("src", "tests")):
        return lambda name: True
    return lambda name: "::" not in name or stem in name.replace("-", "_").split("::")[:-1]


def _same_end(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    least = min(len(one), len(other))
    return one[-least:] == other[-least:]
