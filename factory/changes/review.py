"""What a careful reader objects to in a change: secrets, leftovers, weakened tests, routes that nobody tests."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from mity.changes.protected import MANIFESTS, is_test, matches
from mity.redaction import TOKEN_PATTERNS
from mity.text.patterns import regex
from mity.text.records import dataclass

Change = tuple[str | None, str | None]
BLOCK, COMMENT = "block", "comment"
MOST_LINES = 400
DEEPEST = 8

_SECRET = regex(rf"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:{'|'.join(TOKEN_PATTERNS)})")
_PASSWORD = regex(
    r"(?i:\b(?:password|passwd|secret|api_?key|access_?key|auth_?token)\b[\"']?\s*[:=]\s*[\"'][^\"'\s${}<>]{8,}[\"'])"
)
_MARKER = regex(r"^(?:<{7} |>{7} |\|{7} )")
_DEBUGGER = regex(r"\bbreakpoint\(\)|\bimport i?pdb\b|^\s*debugger;|\bdbg!\(|\bbinding\.pry\b|\bDebugger\.Break\(")
_ONLY = regex(r"\b(?:it|test|describe)\.only\(|\bf(?:it|describe)\(")
_SKIP = regex(
    r"\b(?:it|test|describe)\.(?:skip|todo)\(|\bx(?:it|describe)\(|@Disabled\b|@Ignore\b|#\[ignore|"
    r"pytest\.mark\.(?:skip|xfail)\b|Skip\s*=\s*\""
)
_TODO = regex(r"\b(?:TODO|FIXME|XXX|HACK)\b")
_PRINT = regex(r"\bconsole\.log\(|\bprintln!\(|\bSystem\.out\.print|\bConsole\.WriteLine\(|^\s*print\(")
_ROUTE = regex(
    r"@\w*(?:router|app|api|bp)\w*\.(?:get|post|put|patch|delete|route)\(|@(?:Get|Post|Put|Patch|Delete)Mapping\b"
    r"|^\s*@(?:GET|POST|PUT|PATCH|DELETE)\b|\.route\(\s*\"|\.Map(?:Get|Post|Put|Patch|Delete)\("
)
_LINES = (
    ("secret", BLOCK, _SECRET, "looks like a secret"),
    ("merge-marker", BLOCK, _MARKER, "is left of a merge"),
    ("debugger", BLOCK, _DEBUGGER, "stops the program in a debugger"),
    ("focused-test", BLOCK, _ONLY, "lets no other test run"),
    ("todo", COMMENT, _TODO, "is left to be done"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection: whether it blocks, where, and why."""

    level: str
    rule: str
    path: str
    line: int
    text: str

    def to_json(self) -> dict[str, object]:
        """Plain data."""
        return {"level": self.level, "rule": self.rule, "path": self.path, "line": self.line, "text": self.text}

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.text}"


def review(changes: Mapping[str, Change], *, removal: bool = False) -> list[Finding]:
    """The findings in a change; `changes` maps paths to their texts before and after (None: not there, or binary).

    In a `removal` tests may go with what they tested.
    """
    found: list[Finding] = []
    for path, (before, after) in sorted(changes.items()):
        if after is None:
            if before is not None and is_test(path) and not removal:
                found.append(Finding(BLOCK, "test-deleted", path, 0, "a test was deleted"))
            continue
        added = list(added_lines(before or "", after))
        found += _in_lines(path, added, existing=before is not None)
        found += _in_file(path, before, after, added)
    if not removal:
        found += _untested_routes(changes)
    return sorted(found, key=lambda one: (one.level != BLOCK, one.path, one.line))


def added_lines(before: str, after: str) -> Iterator[tuple[int, str]]:
    """The lines that `after` has more than `before`, with their numbers from 1."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, _, _, start, end in matcher.get_opcodes():
        if tag in ("insert", "replace"):
            yield from ((number + 1, new[number]) for number in range(start, end))


def _in_lines(path: str, added: Iterable[tuple[int, str]], *, existing: bool) -> Iterator[Finding]:
    for number, line in added:
        for rule, level, pattern, why in _LINES:
            if pattern.search(line):
                shown = "" if rule == "secret" else f"`{line.strip()[:80]}` "
                yield Finding(level, rule, path, number, f"{shown}{why}".strip())
        if _PASSWORD.search(line):
            yield Finding(COMMENT if is_test(path) else BLOCK, "password", path, number, "looks like a password")
        if is_test(path):
            if existing and _SKIP.search(line):
                yield Finding(BLOCK, "test-skipped", path, number, f"`{line.strip()[:80]}` takes a test out of the run")
        elif _PRINT.search(line):
            yield Finding(COMMENT, "print", path, number, f"`{line.strip()[:80]}` prints instead of logging")


def _in_file(path: str, before: str | None, after: str, added: list[tuple[int, str]]) -> Iterator[Finding]:
    if matches(path.rpartition("/")[2], MANIFESTS) and before is not None and added and "lock" not in path:
        for number, line in added:
            yield Finding(
                COMMENT, "dependency", path, number, f"`{line.strip()[:80]}` changes what the application needs"
            )
    lines = after.count("\n") + 1
    if not is_test(path) and added and lines > MOST_LINES >= (before or "").count("\n"):
        yield Finding(COMMENT, "long-file", path, 0, f"it has {lines} lines now, more than {MOST_LINES}")
    unit = 2 if path.endswith((".ts", ".tsx", ".js", ".jsx", ".vue", ".html", ".css", ".json", ".yaml", ".yml")) else 4
    deep = next(((n, line) for n, line in added if line.strip() and _depth(line, unit) > DEEPEST), None)
    if deep and not is_test(path) and path.endswith((".py", ".ts", ".js", ".java", ".rs", ".cs", ".go")):
        yield Finding(COMMENT, "nesting", path, deep[0], f"more than {DEEPEST} levels deep")


def _depth(line: str, unit: int) -> int:
    return (len(line) - len(line.lstrip(" "))) // unit


def _untested_routes(changes: Mapping[str, Change]) -> Iterator[Finding]:
    """New routes without a line of new tests anywhere in the change."""
    tested = any(
        after is not None and is_test(path) and any(True for _ in added_lines(before or "", after))
        for path, (before, after) in changes.items()
    )
    for path, (before, after) in sorted(changes.items()):
        if tested or after is None or is_test(path):
            continue
        for number, line in added_lines(before or "", after):
            if _ROUTE.search(line):
                yield Finding(BLOCK, "untested-route", path, number, "a new route, and no test came with it")
                break
