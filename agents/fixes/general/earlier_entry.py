"""A manifest that names what does not exist, where an earlier commit of it named something else in that line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from mity.agents.node.managers import manager
from mity.agents.project_files import editable, files
from mity.agents.python.locking import relocked
from mity.agents.rust import manifest as cargo
from mity.changes.edit import Edit
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule
from mity.system.git_history import earlier_versions

OF_PYTHON = ("pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "requirements.txt")
_BESIDE = {"Cargo.toml": cargo.SCOPE, "go.mod": ("go.mod", "go.sum")}
_MANIFESTS = (*OF_PYTHON, "package.json", *_BESIDE, "pom.xml", "build.gradle", "build.gradle.kts")
_LIST = re.compile(
    r"\A(?:[\w.-]+/)*(?:[\w.-]*(?:requirements|reqs)[\w.-]*|(?:requirements|reqs)/[\w.-]+)\.(?:txt|in)\Z"
)
_ABSENT = re.compile(
    r"No matching distribution found for|Could not find a version that satisfies"  # pip
    r"|was not found in the package registry|there (?:is|are) no versions? of|requirements are unsatisfiable"
    r"|\b[Oo]nly \S{1,200} (?:is|are) available"  # uv
    r"|doesn't match any versions|no versions of|BackendUnavailable|Cannot import '|ModuleNotFoundError"
    r"|AttributeError: module '"  # the version that setuptools reads from an attribute
    r"|npm (?:ERR!|error) (?:404|notarget)|ERR_PNPM_(?:NO_MATCHING_VERSION|FETCH_404)"
    r"|Couldn't find (?:any versions|package)|: No candidates found|YN0035: \W{1,4}\S{1,200}: Package not found"  # yarn
    r"|no matching package|failed to select a version|does not have (?:these|that) feature|neither a dependency nor"
    r"|Could not find artifact|could not be resolved|[Uu]nresolveable build extension|Non-resolvable parent POM"
    r"|unknown revision|invalid version|no matching versions for query|[Rr]epository not found|404 Not Found"
    r"|/@v/\S{1,200}: 4(?:03 Forbidden|10 Gone)"  # what proxies of Go answer that do not have it
    r"|invalid go version|[Mm]issing script: |sh: (?:line )?(?:\d+: )?[\w@./-]+: (?:command )?not found"
    r"|unrecognized import path|Could not find method|Could not resolve|Could not find [\w.-]+:[\w.-]+:"
    r"|Plugin with id '[^']+' not found|Plugin \[id: '"  # Gradle
)
_PLACE = re.compile(r"^[^\s:]{1,300}\.\w{1,5}:\d+(?::\d+)?: ")  # whose name is none of what is missed
_OF_PROJECT = re.compile(r"\b(?:for|on) project [\w.:-]{1,300}")  # Maven, of the module that it was at
_LOG = "A complete log of this run"  # npm's, right behind what it did not find
_UNSET = re.compile(r"must be a valid version but is '\$\{([\w.-]+)\}'")  # Maven
_FOLLOWING = 2  # lines: cargo and uv go on to say what was searched for
_WORD = re.compile(r"[\w@][\w.@/+-]*\w")
_NAMES = re.compile(r"(?<![\w-])[A-Za-z_][\w-]{3,}")  # the parts of a dotted name, but not of a version
_NEAR = 0.6
Wrong = Callable[[set[str], set[str]], set[str]]
"""What is wrong in a line: its words before and its words now, to those that must not stand there."""


class EarlierEntry(Rule):
    """Only a line that holds a word which the tool did not find, and only as an earlier commit has the same line."""

    id = "earlier-entry"
    title = "write an entry of a manifest as an earlier commit has it"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        named, unset = _absent(failure.output), set(_UNSET.findall(failure.output))
        if not named and not unset:
            return None

        def wrong(old: set[str], now: set[str]) -> set[str]:
            return (now - old) & named or (now - old if (old - now) & unset else set())

        for path in files(failure, *_MANIFESTS, ".txt", ".in"):
            fits = PurePosixPath(path).name in _MANIFESTS or _is_requirements(path)
            if fits and editable(path) and (found := restored(failure, path, wrong)):
                made, word = found
                return _fix(self.id, failure, Edit(path, made.encode()), f"{word} does not exist: {path} as before")
        return None


def _is_requirements(path: str) -> bool:
    """Whether a file is a list for pip, as people call theirs."""
    return _LIST.fullmatch(path) is not None


def _absent(output: str) -> set[str]:
    """The words of the lines in which a tool says that something does not exist."""
    lines = [_OF_PROJECT.sub("", _PLACE.sub("", line)) for line in output.splitlines() if _LOG not in line]
    close = [near for at, line in enumerate(lines) if _ABSENT.search(line) for near in lines[at : at + 1 + _FOLLOWING]]
    return set(words_of("\n".join(close)))


def words_of(text: str) -> Iterator[str]:
    """The words of a text, and the parts of those that are put together of a name and a version or a path."""
    for match in _WORD.finditer(text):
        yield match.group()
        yield from filter(None, re.split(r"[@/]", match.group()))
        yield from _NAMES.findall(match.group())


def restored(failure: FailureContext, path: str, wrong: Wrong) -> tuple[str, str] | None:
    """The file at `path` with the lines of its newest earlier commit that differs in place of those in which `wrong`
    finds words, and the longest such word of the last one; None where no commit has other ones.
    """
    text = failure.read(path)
    if text is None:
        return None
    now = text.splitlines(keepends=True)
    for version in earlier_versions(failure.root, path):
        old = version.decode("utf-8", "replace").splitlines(keepends=True)
        made, word = list(now), ""
        for at, before in changed(old, now):
            if found := wrong(set(words_of(before)), set(words_of(now[at]))):
                made[at], word = before, max(found, key=len)
        if word:
            return "".join(made), word
    return None


def changed(old: list[str], now: list[str]) -> Iterator[tuple[int, str]]:
    """The places of lines that were written anew, and how they read before; lines that came or went are none."""
    for what, start, end, at, until in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if what == "replace" and end - start == until - at:
            pairs = zip(range(at, until), old[start:end], strict=True)
            yield from (
                (place, line) for place, line in pairs if SequenceMatcher(None, line, now[place]).ratio() >= _NEAR
            )


def _fix(rule: str, failure: FailureContext, edit: Edit, title: str) -> Fix:
    name = PurePosixPath(edit.path).name
    if name in OF_PYTHON or _is_requirements(edit.path):
        return replace(relocked(failure, rule, title, (edit,)), cause=ErrorType.DEPENDENCY)
    beside = manager(failure).scope if name == "package.json" else _BESIDE.get(name, ())
    return Fix(rule, title, (edit,), scope=(edit.path, *beside), cause=ErrorType.DEPENDENCY)
