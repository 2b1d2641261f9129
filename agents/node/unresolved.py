"""Imports that Node, TypeScript, Jest or a bundler cannot resolve: the file of each and its specifier as written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from mity.agents.node.imports import specifiers
from mity.agents.node.messages import located, said, unresolved
from mity.agents.node.modules import SCRIPTS
from mity.agents.project_files import files
from mity.healing.rules import FailureContext

_FILE = r"(?:file://)?(?P<file>[^\s'\"]+\.[cm]?[jt]sx?)"
_PATTERNS = tuple(
    re.compile(text, re.MULTILINE)
    for text in (
        r"Cannot find module '(?P<name>[^'\n]+)'\n+(?:[^\n]*\n)??Require stack:\n\s*- " + _FILE,
        r"Cannot find (?:module|package) '(?P<name>[^'\n]+)' imported from '?" + _FILE,
        r"Directory import '(?P<name>[^'\n]+)' is not supported resolving ES modules imported from " + _FILE,
        r"Cannot find module '(?P<name>[^'\n]+)' from '" + _FILE + "'",
        r"(?:Could not resolve|[Ff]ailed to resolve import) ['\"](?P<name>[^'\"\n]+)['\"] (?:in|from) ['\"]?" + _FILE,
        r"Cannot find module '(?P<name>[^'\n]+)' or its corresponding",
        r"Could not resolve ['\"](?P<name>[^'\"\n]+)['\"]",
        r"No such built-in module: (?P<name>node:[\w/]+)",
    )
)


def unresolved_imports(failure: FailureContext) -> list[tuple[str, str]]:
    """Project file and specifier of each, once, in the order in which they are to be looked at."""
    return list(dict.fromkeys(_found(failure)))


def _found(failure: FailureContext) -> Iterator[tuple[str, str]]:
    yield from unresolved(failure)
    text = said(failure)
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            name = unquote(found["name"].removeprefix("file://"))
            place = found.groupdict().get("file")
            file = located(failure, unquote(place)) if place else None
            if file:
                yield from ((file, one) for one in _as_written(failure, file, name))
            elif not place:
                yield from _anywhere(failure, name)


def _as_written(failure: FailureContext, file: str, name: str) -> list[str]:
    """The specifiers of a file that lead to what was not found: Node names a relative one by its full path."""
    written = list(dict.fromkeys(specifiers(failure.read(file) or "")))
    if not PurePosixPath(name).is_absolute():
        return [name] if name in written else []
    wanted = os.path.relpath(name, failure.root).replace(os.sep, "/").rstrip("/")
    return [one for one in written if one.startswith(".") and _led(file, one) == wanted]


def _led(file: str, specifier: str) -> str:
    return os.path.normpath(PurePosixPath(file).parent / specifier.split("?")[0]).replace(os.sep, "/")


def _anywhere(failure: FailureContext, name: str) -> Iterator[tuple[str, str]]:
    """The files that import what was not found, where no file is named."""
    for path in files(failure, *SCRIPTS):
        if name in specifiers(failure.read(path) or ""):
            yield path, name
