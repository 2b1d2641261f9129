"""A library that the sources use and that a build script of Gradle lost: declared again as an earlier commit has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from mity.agents.java.libraries import usual_artifact
from mity.agents.normalise import normalise
from mity.agents.project_files import files
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.system.git_history import earlier_versions
from mity.text.records import dataclass

SCRIPTS = ("build.gradle", "build.gradle.kts")
_ABSENT = re.compile(
    r"(?<![^\s:])(?P<file>[^\s:]+\.(?:java|kt|groovy)):\d+: error: package (?P<package>(?=\w+\.)[\w.]+) does not exist"
)
_DECLARED = re.compile(
    r"^[ \t]*(?!classpath\b)[a-z]\w*[ \t]*(?:\([ \t]*)?(?:platform\()?[\"']"
    r"(?P<group>[\w.-]+):(?P<name>[\w.-]+)(?::[^\"'\s]+)?[\"']"
)
_MOST = 3


@dataclass(frozen=True, slots=True)
class _Lost:
    """A line that declares `coordinates` in an earlier commit of a script, and how many of today's stand above it."""

    coordinates: str
    line: str
    at: int


class GradleDependency(Rule):
    """Only lines that a commit of the same script has, and only for packages that they may provide."""

    id = "gradle-dependency"
    title = "declare a library in a build script of Gradle again"

    def propose(self, failure: FailureContext) -> Proposal | None:
        missing = {found["package"]: found["file"] for found in _ABSENT.finditer(normalise(failure.output).text)}
        if not missing:
            return None
        wanted: dict[str, list[_Lost]] = {}
        for package, file in missing.items():
            script, lost = _provider(failure, package, file)
            if lost is None:
                text = f"no library in {script or SCRIPTS[0]} provides {package}, nor did one before"
                return Advice(f"{text}: declare the one you mean") if script else None
            if lost not in wanted.setdefault(script, []):
                wanted[script].append(lost)
        edits = tuple(Edit(path, _with(failure, path, lines).encode()) for path, lines in wanted.items())
        names = ", ".join(one.coordinates for lines in wanted.values() for one in lines)
        title = f"{names} is used but not declared: in {', '.join(wanted)} again, as before"
        return Fix(self.id, title, edits, scope=tuple(wanted))


def _provider(failure: FailureContext, package: str, file: str) -> tuple[str, _Lost | None]:
    """The nearest script of a source file that lost a library of the package, and the line; else the nearest one."""
    scripts = list(_scripts(failure, file))
    for script in scripts:
        lost = _lost(failure, script)
        if len(lost) > _MOST:
            continue
        fits = [one for one in lost if _provides(one.coordinates, package)]
        if len(fits or lost) == 1:
            return script, (fits or lost)[0]
    return (scripts[0] if scripts else ""), None


def _scripts(failure: FailureContext, file: str) -> Iterator[str]:
    """The scripts of the folders above a source file, the nearest first."""
    own = failure.inside(file)
    known = set(files(failure, *SCRIPTS))
    for folder in PurePosixPath(own).parents if own else ():
        yield from (path for name in SCRIPTS if (path := str(folder / name)) in known)


def _lost(failure: FailureContext, script: str) -> list[_Lost]:
    """What the newest commit that declares more than today declared, each line with its place among those of today."""
    now = (failure.read(script) or "").splitlines()
    declared = {found["name"] for line in now if (found := _DECLARED.match(line))}
    for data in earlier_versions(failure.root, script):
        before = data.decode("utf-8", "replace").splitlines()
        gone = [
            _Lost(f"{match['group']}:{match['name']}", line, at)
            for tag, start, end, at, _ in SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
            if tag in ("delete", "replace")
            for line in before[start:end]
            if (match := _DECLARED.match(line)) and match["name"] not in declared
        ]
        if gone:
            return gone
    return []


def _provides(coordinates: str, package: str) -> bool:
    """Whether a library may have a package: by the table, by its group, or by a word of its name."""
    known = usual_artifact(package)[0]
    group, _, name = coordinates.partition(":")
    words = {word for word in re.split(r"[-._]", f"{name}") if len(word) > 2}
    return known == coordinates if known else package.startswith(f"{group}.") or bool(words & set(package.split(".")))


def _with(failure: FailureContext, path: str, lost: list[_Lost]) -> str:
    text = failure.read(path) or ""
    lines = text.splitlines(keepends=True)
    for one in sorted(lost, key=lambda line: line.at, reverse=True):
        lines.insert(one.at, f"{one.line}\n")
    return "".join(lines)
