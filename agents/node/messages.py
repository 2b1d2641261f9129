"""Errors of compilers and bundlers in a project's sources, in all their formats: code, text, file and place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.normalise import normalise
from mity.agents.project_files import files
from mity.healing.rules import FailureContext
from mity.text.records import dataclass

_LINE = re.compile(
    r"^(?:\S+: )?(?P<file>[^\s(:][^(:\n]{0,300})[(:](?P<line>\d+)[,:](?P<column>\d+)\)?(?: -|:) "
    r"error (?P<code>(?:TS|NG)\d+): ?(?P<text>[^\n]*)",
    re.MULTILINE,
)
_BLOCK = re.compile(
    r"\[?(?:ERROR|error)\]? (?P<code>(?:TS|NG)\d+): (?P<text>[^\n]*?)(?: \[plugin [\w-]+\])?\n"
    r"(?:\S[^\n]*\n)*\s*\n\s+(?P<file>\S+?):(?P<line>\d+):(?P<column>\d+):"
)
_SCRIPTS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue")
_RELATIVE = (
    re.compile(r"Cannot find module '(?P<wanted>\.{1,2}/[^']+)'"),
    re.compile(
        r"(?:Could not resolve|Failed to resolve import) ['\"](?P<wanted>\.{1,2}/[^'\"]+)['\"] (?:in|from) "
        r"['\"]?(?P<file>[^\s'\"]+)"
    ),
)


@dataclass(frozen=True, slots=True)
class Message:
    """One error: the compiler's code and sentence, the project file, and the line from 1."""

    code: str
    text: str
    file: str
    line: int


def said(failure: FailureContext) -> str:
    """The output without colours and prefixes."""
    return normalise(failure.output).text


def messages(failure: FailureContext) -> list[Message]:
    """Every error about a file of the project, once, in the order of the output."""
    text = said(failure)
    found = sorted((*_LINE.finditer(text), *_BLOCK.finditer(text)), key=lambda match: match.start())
    known: dict[Message, None] = {}
    places = {name: located(failure, name) for name in dict.fromkeys(match["file"] for match in found)}
    for match in found:
        file = places[match["file"]]
        if file is not None:
            known[Message(match["code"], match["text"].strip(), file, int(match["line"]))] = None
    return list(known)


def located(failure: FailureContext, name: str) -> str | None:
    """A file that a tool named, relative to the project: tools of a workspace name it relative to their package."""
    if (file := failure.inside(name)) or not name.endswith(_SCRIPTS) or name.startswith((".", "/")):
        return file
    found = [path for path in files(failure, name.rpartition("/")[2]) if path.endswith(f"/{name}")]
    return found[0] if len(found) == 1 else None


def unresolved(failure: FailureContext) -> Iterator[tuple[str, str]]:
    """File and relative specifier of each import that cannot be resolved."""
    here, bundler = _RELATIVE
    for message in messages(failure):
        if found := here.search(message.text):
            yield message.file, found["wanted"]
    for found in bundler.finditer(said(failure)):
        if file := located(failure, found["file"].split("?")[0]):
            yield file, found["wanted"]
