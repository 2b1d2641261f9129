"""The vocabulary of healing: error types, diagnoses, fixes, trials."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from mity.changes.edit import Edit
from mity.command import Command, Outcome, Overrides, Run
from mity.stacks.counts import Counts
from mity.text.records import dataclass, field


class ErrorType(StrEnum):
    """What kind of thing broke; decides which specialist is asked."""

    BUILD = "BuildError"
    DEPENDENCY = "DependencyError"
    TEST = "TestFailure"
    RUNTIME = "RuntimeError"
    CONFIG = "ConfigError"
    PORT = "PortInUse"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Location:
    """Where in the project the failure points: a path as the tool printed it, line and column from 1 (0: unknown)."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An outcome understood.

    `rule` is the stable id of the signature that matched; `kind` refines the type (network, toolchain,
    interrupted …); `subject` is the module, port, key or symbol concerned; `captures` are the named groups of
    the pattern; `evidence` the lines of the log that say so, as printed; `confidence` is between 0 and 1;
    `fingerprint` identifies the same failure in another run (no paths, times or line numbers in it).
    """

    error_type: ErrorType
    rule: str = ""
    kind: str = ""
    tool: str = ""
    stage: str = ""
    subject: str = ""
    captures: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    location: Location | None = None
    confidence: float = 0.0
    fingerprint: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, as it is in the log and in `mity diagnose --json`."""
        place = self.location
        return {
            "error_type": self.error_type.value,
            "rule": self.rule,
            "kind": self.kind,
            "tool": self.tool,
            "stage": self.stage,
            "subject": self.subject,
            "captures": dict(self.captures),
            "evidence": list(self.evidence),
            "location": {"file": place.file, "line": place.line, "column": place.column} if place else None,
            "confidence": self.confidence,
            "fingerprint": self.fingerprint,
        }


class FixGenerator(Protocol):
    """Somebody outside mity who makes the edits of a fix when it is applied: a coding agent.

    `record` is what the log keeps of the work, plain JSON data.
    """

    record: dict[str, Any]

    def edits(self, run: Run, limit_s: float) -> tuple[Edit, ...]:
        """The edits, made within `limit_s` seconds without touching the project. Raises ports.Rejected."""
        ...


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that may repair a failure, as data.

    `rule` is the id of the rule that made it, `title` says in one clause what it does. Edits are made first, then
    `commands` run in the project. `scope` lists the globs of paths that may differ afterwards. `env` and `port`
    change how the failed command is run from now on; `wait_s` is a pause in seconds before it runs again. A fix
    without edits and commands is a plain second try. `move_aside` names generated folders that are moved out of
    the way (environments, caches), never sources. A `generator` makes further edits when the fix is applied.
    `cause` is what the failure is where the rule knows better than the signature: a package that is not there may be
    a wrong letter in a source.
    """

    rule: str
    title: str
    edits: tuple[Edit, ...] = ()
    commands: tuple[Command, ...] = ()
    scope: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None
    wait_s: float = 0.0
    move_aside: tuple[str, ...] = ()
    flaky: bool = False
    generator: FixGenerator | None = None
    cause: ErrorType | None = None

    @property
    def is_retry(self) -> bool:
        """True when it only tries again."""
        return not (self.edits or self.commands or self.env or self.port or self.move_aside or self.generator)


@dataclass(frozen=True, slots=True)
class Advice:
    """What a person could do where mity must not act alone: one sentence and, if there is one, the command."""

    text: str
    command: str = ""


Proposal = Fix | Advice


def after(overrides: Overrides, fix: Fix) -> Overrides:
    """How a step is run from now on, once `fix` is made."""
    return Overrides({**overrides.env, **fix.env}, fix.port or overrides.port, overrides.limit_s, repeated=True)


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """One try of what a station does.

    `progress` says how far it came (the index of the command that failed), `tests_collected` how many tests were found
    when the station counts them and `counts` what became of each, `problem` what was wrong although every command
    ended well, `value` what the station makes of a success. `refused` says why a repair that left this must not be
    kept, whatever else has become better.
    """

    ok: bool
    outcome: Outcome
    progress: int = 0
    tests_collected: int | None = None
    problem: str = ""
    value: Any = None
    counts: Counts | None = None
    refused: str = ""
