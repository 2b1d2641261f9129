"""Lists of pinned packages that a tool compiled from another file, and whether they still fit that file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from mity.stacks.python.manifests import strings, table, text_of, toml
from mity.text.records import dataclass

_FOLDERS = ("", "requirements/", "requires/", "deps/")
_SOURCE = re.compile(
    r"[\w.-]{0,60}requirements?[\w.-]{0,60}\.in|(?:base|main|dev|test|tests|prod|docs?|lint|common|app)\.in"
)
_OF_PYPROJECT = re.compile(
    r"^#[^\n]{0,300}\bcompile\b[^\n]{0,300}\bpyproject\.toml|^[ \t]*#[^\n]{0,200}\(pyproject\.toml\)"
    r"|^#[^\n]{0,80}\brye\b",
    re.MULTILINE,
)
_INCLUDED = re.compile(r"-(?:r|-requirement)[ \t=]+(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_MOST = 2_000
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Misfit:
    """A list that does not fit what it was compiled from: its file, the other one, and how they differ."""

    file: str
    source: str
    problem: str

    def __str__(self) -> str:
        return (
            f"{self.file} does not fit {self.source}: {self.problem}; "
            f"compile it again (uv pip compile {self.source} -o {self.file})"
        )


def misfits(root: Path) -> list[Misfit]:
    """Each compiled list of a project that does not fit its source, by the first difference."""
    found = (
        Misfit(file, source, problem)
        for file, source, wanted in _pairs(root)
        if (problem := _difference(wanted, _requirements(text_of(root, file))))
    )
    return list(found)


def _pairs(root: Path) -> Iterator[tuple[str, str, list[Requirement]]]:
    """Lists and their sources, with what a source asks for here."""
    for folder in _FOLDERS:
        for path in sorted((root / folder).glob("*.in"))[:_MOST]:
            name = f"{folder}{path.name}"
            for file in (f"{name.removesuffix('.in')}.txt", f"{name.removesuffix('.in')}.lock"):
                if _SOURCE.fullmatch(path.name) and _pins(text_of(root, file)):
                    yield file, name, list(_asked(root, name, 0))
    data = toml(root)
    wanted = [one for word in strings(table(data, "project").get("dependencies")) if (one := _requirement(word))]
    for file in ("requirements.txt", "requirements.lock", "requirements/base.txt", "requirements/main.txt"):
        text = text_of(root, file)
        if wanted and _OF_PYPROJECT.search(text) and _pins(text):
            yield file, "pyproject.toml", wanted


def _pins(text: str) -> bool:
    """Whether a list pins what it names, as compiled ones do."""
    rows = _requirements(text)
    pinned = [one for one in rows if any(part.operator == "==" for part in one.specifier)]
    return len(pinned) * 2 > len(rows)


def _asked(root: Path, name: str, depth: int) -> Iterator[Requirement]:
    """What a source asks for, and what those ask for that it includes."""
    text = text_of(root, name)
    yield from _requirements(text)
    for other in _INCLUDED.findall(text) if depth < _DEEPEST else ():
        if other.endswith(".in"):
            yield from _asked(root, str(PurePosixPath(name).parent / other), depth + 1)


def _requirements(text: str) -> list[Requirement]:
    lines = text.replace("\\\n", " ").splitlines()[:_MOST]
    words = (_COMMENT.sub("", line).partition(" --hash")[0].strip() for line in lines)
    return [one for word in words if word and not word.startswith("-") and (one := _requirement(word))]


def _requirement(word: str) -> Requirement | None:
    """A requirement that holds here; None for others and for what is none."""
    try:
        one = Requirement(word)
        return one if one.marker is None or one.marker.evaluate({"extra": ""}) else None
    except (InvalidRequirement, ValueError):
        return None


def _difference(wanted: list[Requirement], listed: list[Requirement]) -> str:
    """How a list first differs from what is wanted; empty where it fits."""
    pinned: dict[str, set[str]] = {}
    there = {canonicalize_name(one.name) for one in listed}
    for one in listed:
        for part in one.specifier:
            if part.operator == "==" and "*" not in part.version:
                pinned.setdefault(canonicalize_name(one.name), set()).add(part.version)
    for name, versions in pinned.items():
        if len(versions) > 1:
            return f"it pins {name} to {' and to '.join(sorted(versions))}"
    for one in wanted:
        name = canonicalize_name(one.name)
        if one.url is None and name not in there:
            return f"{one.name} is not in it"
        for version in pinned.get(name, ()):
            if not one.specifier.contains(version, prereleases=True):
                return f"{one.name}=={version} is not {one.name}{one.specifier}"
    return ""
