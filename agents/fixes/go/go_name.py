"""A name that Go does not know and that differs by a slip from one that it does."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.go.messages import Message, messages
from mity.agents.go.modules import exported
from mity.agents.go.sources import imports
from mity.agents.near import near
from mity.agents.project_files import editable, files
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_UNDEFINED = re.compile(r"undefined: (?:(?P<package>\w+)\.)?(?P<name>\w+)$")
_HINT = re.compile(r"\.(?P<name>\w+) undefined \(.*, but does have (?:field |method )?(?P<right>\w+)\)")
_TOP = re.compile(r"^(?:func|type|var|const)[ \t]+(?P<name>\w+)", re.MULTILINE)
_LOCAL = re.compile(
    r"(?<!, )\b(?P<names>\w++(?:, \w++)*+) :="
    r"|\bvar (?P<declared>\w+)|[(,] ?(?P<parameter>\w+) [\w.*\[\]]+(?=[,)])"
)
_SHORTEST = 4


class GoName(Rule):
    """Takes the one near name of the file or its package, or the one that the compiler offers itself."""

    id = "go-name"
    title = "correct a misspelled name of Go"

    def propose(self, failure: FailureContext) -> Proposal | None:
        made: dict[str, list[str]] = {}
        said: dict[str, str] = {}
        for one in messages(failure):
            lines = made.get(one.file) or (failure.read(one.file) or "").splitlines(keepends=True)
            wrong, right = _meant(failure, one, "".join(lines))
            if not right or not 0 < one.line <= len(lines):
                continue
            if not editable(one.file):
                return Advice(f"{one.file}:{one.line} names {wrong}: did you mean {right}? mity does not edit tests")
            changed = _replaced(lines[one.line - 1], one.column, wrong, right)
            if changed is None:
                continue
            lines[one.line - 1] = changed
            made[one.file], said[wrong] = lines, right
        if not made:
            return None
        edits = tuple(Edit(file, "".join(lines).encode()) for file, lines in made.items())
        title = ", ".join(f"{wrong} is {right}" for wrong, right in said.items())
        return Fix(self.id, f"{title}: correct the name in {', '.join(made)}", edits, scope=tuple(made))


def _meant(failure: FailureContext, one: Message, text: str) -> tuple[str, str]:
    """The name that is wrong and the one that it means; two empty texts, or no meaning, where none is certain."""
    if hint := _HINT.search(one.text):
        return hint["name"], hint["right"]
    found = _UNDEFINED.search(one.text)
    if found is None:
        return "", ""
    wrong, package = found["name"], found["package"]
    if package:
        spec = next((spec for spec in imports(text) if spec.name == package), None)
        known = (exported(spec.path) if spec else None) or set()
    else:
        known = _declared(failure, one.file, text)
    close = near(wrong, known, shortest=_SHORTEST)
    return wrong, close[0] if len(close) == 1 else ""


def _declared(failure: FailureContext, file: str, text: str) -> set[str]:
    """What the package of a file declares, and what the file itself does in its functions."""
    folder = PurePosixPath(file).parent
    beside = [path for path in files(failure, ".go") if PurePosixPath(path).parent == folder]
    names = {found["name"] for path in beside for found in _TOP.finditer(failure.read(path) or "")}
    return names | {
        name for found in _LOCAL.finditer(text) for part in found.groups("") for name in part.split(", ") if name
    }


def _replaced(line: str, column: int, wrong: str, right: str) -> str | None:
    """The line with the name corrected at a column, which counts bytes; or where it stands once."""
    start = len(line.encode()[: max(column - 1, 0)].decode("utf-8", "replace"))
    if line[start : start + len(wrong)] == wrong:
        return line[:start] + right + line[start + len(wrong) :]
    places = list(re.finditer(rf"(?<!\w){re.escape(wrong)}(?!\w)", line))
    return line[: places[0].start()] + right + line[places[0].end() :] if len(places) == 1 else None
