"""The Java files of a project: what they declare, import and use, and the edit that adds or moves an import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from mity.agents.project_files import files
from mity.healing.rules import FailureContext

_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_IMPORTS = re.compile(r"^[ \t]*import[ \t]+(?:static[ \t]+)?([\w.]+?)(\.\*)?[ \t]*;", re.MULTILINE)
_PLAIN_IMPORT = re.compile(r"^[ \t]*import[ \t]+(?!static\b)([\w.]+(?:\.\*)?)[ \t]*;[^\n]*\n", re.MULTILINE)
_DECLARED = r"\b(?:class|interface|enum|record|@interface)\s+{name}\b"
_NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"', re.DOTALL)


def package_of(text: str) -> str:
    """The package that a file declares."""
    found = _PACKAGE.search(text)
    return found[1] if found else ""


def imports(text: str) -> list[str]:
    """The names that a file imports; `a.b.*` for all of a package."""
    return [path + (star or "") for path, star in _IMPORTS.findall(text)]


def declares(text: str, name: str) -> bool:
    """Whether a file declares a type of this name, at its top or inside."""
    return re.search(_DECLARED.format(name=re.escape(name)), _NOISE.sub(" ", text)) is not None


def java_files(failure: FailureContext) -> dict[str, str]:
    """The Java files of the project with their texts."""
    return {path: failure.read(path) or "" for path in files(failure, ".java")}


def homes(sources: dict[str, str], name: str) -> list[str]:
    """The packages of the project that declare a class of this name in a file of the same name, tests left out."""
    named = (text for path, text in sources.items() if PurePosixPath(path).stem == name and not is_test(path))
    return sorted({package_of(text) for text in named if declares(text, name)})


def is_own(sources: dict[str, str], package: str) -> bool:
    """Whether a package is the common package of the project's own files, or is below it."""
    own = {package_of(text) for text in sources.values()} - {""}
    return any(package == one or package.startswith(_root(one) + ".") for one in own)


def is_test(path: str) -> bool:
    """Whether a file is a test or a test helper."""
    return path.startswith("src/test/") or "/src/test/" in path


def knows(text: str, name: str) -> bool:
    """Whether a file itself defines or imports a name: then a missing import is not the cause."""
    return declares(text, name) or any(path.rpartition(".")[2] == name for path in imports(text))


def habits(sources: dict[str, str], name: str) -> set[str]:
    """The packages from which other files of the project import the name."""
    found = (path for text in sources.values() for path in imports(text) if path.rpartition(".")[2] == name)
    return {path.rpartition(".")[0] for path in found}


def with_import(text: str, path: str) -> str:
    """The text with an import added: in sorted order, in the block that fits best."""
    end = "\r\n" if "\r\n" in text else "\n"
    line = f"import {path};{end}"
    there = list(_PLAIN_IMPORT.finditer(text))
    if not there:
        found = _PACKAGE.search(text)
        place = text.find("\n", found.end()) + 1 if found else 0
        return text[:place] + (end if found else "") + line + text[place:]
    later = next((one for one in _block(there, path) if one[1] > path), None)
    place = later.start() if later else _block(there, path)[-1].end()
    return text[:place] + line + text[place:]


def replaced_import(text: str, old: str, new: str) -> str:
    """The text with one name imported from elsewhere; the order of imports is kept."""
    without = re.sub(rf"^[ \t]*import[ \t]+{re.escape(old)}[ \t]*;[^\n]*\n", "", text, count=1, flags=re.MULTILINE)
    return with_import(without, new) if without != text else text


def _block(there: list[re.Match[str]], path: str) -> list[re.Match[str]]:
    """The block of imports with the longest common prefix with `path`."""
    blocks: list[list[re.Match[str]]] = []
    for one in there:
        if blocks and blocks[-1][-1].end() == one.start():
            blocks[-1].append(one)
        else:
            blocks.append([one])
    return max(blocks, key=lambda block: max(_common(one[1], path) for one in block))


def _common(one: str, other: str) -> int:
    return sum(1 for _ in _same(one.split("."), other.split(".")))


def _same(one: list[str], other: list[str]) -> Iterator[str]:
    for first, second in zip(one, other, strict=False):
        if first != second:
            return
        yield first


def _root(package: str) -> str:
    """The first three parts of a package, which one owner usually shares."""
    return ".".join(package.split(".")[:3])
