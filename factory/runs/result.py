"""What a station returns: its status, the evidence for it, and the question when a person must decide."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mity.command import Outcome
from mity.runs.question import ABORT, HELP, RETRY, SKIP, NeedsInput, Option, rescaffold_at
from mity.runs.state import Status
from mity.stacks.counts import Counts
from mity.text.records import dataclass, field

__all__ = ["ABORT", "HELP", "RETRY", "SKIP", "Execution", "NeedsInput", "Option", "StationResult", "rescaffold_at"]
Json = dict[str, Any]
TREE = "tree"
"""The member of evidence that holds the digest of the files that a proof is about."""
MIXED = " then "
"""Stands between two digests of a proof that changed its files itself, and so is about neither of them."""
CONDITION = "condition"
"""The reason of a step that was passed over because its condition was false."""
CONTINUED = "continued"
"""The reason of a step whose failure the workflow passes over."""
AFTER_FAILURE = "after failure"
"""The reason of a step that ran because another one had failed: when the run goes on it is to run anew."""
HOOK = "hook"
"""The reason of the result of an action, which no verdict looks at."""
REUSED = "reused"
"""The member of a result that another run made."""
REDIRECTED = "redirected"
"""The reason of a state that failed and whose failure leads to another state."""


@dataclass(frozen=True, slots=True)
class Execution:
    """What happened while a step ran, for those who must understand or repair it. Not kept in the log.

    `outcome` is that of the last command; `progress` how far the step came (the index of the command that failed);
    `tests_collected` how many tests were found, where the step counts them, and `counts` what became of each; `problem`
    what was wrong although every command ended well. After a repair was tried `cause` holds the lines that say what
    broke, `tried` what was done about it, `stopped` why it was given up. `failing` says
    which tests failed and where. `part` is the part of the application that failed, where it has several.
    """

    outcome: Outcome
    progress: int = 0
    tests_collected: int | None = None
    problem: str = ""
    cause: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    stopped: str = ""
    failing: tuple[str, ...] = ()
    counts: Counts | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class StationResult:
    """How a station ended.

    `evidence` is what proves the claim (empty: the claim is unproven); `outputs` are the context values the
    station set; `attempts` counts executions of the station in this run; times are UTC RFC 3339 and seconds.
    `extra` keeps fields written by a newer mity.
    """

    status: Status
    message: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    question: NeedsInput | None = None
    healing: Mapping[str, Any] | None = None
    started_at: str = ""
    duration_s: float = 0.0
    attempts: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    execution: Execution | None = None
    claims: bool = True

    @classmethod
    def done(cls, message: str = "", evidence: Mapping[str, Any] | None = None) -> StationResult:
        """The work is done, and `evidence` shows it."""
        return cls(Status.DONE, message, evidence or {})

    @classmethod
    def failed(
        cls, message: str, evidence: Mapping[str, Any] | None = None, execution: Execution | None = None
    ) -> StationResult:
        """The work failed. `execution` says what happened: with it the failure can be diagnosed and repaired."""
        return cls(Status.FAILED, message, evidence or {}, execution=execution)

    @classmethod
    def passed_over(cls, message: str) -> StationResult:
        """The step was not due: its condition was false. It claims nothing."""
        return cls(Status.SKIPPED, message, attempts=0, reason=CONDITION, claims=False)

    @classmethod
    def unavailable(cls, message: str) -> StationResult:
        """The work cannot be done here: a tool is missing, or the project has nothing of the kind."""
        return cls(Status.UNAVAILABLE, message)

    @classmethod
    def needs_input(cls, question: NeedsInput, evidence: Mapping[str, Any] | None = None) -> StationResult:
        """The work failed and a person must choose how to go on."""
        return cls(Status.NEEDS_INPUT, question.question, evidence or {}, question=question)

    def with_fixes(self, kept: Sequence[Json]) -> StationResult:
        """The result with those repairs, as the log has them, that an execution kept which did not live to tell."""
        healing = self.healing or {}
        known = {one.get("change") for one in healing.get("attempts", ())}
        if not (earlier := [one for one in kept if one.get("change") not in known]):
            return self
        told = {"guardrails": {}, "unresolved": None, "stopped": "", "advice": [], **healing}
        return dataclasses.replace(self, healing={**told, "attempts": [*earlier, *healing.get("attempts", ())]})

    @property
    def success(self) -> bool:
        """True when the station did what it is for."""
        return self.status is Status.DONE

    @property
    def tree(self) -> str:
        """The digest of the files that the evidence is about; empty where it is about none."""
        return str(self.evidence.get(TREE, "")) if self.success else ""

    @property
    def proven(self) -> bool:
        """True when it is done and shows evidence."""
        return self.success and bool(self.evidence)

    def to_json(self) -> Json:
        """Plain JSON data, as it is in the log."""
        data: Json = {
            **self.extra,
            "success": self.success,
            "message": self.message,
            "status": self.status.value,
            "evidence": self.evidence,
            "outputs": self.outputs,
            "started_at": self.started_at,
            "duration_s": round(self.duration_s, 6),
            "attempts": self.attempts,
        }
        if self.reason:
            data["reason"] = self.reason
        if not self.claims:
            data["claims"] = False
        if self.question is not None:
            data["needs_input"] = self.question.to_json()
        if self.healing is not None:
            data["healing"] = self.healing
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StationResult:
        """Reads what `to_json` wrote. Raises KeyError, TypeError or ValueError when it is something else."""
        question = data.get("needs_input")
        status = data.get("status") or ("done" if data["success"] else "failed")
        return cls(
            Status(status),
            str(data.get("message") or ""),
            _mapping(data, "evidence"),
            _mapping(data, "outputs"),
            NeedsInput.from_json(question) if question else None,
            data.get("healing"),
            str(data.get("started_at", "")),
            float(data.get("duration_s", 0.0)),
            int(data.get("attempts", 1)),
            _unknown(data),
            str(data.get("reason", "")),
            claims=bool(data.get("claims", True)),
        )


MASKED = "masked"
"""In the log, beside a result: names of those of its outputs that hold a secret, and so are not kept as they were."""
KNOWN = frozenset(
    {"success", "message", "status", "evidence", "outputs", "started_at"}
    | {"duration_s", "attempts", "needs_input", "healing", "reason", "claims"}
)


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, dict):
        raise TypeError(f"{key} is not an object")
    return value


def _unknown(data: Iterable[str]) -> Json:
    if KNOWN.issuperset(data):
        return {}
    assert isinstance(data, Mapping)
    return {key: value for key, value in data.items() if key not in KNOWN}
