"""The vocabulary of healing: error types, diagnoses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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
        """Plain JSON data, as it stands in the log and in `mity diagnose --json`."""
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
