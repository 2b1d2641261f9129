"""A feature request in words, handed to a coding agent: what is wanted, and under which terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from mity.changes.edit import Edit
from mity.changes.policy import ChangePolicy
from mity.changes.protected import CONFIGS, FORBIDDEN, MANIFESTS, NOBODYS, SOURCES, TESTS, freed_by
from mity.command import Run
from mity.text.records import dataclass, field

MOST_FILES = 40
MOST_LINES = 3000
# A feature brings new tests; those that are there are named by `new_only`.
NEVER = tuple(glob for glob in FORBIDDEN if glob not in TESTS)
_SETTINGS = tuple(glob for glob in (*MANIFESTS, *CONFIGS) if glob not in ("mvnw", "gradlew", "*.sh", ".env", ".env.*"))
_TEXTS = ("*.md", "*.txt", "*.csv", "*.svg", "*.xml", "*.sass", "*.less", "*.prisma", ".env.example")
ALLOWED = (*SOURCES, *(f"**/{name}" for name in (*_SETTINGS, *_TEXTS)))
IN_TESTS = (*SOURCES, *(f"**/*.{suffix}" for suffix in ("json", "csv", "txt", "md", "snap")))


def feature_policy(
    tests: Iterable[str] = (), protected: Iterable[str] = (), package: Callable[[str], bool] | None = None
) -> ChangePolicy:
    """What a feature made by a coding agent may change; more globs of `tests` and more that is `protected` by name."""
    return ChangePolicy(
        allowed=ALLOWED,
        protected=tuple(dict.fromkeys((*NEVER, *protected))),
        because="which no feature may change",
        new_only=tuple(dict.fromkeys((*TESTS, *tests))),
        allowed_new=IN_TESTS,
        most_files=MOST_FILES,
        most_lines=MOST_LINES,
        needs_tests=True,
        package=package,
    )


def step_policy(
    scopes: tuple[str, ...] = (), protected: Iterable[str] = (), package: Callable[[str], bool] | None = None
) -> ChangePolicy:
    """What a step of a workflow may let a coding agent change; more that is `protected` by name.

    New tests may come; those that are there, and gates, stay as they are unless one of `scopes` names them.
    """
    freed = freed_by(scopes)
    return ChangePolicy(
        allowed=scopes or ALLOWED,
        protected=tuple(dict.fromkeys((*NEVER, *protected))),
        because="which no agent of a step may change unless its scopes name it",
        new_only=TESTS,
        allowed_new=IN_TESTS,
        most_files=MOST_FILES,
        most_lines=MOST_LINES,
        scopes=scopes,
        never=NOBODYS if freed else (),
        freed=freed,
        package=package,
    )


@dataclass(frozen=True, slots=True)
class TaskTerms:
    """What the work may change, and what it may cost in seconds and US dollars."""

    policy: ChangePolicy = field(default_factory=feature_policy)
    time_s: float = 0.0
    money_usd: float = 0.0

    @property
    def most_files(self) -> int:
        """The most files that may change."""
        return self.policy.most_files or MOST_FILES

    @property
    def most_lines(self) -> int:
        """The most lines that may change."""
        return self.policy.most_lines or MOST_LINES

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules in words."""
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
            "Leave no TODO, no debugger and no half-made part. When the request cannot be met honestly, change "
            "nothing.",
        )

    def to_json(self) -> dict[str, Any]:
        """What the plan shows and the log keeps, the budgets apart."""
        return {
            "rules": list(self.rules),
            "allowed": list(self.policy.allowed),
            "new_only": list(self.policy.new_only),
            "forbidden": list(self.policy.protected),
            "most_files": self.most_files,
            "most_lines": self.most_lines,
        }


@dataclass(frozen=True, slots=True)
class FeatureTask:
    """One request: its words, the application's folder, what there is to know of it, and the terms.

    `about` is plain data: what the application is, its features, how it grows, the commands that will prove the work.
    `ignore` are the names of generated files.
    """

    title: str
    root: Path
    terms: TaskTerms
    about: Mapping[str, Any] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PromptTask:
    """What a step of a workflow asks for: the words, the values that belong to them, the project, and the terms.

    `ignore` are the names of generated files.
    """

    words: str
    root: Path
    policy: ChangePolicy
    inputs: Mapping[str, Any] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a prompt: the edits, the same as a unified diff without secrets, and the last JSON object printed.

    `found` maps each edited path to the content that the edit was made from; None for a new file.
    """

    edits: tuple[Edit, ...]
    found: Mapping[str, bytes | None] = field(default_factory=dict)
    diff: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)


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

    def carry_out(self, task: PromptTask, run: Run, record: dict[str, Any]) -> Answer:
        """The same for the prompt of a step, of which nothing need come but an answer. Raises ports.Rejected."""
        ...
