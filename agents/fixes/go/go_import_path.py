"""An import path of Go with a wrong letter: corrected when there is one package that it can mean."""

from __future__ import annotations

import re

from mity.agents.go.messages import messages
from mity.agents.go.modules import imported, module, own_packages, required_by_any, standard
from mity.agents.go.sources import Import, corrected, imports, uses, usual_name
from mity.agents.near import near
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_ABSENT = re.compile(
    r"package (?P<std>[^\s;]+) is not in (?:std|GOROOT)"
    r"|(?:no required module provides|cannot find module providing) package (?P<other>[^\s;:]+)"
    r"|package (?P<own>[^\s;]+) (?:is not in the main module|provided by [^\n]+ but not)"
)


class GoImportPath(Rule):
    """Takes the one near path among those of the standard library, the module, its requirements and its other files."""

    id = "go-import-path"
    title = "correct a misspelled import path"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        made: dict[str, str] = {}
        said: dict[str, str] = {}
        for one in messages(failure) if _ABSENT.search(failure.output) else ():
            found = _ABSENT.match(one.text)
            wrong = next(filter(None, found.groups())) if found else ""
            text = made.get(one.file, failure.read(one.file) or "")
            spec = next((i for i in imports(text) if i.path == wrong), None)
            meant = _meant(failure, one.file, text, spec) if spec else []
            if spec is None or not meant:
                continue
            if len(meant) > 1:
                return Advice(f"{one.file}:{one.line} imports {wrong}, which may mean {' or '.join(meant)}: correct it")
            if not editable(one.file):
                return Advice(
                    f"{one.file}:{one.line} imports {wrong}: did you mean {meant[0]}? mity does not edit tests"
                )
            made[one.file] = corrected(text, spec, meant[0])
            said[wrong] = meant[0]
        if not made:
            return _nowhere(failure)
        edits = tuple(Edit(file, text.encode()) for file, text in made.items())
        title = ", ".join(f"{wrong} is {right}" for wrong, right in said.items())
        cause = ErrorType.BUILD
        return Fix(self.id, f"{title}: correct the import in {', '.join(made)}", edits, scope=tuple(made), cause=cause)


def _meant(failure: FailureContext, file: str, text: str, spec: Import) -> list[str]:
    """The paths near the wrong one whose package the file uses."""
    there = {one.path for one in imports(text)} - {spec.path}
    others = {path for path in imported(failure, file) if path not in there}
    paths = {*standard(), *own_packages(failure), *required_by_any(failure), *others} - there - {spec.path}
    close = [path for path in near(spec.path, paths) if _serves(text, spec, path)]
    return sorted(path for path in close if path in others or not _inside(path, others)) if len(close) > 1 else close


def _serves(text: str, spec: Import, path: str) -> bool:
    """Whether the file's use of names agrees with a path: under an alias any does."""
    if spec.alias or usual_name(spec.path) == usual_name(path):
        return True
    return bool(uses(text, usual_name(path))) or not uses(text, usual_name(spec.path))


def _inside(path: str, others: set[str]) -> bool:
    return any(other.startswith(f"{path}/") for other in others)


def _nowhere(failure: FailureContext) -> Advice | None:
    """A package that the module itself would have to hold."""
    own = module(failure)
    for one in messages(failure) if own else ():
        found = _ABSENT.match(one.text)
        wrong = next(filter(None, found.groups())) if found else ""
        if wrong.startswith(f"{own}/"):
            return Advice(f"{one.file}:{one.line} imports {wrong}, and the module has no package of this name")
        if found and found["std"] and "." not in wrong.split("/")[0]:
            return Advice(
                f"{one.file}:{one.line} imports {wrong}, which the standard library does not have: correct it"
            )
    return None
