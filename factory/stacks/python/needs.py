"""What is installed to test a Python project, as its own contributors would: the words after `pip install`."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from mity.stacks.python.constraints import requirements
from mity.stacks.python.manifests import ini, normal, strings, table, text_of, toml
from mity.stacks.python.places import EXTRA, FILE, PIPFILE, Place, expanded, extras, run_time_files, test_places
from mity.stacks.python.runners import runners

_GUIDES = (
    *("CONTRIBUTING*", "README*", "docs/contributing*", "docs/CONTRIBUTING*", "Makefile", "DEVELOP*", "HACKING*"),
    *(".github/CONTRIBUTING*", ".github/workflows/*.y*ml", ".travis.yml"),
)
_SAID = re.compile(r"(?:pip3?|pip\S*) install\b[^\n]{0,100}?[\s\"']\.\[(?P<extras>[\w, .-]{1,100})\]")
_MOST = 200_000
_UNUSED = re.compile(
    r"docs?|documentation|lint(?:ing|ers?)?|typing|mypy|format|style|release|publish|build|benchmarks?"
)
_OLD_BACKEND = re.compile(r'^build-backend\s*=\s*"poetry\.masonry\.api"', re.MULTILINE)


def install_words(root: Path) -> tuple[str, ...]:
    """The words that install the project with what its tests need, with pytest: it counts the tests.

    The project itself is installed editable where it can be; its extras are those for tests, or where there are none
    those that its guides name, or else all that may matter to tests.
    """
    data = toml(root)
    said, places = runners(root), test_places(root)
    if any(map(_is_pytest, said.words)):  # an environment of its own for the tests: what else developers use stays out
        places = [place for place in places if place.kind != FILE or place.purpose == "test"]
    chosen = [place.key for place in places if place.kind == EXTRA] + said.extras
    known = {normal(name): name for name in extras(root, data)}
    if not chosen:
        chosen = sorted(_guided(root) & known.keys()) or [name for name in known if not _UNUSED.fullmatch(name)]
    names = dict.fromkeys(known[normal(name)] for name in chosen if normal(name) in known)
    words = [*_project(root, data, list(names)), *_files(root, places, said.words)]
    words += [word for place in places if place.kind not in (EXTRA, FILE) for word in place.words]
    words += [word for group in said.groups for word in expanded(data, group)]
    words += [word for word in said.words if not word.startswith("-") and not _is_file(root, word)]
    words = _once(words)
    return tuple(words) if any(_is_pytest(word) for word in words) else (*words, "pytest")


def _files(root: Path, places: list[Place], said: list[str]) -> list[str]:
    """`-r` and `-c` with their files: the application's own, those for tests, and what a runner names."""
    pairs = [("-r", name) for name in run_time_files(root)]
    pairs += [("-r", place.words[1]) for place in places if place.words[:1] == ("-r",)]
    pairs += [(flag, name) for flag, name in pairwise(said) if flag in ("-r", "-c")]
    return [word for pair in dict.fromkeys(pairs) for word in pair]


def _is_file(root: Path, word: str) -> bool:
    return word.endswith((".txt", ".in")) and (root / word).is_file()


def _once(words: list[str]) -> list[str]:
    """The words without those that are there twice; an option stays with what follows it."""
    pairs: list[tuple[str, ...]] = []
    rest = iter(words)
    for word in rest:
        pairs.append((word, next(rest)) if word in ("-r", "-c", "--editable") else (word,))
    return [word for pair in dict.fromkeys(pairs) for word in pair]


def _is_pytest(word: str) -> bool:
    try:
        return Requirement(word).name.lower() == "pytest"
    except InvalidRequirement:
        return False


def _project(root: Path, data: dict[str, Any], names: list[str]) -> list[str]:
    """The project itself with extras; only what it requires where it is no package."""
    poetry, project = table(data, "tool", "poetry"), table(data, "project")
    packaged = poetry.get("package-mode") is not False and table(data, "tool", "uv").get("package") is not False
    if packaged and _is_package(root, data):
        place = f".[{','.join(names)}]" if names else "."
        return [place] if _OLD_BACKEND.search(text_of(root, "pyproject.toml")) else ["--editable", place]
    words = strings(project.get("dependencies"))
    optional = table(project, "optional-dependencies")
    words += [word for name in names for word in strings(optional.get(name))]
    entries = {**table(poetry, "dependencies"), **table(toml(root, PIPFILE), "packages")}
    return words + [word for name, one in entries.items() if name != "python" for word in requirements(name, one)]


def _is_package(root: Path, data: dict[str, Any]) -> bool:
    if (root / "setup.py").is_file() or table(data, "project") or table(data, "tool", "flit", "metadata"):
        return True
    return bool(table(data, "tool", "poetry").get("name")) or ini(text_of(root, "setup.cfg")).has_section("metadata")


def _guided(root: Path) -> set[str]:
    """The extras that the project's own instructions tell to install."""
    found: set[str] = set()
    for path in (path for glob in _GUIDES for path in sorted(root.glob(glob)) if path.is_file()):
        text = text_of(root, path.relative_to(root).as_posix())[:_MOST]
        found |= {normal(name.strip()) for one in _SAID.finditer(text) for name in one["extras"].split(",")}
    return found
