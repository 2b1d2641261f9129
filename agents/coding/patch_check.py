"""What the change of an agent is looked at for, beyond the scopes that hold for every fix."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable

from mity.agents.coding.project_copy import Changes
from mity.changes.gates import gate
from mity.changes.protected import PROTECTED, matches
from mity.coding.task import GATES, LOCKS
from mity.healing.scopes import MOST_SOURCE_FILES, MOST_SOURCE_LINES

FORBIDDEN = (
    *PROTECTED,
    *(f"**/{name}" for name in (*LOCKS, *GATES)),
    *(".mity/**", ".husky/**", "**/.env", "**/.env.*"),
)
_SILENCERS = re.compile(
    r"#\s*noqa|#\s*type:\s*ignore|#\s*pyright:\s*ignore|#\s*pylint:\s*disable|pragma:\s*no\s*cover|#\s*nosec\b"
    r"|eslint-disable|oxlint-disable|biome-ignore|@ts-(?:ignore|nocheck|expect-error)|(?:istanbul|c8|v8)\s+ignore"
    r"|#!?\[\s*(?:allow|expect)\(|@SuppressWarnings|#pragma\s+warning\s+disable|<NoWarn>"
    r"|PYTEST_CURRENT_TEST|PYTEST_VERSION|pytest\.(?:skip|xfail|exit|importorskip)|unittest\.skip"
    r"|VITEST_WORKER_ID|JEST_WORKER_ID|skipTests|maven\.test\.skip|testFailureIgnore|\"strict\"\s*:\s*false",
    re.IGNORECASE,
)
_INLINE_TESTS = re.compile(rb"#\[(?:\w+::)?test\b|#\[cfg\(test\)\]|#\[ignore\b")
_PACKAGE = ("scripts", "jest", "vitest", "mocha", "ava", "nyc", "c8", "eslintConfig", "prettier", "lint-staged")
_LONGEST_PATCH = 20_000


def objection(changes: Changes, forbidden: Iterable[str], redact: Callable[[str], str]) -> str:
    """Why the changes must not mend anything, or an empty string. `redact` masks the secrets of a text."""
    forbidden = tuple(forbidden)
    for path in changes:
        if matches(path, forbidden):
            return f"it touched {path}, which is not an agent's to change"
    if found := suspicion(changes, redact):
        return found
    if len(changes) > MOST_SOURCE_FILES:
        return f"it touched {len(changes)} files, {MOST_SOURCE_FILES} at most"
    lines = sum(_size(before or b"", after) for before, after in changes.values())
    return f"it changed {lines} lines, {MOST_SOURCE_LINES} at most" if lines > MOST_SOURCE_LINES else ""


def suspicion(changes: Changes, redact: Callable[[str], str]) -> str:
    """What no change of an agent may hold, wherever it stands and whatever it is for; or an empty string."""
    for path, (before, after) in changes.items():
        if what := _weakened(path, before, after):
            return f"it changed {what} in {path}, which is a gate"
        added = _added(before or b"", after)
        if found := _SILENCERS.search(added):
            return f"it silences a check in {path} ({found[0].strip()})"
        if redact(added) != added:
            return f"it wrote a secret into {path}"
    return ""


def patch(changes: Changes, longest: int = _LONGEST_PATCH) -> str:
    """The changes as a unified diff, cut when very long."""
    text = "".join(
        line if line.endswith("\n") else line + "\n"
        for path, (before, after) in changes.items()
        for line in difflib.unified_diff(
            _lines(before or b""), _lines(after), "/dev/null" if before is None else f"a/{path}", f"b/{path}"
        )
    )
    return text if len(text) <= longest else text[:longest] + "\n[… the rest is left out …]\n"


def _weakened(path: str, before: bytes | None, after: bytes) -> str:
    """The gate inside a manifest or a source file that differs, or an empty string."""
    name = path.rpartition("/")[2]
    if name == "pyproject.toml" and before is not None and not _parses(before):
        return "a file that could not be read before"
    if name == "package.json":
        return _package(before, after)
    if name.endswith(".rs") and before is not None and _tests_of(before) != _tests_of(after):
        return "the tests"
    return gate(path, before or b"", after)


def _parses(data: bytes) -> bool:
    try:
        tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False
    return True


def _package(before: bytes | None, after: bytes) -> str:
    try:
        old, new = json.loads(before or b"{}"), json.loads(after)
        return next((f'"{key}"' for key in _PACKAGE if old.get(key) != new.get(key)), "")
    except (ValueError, AttributeError, RecursionError):
        return "a file that is not JSON"


def _tests_of(data: bytes) -> list[bytes]:
    """Rust keeps tests beside the code: all from the first mark of one on, in whatever order items stand."""
    found = _INLINE_TESTS.search(data)
    return data[found.start() :].split() if found else []


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").splitlines(keepends=True)


def _added(before: bytes, after: bytes) -> str:
    return "".join((Counter(_lines(after)) - Counter(_lines(before))).elements())


def _size(before: bytes, after: bytes) -> int:
    """Lines taken away and lines added, line ends apart; order does not count."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return (new - old).total() + (old - new).total()
