"""The modules of a Node project: their exports, and the specifiers of relative imports."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import PurePosixPath

from mity.agents.node.imports import Statement, local, statements
from mity.agents.project_files import files
from mity.changes.protected import PROTECTED, matches
from mity.healing.rules import FailureContext

SCRIPTS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue")
SUFFIXES = (*SCRIPTS, ".css", ".scss", ".html", ".svg", ".json", ".png")
_EXPORT = re.compile(
    r"^export (?:declare )?(?:abstract )?(?:async )?(?P<kind>const enum|const|let|var|function\*?|class|interface|type"
    r"|enum) (?P<name>[\w$]+)",
    re.MULTILINE,
)
_LIST = re.compile(r"^export (?P<type>type )?\{(?P<names>[^}]*)\}", re.MULTILINE)
_TYPES = ("interface", "type")


def scripts(failure: FailureContext) -> list[str]:
    """Every script of the project except tests and their helpers."""
    return [path for path in files(failure, *SCRIPTS) if not matches(path, PROTECTED) and not path.endswith(".d.ts")]


def exports(text: str) -> dict[str, bool]:
    """The names that a file exports, each with whether it is a type."""
    found = {match["name"]: match["kind"] in _TYPES for match in _EXPORT.finditer(text)}
    for match in _LIST.finditer(text):
        for name in filter(str.strip, match["names"].split(",")):
            found[local(name)] = bool(match["type"]) or name.split()[0] == "type"
    return found


def specifier(failure: FailureContext, file: str, target: str) -> str:
    """How `file` imports the project's file `target`, with or without its suffix as is usual there."""
    path = PurePosixPath(os.path.relpath(target, PurePosixPath(file).parent).replace(os.sep, "/"))
    short = path.suffix in (".ts", ".tsx", ".js", ".jsx") and not _suffixed(failure, file)
    text = bare(str(path)) if short and str(path.parent) != "." else str(path.with_suffix("") if short else path)
    return text if text.startswith("..") else f"./{text}"


def _suffixed(failure: FailureContext, file: str) -> bool:
    """Whether relative imports of scripts have suffixes: in the file itself, else in its folder, else anywhere."""
    folder = PurePosixPath(file).parent
    near = [path for path in scripts(failure) if PurePosixPath(path).parent == folder]
    for places in ([file], near, scripts(failure)):
        names = [s.module for path in places for s in statements(failure.read(path) or "") if s.module.startswith(".")]
        counts = Counter(PurePosixPath(name).suffix in SCRIPTS[:-1] for name in names if not name.endswith(".vue"))
        if counts:
            return counts[True] > counts[False]
    return False


def target(failure: FailureContext, file: str, wanted: str) -> str:
    """The project path without suffix that a relative specifier leads to, whether or not it exists."""
    path = os.path.normpath(PurePosixPath(file).parent / wanted.split("?")[0]).replace(os.sep, "/")
    return re.sub(r"\.(?:[cm]?[jt]sx?)$", "", path)


def bare(path: str) -> str:
    """The path of a script as imports name it: without its suffix, and without `index`."""
    return re.sub(r"(?:/index)?\.[cm]?[jt]sx?$", "", path)


def elsewhere(failure: FailureContext, file: str, wanted: str) -> list[str]:
    """The project files, tests excepted, with the same name as a file that an import cannot find."""
    gone = PurePosixPath(target(failure, file, wanted))
    suffix = gone.suffix if gone.suffix in SUFFIXES else ""
    stem = gone.stem if suffix else gone.name
    fits = (suffix,) if suffix else (".ts", ".tsx", ".js", ".jsx", ".mjs", ".mts")
    found = [path for path in files(failure, *fits) if not matches(path, PROTECTED) and path != file]
    return [path for path in found if PurePosixPath(path).stem.lower() == stem.lower()]


def imported(failure: FailureContext) -> list[tuple[str, Statement]]:
    """Every import of the project's scripts, each with its file."""
    return [(path, statement) for path in scripts(failure) for statement in statements(failure.read(path) or "")]
