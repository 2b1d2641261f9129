"""What of a project itself decides how its tests end: assertions, runners and settings that let a failure pass.

No verdict follows from it, for much of this is honest; who reads a proof is told of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from mity.reading import Unfit, read_bytes
from mity.stacks.agreement.judges_code import in_code
from mity.stacks.agreement.left_out import DATA
from mity.stacks.agreement.replaced import replaced
from mity.text.patterns import regex

_OWN = r"[\"'`](?P<what>(?:\.{1,2}|<rootDir>|\$\{\w{1,20}\})/[^\"'`\n]{1,200})[\"'`]"
_JEST = r"(?:.*/)?(?:package\.json|jest[\w.-]*\.config\.\w+|jest\.preset\.\w+)"
_VITE = r"(?:.*/)?(?:vitest|vite)[\w.-]*\.(?:config|workspace|projects)\.\w+"
_GRADLE = r"(?:.*/)?build\.gradle(?:\.kts)?"
_CARGO = r"(?:.*/)?\.cargo/config(?:\.toml)?"
_LIBRARIES = r"(?:vitest|@vitest/[\w-]{1,30}|chai|jest|@jest/[\w-]{1,30}|mocha|@playwright/test|node:assert|assert)"
_ROWS: tuple[tuple[str, str, str], ...] = (
    (_JEST, rf"\b(?P<key>testRunner|testEnvironment|runner)[\"']?\s{{0,8}}:\s{{0,8}}{_OWN}", "{key} is {what}"),
    (
        _JEST,
        r"\btransform[\"']?\s{0,8}:\s{0,8}\{[^{}]{0,400}?[\"'`](?!\^?\(\?!)[^\"'`\n]{0,80}[jt]\]?s[^\"'`\n]{0,40}[\"'`]\s{0,8}:"
        rf"\s{{0,8}}\[?\s{{0,8}}{_OWN}",
        "code is rewritten by {what}",
    ),
    (
        _JEST,
        r"\bmoduleNameMapper[\"']?\s{0,8}:\s{0,8}\{[^{}]{0,400}?[\"'`](?P<key>[^\"'`\n]{0,80}(?:src|lib|app)/[^\"'`\n]{0,80})[\"'`]"
        r"\s{0,8}:\s{0,8}\[?\s{0,8}[\"'`](?P<what>[^\"'`\n]{0,200}(?:test|mock|fake|stub)[^\"'`\n]{0,200})[\"'`]",
        "moduleNameMapper puts {what} in the place of {key}",
    ),
    (_VITE, rf"\b(?P<key>runner|environment)\s{{0,8}}:\s{{0,8}}{_OWN}", "{key} is {what}"),
    (_VITE, r"\bretry\s{0,8}:\s{0,8}(?P<what>[1-9]\d{0,2})\b", "tests that fail are tried {what} times more"),
    (_VITE, r"\b(?P<what>dangerouslyIgnoreUnhandledErrors)[\"']?\s{0,8}:\s{0,8}true", "{what} is on"),
    (
        _VITE,
        rf"\balias\b[^\n]{{0,40}}[\[{{][^\]}}]{{0,400}}?[\"'`/^](?P<what>{_LIBRARIES})\$?[\"'`/]",
        "another module stands in the place of {what}",
    ),
    (
        _VITE,
        r"\btransform\b[^;]{0,160}?[\"'`/](?P<what>[^\"'`\n;]{0,60}\b(?:test|spec)\b)",
        "a plug-in rewrites code by the name {what}",
    ),
    (
        r"(?:.*/)?(?:\.mocharc\.\w+|\.mocharc|package\.json|mocha\.opts)",
        rf"(?:[\"']?\bui[\"']?\s{{0,8}}:\s{{0,8}}{_OWN}|--ui[ =](?P<other>\.{{1,2}}/[\w./-]{{1,100}}))",
        "the interface of mocha is {what}{other}",
    ),
    (r"(?:.*/)?pom\.xml", r"<(?P<what>enableAssertions)>\s{0,40}false", "{what} is false"),
    (_GRADLE, r"\b(?P<what>enableAssertions)\s{0,8}=\s{0,8}false", "{what} is false"),
    (
        r"(?:.*/)?(?:pom\.xml|build\.gradle(?:\.kts)?)",
        r"(?<![\w-])(?P<what>-da|-disableassertions)\b",
        "{what} turns assertions off",
    ),
    (
        _CARGO,
        r"\b(?P<key>rustc(?:-workspace)?-wrapper|rustc)\s{0,8}=\s{0,8}\"(?P<what>[^\"\n]{0,100}/[^\"\n]{1,100})\"",
        "{key} is {what}",
    ),
    (
        r"(?:.*/)?Cargo\.toml",
        r"\[profile\.(?:dev|test)\](?:(?!\n\[)[\s\S]){0,400}?(?P<what>debug-assertions)\s{0,8}=\s{0,8}false",
        "{what} is false",
    ),
    (
        r"(?:.*/)?Cargo\.toml",
        r"^\[{1,2}(?P<key>lib|bin|test)\]{1,2}(?:(?!\n\[)[\s\S]){0,400}?\n[ \t]{0,8}test[ \t]{0,8}=[ \t]{0,8}false",
        "tests of the {key} are off",
    ),
    (
        r"(?:.*/)?META-INF/services/org\.junit\.(?:jupiter\.api\.extension|platform\.launcher)\.\w+",
        r"^[ \t]*(?P<what>[\w.$]{1,200})",
        "{what} is loaded beside all tests",
    ),
)
_PATTERNS = tuple((re.compile(name), regex(text, re.MULTILINE), words) for name, text, words in _ROWS)
_SHADOWS = re.compile(
    r"(?P<module>pytest|_pytest|pluggy|unittest|doctest|compileall)(?:\.py|/__init__\.py)|(?:.*/)?(?P<what>org/junit/(?:jupiter/api/)?(?:Assert|Assertions|Assume|Assumptions|Test)|org/testng/Assert"
    r"|org/assertj/core/api/Assertions|org/hamcrest/MatcherAssert|org/mockito/Mockito)\.(?:java|kt|groovy)"
)
_NAMED = regex(r"(?<![\w./-])(\./[\w./-]{1,120}\.[cm]?[jt]s)\b|<rootDir>/([\w./-]{1,120}\.[cm]?[jt]s)\b")
_NAMES_FILES = re.compile(
    r"(?:package\.json|\.mocharc[\w.]*|bunfig\.toml|(?:jest|vitest|vite|playwright|ava|mocha)[\w.-]*\.\w+)"
)
_LARGEST, _MOST_FILES, _MOST = 512 * 1024, 4_000, 20
_SHOWN = 3


def judges(root: Path, files: Iterable[str], tests: Iterable[str]) -> list[str]:
    """Clauses, each with the file in it, of the `files` of a project, of which those of `tests` hold tests.

    What settings name (`./setup.js`) is looked at as the tests are. Other code of the project is not; where there are
    very many files, tests and those of few folders come first.
    """
    code = set(tests)
    near = sorted(files, key=lambda name: (name not in code, name.count("/"), name))
    names = sorted(near[:_MOST_FILES])
    found = [
        f"{one} stands in the place of {at['what'] or at['module']}" for one in names if (at := _SHADOWS.fullmatch(one))
    ]
    for name in names:
        rows = [(pattern, words) for place, pattern, words in _PATTERNS if place.fullmatch(name)]
        text = _text(root / name) if rows or _NAMES_FILES.fullmatch(PurePosixPath(name).name) else ""
        found += [f"{name}: {words.format_map(_Groups(at))}" for pattern, words in rows if (at := pattern.search(text))]
        code |= set(_named(PurePosixPath(name).parent, text))
    for name in sorted(code & set(names)):
        if DATA & set(PurePosixPath(name).parts[:-1]):
            continue
        found += [f"{name} {what}" for what in in_code(name, _text(root / name))]
    found += replaced(root, names)
    return list(dict.fromkeys(found))[:_MOST]


def told(found: list[str]) -> str:
    """A clause that names the first of these, with a semicolon before it; empty where there are none."""
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"; the project itself decides how tests end: {', '.join(found[:_SHOWN])}{more}" if found else ""


class _Groups(dict[str, str]):
    """The named groups of a match; empty for one that took no part."""

    def __init__(self, found: re.Match[str]) -> None:
        super().__init__({name: value or "" for name, value in found.groupdict().items()})

    def __missing__(self, key: str) -> str:
        return ""


def _named(folder: PurePosixPath, text: str) -> Iterator[str]:
    """The files of code that a file of settings names, by their paths from the top."""
    for at in _NAMED.finditer(text):
        yield (folder / (at[1] or at[2])).as_posix()


def _text(path: Path) -> str:
    try:
        return read_bytes(path, _LARGEST).decode("utf-8", "replace")
    except (Unfit, OSError):
        return ""
