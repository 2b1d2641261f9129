"""A wish in words, handed to somebody outside mity who writes code: what is wished, and under which terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from mity.changes.edit import Edit
from mity.changes.gates import gate
from mity.changes.protected import CONFIGS, MANIFESTS, PROTECTED, SOURCES, matches
from mity.command import Run

MOST_FILES = 40
MOST_LINES = 3000
LOCKS = (
    *("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "requirements*.lock", "package-lock.json"),
    *("pnpm-lock.yaml", "yarn.lock", "Cargo.lock", "packages.lock.json", "go.sum", "gradle.lockfile"),
)
GATES = (
    *("Makefile", "makefile", "justfile", "Taskfile.y*ml", "lefthook.y*ml", "biome.json*", "pyrightconfig.json"),
    *(".mocharc*", "playwright.config.*", "cypress.config.*", "phpunit.xml*", "sitecustomize.py", "usercustomize.py"),
    *("*.pth", ".editorconfig"),
)
TESTS = (
    *("tests/**", "test/**", "**/tests/**", "**/test/**", "**/__tests__/**", "**/__snapshots__/**", "**/*.snap"),
    *("**/test_*.py", "**/*_test.*", "**/*.test.*", "**/*.spec.*", "**/*Test.java", "**/*Tests.java", "**/*Tests.cs"),
)
# Settings that also say how tests are found and how strict the compiler is; a failure may need them, no feature does.
_STRICTNESS = (
    *("vite.config.*", "tsconfig*.json", "angular.json", "babel.config.*", "*.runsettings", "xunit.runner.json"),
    *("junit-platform.properties", "rust-toolchain*", "mvnw*", "gradlew*"),
)
# Whatever is protected and no test is a gate, wherever it lies: a pytest.ini below tests/ decides about tests as well.
NEVER = (
    *(glob for glob in PROTECTED if glob not in TESTS),
    *(f"**/{glob}" for glob in PROTECTED if glob not in TESTS and "/" not in glob),
    *(f"**/{name}" for name in (*LOCKS, *GATES, *_STRICTNESS)),
    *(".mity/**", ".husky/**", ".cargo/**", "**/.env", "**/.env.local"),
)
_SETTINGS = tuple(glob for glob in (*MANIFESTS, *CONFIGS) if glob not in ("mvnw", "gradlew", "*.sh", ".env", ".env.*"))
_TEXTS = ("*.md", "*.txt", "*.csv", "*.svg", "*.xml", "*.sass", "*.less", "*.prisma", ".env.example")
ALLOWED = (*SOURCES, *(f"**/{name}" for name in (*_SETTINGS, *_TEXTS)))
IN_TESTS = (*SOURCES, *(f"**/*.{suffix}" for suffix in ("json", "csv", "txt", "md", "snap")))
Changed = Mapping[str, tuple[bytes | None, bytes]]


@dataclass(frozen=True, slots=True)
class ChangePolicy:
    """What the work may change, how much of it, and what it may cost.

    Existing files that match `tests` stay as they are; new ones must come. Nothing that matches `forbidden` may
    change or appear. Budgets are in seconds and US dollars.
    """

    allowed: tuple[str, ...] = ALLOWED
    tests: tuple[str, ...] = TESTS
    forbidden: tuple[str, ...] = NEVER
    most_files: int = MOST_FILES
    most_lines: int = MOST_LINES
    time_s: float = 0.0
    money_usd: float = 0.0

    @property
    def laws(self) -> tuple[str, ...]:
        """The laws in words."""
        return (
            "Bring new test files that say what the wish means. Tried without the rest of your change they must fail, "
            "with it they must pass; a program tries both.",
            "Never edit, delete, skip, weaken or bypass an existing test, an assertion, a snapshot, a lint, type or "
            "coverage rule, CI. Do not silence a check, swallow an error or special-case a test.",
            "All that works now must go on working: the build, every check, every test and the start of the program.",
            "Stay in the working folder. Delete and rename nothing, make no links and no binary files.",
            f"Change at most {self.most_files} files and {self.most_lines} lines.",
            "Write no secret into a file and nothing that looks like one: a password, key or token of eight characters "
            "or more as a literal is refused, in tests too.",
            "Lock files stay as they are: build on what the project depends on already.",
            "Leave no TODO, no debugger and no half-made part. When the wish cannot be done honestly, change nothing.",
        )

    def is_new_test(self, path: str, before: bytes | None) -> bool:
        """True for a test file that was not there before."""
        return before is None and matches(path, self.tests)

    def to_json(self) -> dict[str, Any]:
        """What the plan shows and the log keeps, the budgets apart."""
        return {
            "laws": list(self.laws),
            "allowed": list(self.allowed),
            "new_only": list(self.tests),
            "forbidden": list(self.forbidden),
            "most_files": self.most_files,
            "most_lines": self.most_lines,
        }


@dataclass(frozen=True, slots=True)
class FeatureTask:
    """One wish: its words, the application's folder, what there is to know of it, and the terms.

    `about` is plain data: what the application is, its features, how it grows, the commands that will prove the work.
    `ignore` are the names of generated files.
    """

    title: str
    root: Path
    terms: ChangePolicy
    about: Mapping[str, Any] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patch:
    """What came of a task: the edits, and the same as a unified diff without secrets."""

    edits: tuple[Edit, ...]
    diff: str = ""


class CodingAgent(Protocol):
    """Somebody who undertakes commissions: a coding agent. `name` is what people call it."""

    name: str

    @property
    def line(self) -> str:
        """How it is called, as a person would read it, without the task."""
        ...

    @property
    def budget(self) -> tuple[float, float]:
        """The most it may use of one task: seconds and US dollars."""
        ...

    def unavailable_reason(self, root: Path) -> str:
        """Why it cannot be asked here and what to do about it, in one sentence; empty when it can."""
        ...

    def develop(self, task: FeatureTask, run: Run, record: dict[str, Any]) -> Patch:
        """Does the work without touching the project. `record` gets what the log keeps. Raises ports.Rejected."""
        ...


def violation(terms: ChangePolicy, changes: Changed) -> str:
    """Why a delivery breaks the terms, or an empty string. `changes` has the bytes of each path before and after."""
    for path, (before, after) in changes.items():
        test = matches(path, terms.tests)
        if matches(path, terms.forbidden):
            return f"it touched {path}, which no feature may change"
        if test and before is not None:
            return f"it touched {path}, a test that was there before"
        if not matches(path, IN_TESTS if test else terms.allowed):
            return f"it touched {path}, which is outside its scope"
        if name := gate(path, before, after):
            return f"it changed {name} in {path}, which is a gate"
    if len(changes) > terms.most_files:
        return f"it touched {len(changes)} files, {terms.most_files} at most"
    lines = sum(_lines_changed(before or b"", after) for before, after in changes.values())
    if lines > terms.most_lines:
        return f"it changed {lines} lines, {terms.most_lines} at most"
    tests = [path for path, (before, _) in changes.items() if terms.is_new_test(path, before)]
    if not tests:
        return "it brought no new test file"
    return "it brought tests and nothing else" if len(tests) == len(changes) else ""


def _lines_changed(before: bytes, after: bytes) -> int:
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return (new - old).total() + (old - new).total()
