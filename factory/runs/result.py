"""What a station returns: its status, the evidence for it, and the question when a person must decide."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mity.runs.state import Status

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a NeedsInput: its word, what it does, what it destroys, and where the run goes on.

    `resume_at` names the step to go back to; empty means the step that asked.
    """

    choice: str
    label: str
    destroys: str = ""
    resume_at: str = ""

    def to_json(self) -> Json:
        """Plain JSON data."""
        return {
            "choice": self.choice,
            "label": self.label,
            "destroys": self.destroys,
            "resume_at": self.resume_at,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Option:
        """Reads what `to_json` wrote; unknown keys are passed over."""
        return cls(
            str(data["choice"]),
            str(data.get("label", "")),
            str(data.get("destroys", "")),
            str(data.get("resume_at", "")),
        )


RETRY = Option("retry", "run this station again")
SKIP = Option("skip", "go on without it; the run can then not be proven")
HELP = Option("help", "write down how to mend it, then run this station again")
ABORT = Option("abort", "end this run here; it cannot be resumed")


def rescaffold_at(step: str) -> Option:
    """The option that starts over from the scaffolding step `step`."""
    return Option(
        "rescaffold",
        "make the application anew from its template",
        "nothing: the present folder is moved aside and kept",
        step,
    )


@dataclass(frozen=True, slots=True)
class NeedsInput:
    """A question for a person, as data: every client (terminal, flag, resume, web page) answers this record.

    `cause` holds the lines that say what broke, `tried` what was done about it, `default` the choice that is
    safe when nobody answers: it destroys nothing.
    """

    question: str
    cause: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    options: tuple[Option, ...] = (RETRY, SKIP, HELP, ABORT)
    default: str = "abort"
    command: str = ""

    def within(self, steps: Container[str]) -> NeedsInput:
        """The same question without the options that lead back to a step that the workflow does not have."""
        options = tuple(option for option in self.options if not option.resume_at or option.resume_at in steps)
        return dataclasses.replace(self, options=options)

    def without(self, choice: str) -> NeedsInput:
        """The same question without one of its options."""
        return dataclasses.replace(self, options=tuple(one for one in self.options if one.choice != choice))

    def option(self, choice: str) -> Option | None:
        """The option of that word, or None when it is not offered here."""
        return next((option for option in self.options if option.choice == choice), None)

    def to_json(self) -> Json:
        """Plain JSON data."""
        return {
            "question": self.question,
            "cause": list(self.cause),
            "tried": list(self.tried),
            "options": [option.to_json() for option in self.options],
            "default": self.default,
            "command": self.command,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> NeedsInput:
        """Reads what `to_json` wrote; unknown keys are passed over."""
        return cls(
            str(data["question"]),
            tuple(map(str, data.get("cause", ()))),
            tuple(map(str, data.get("tried", ()))),
            tuple(Option.from_json(item) for item in data.get("options", ())),
            str(data.get("default", "abort")),
            str(data.get("command", "")),
        )


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

    @classmethod
    def done(cls, message: str = "", evidence: Mapping[str, Any] | None = None) -> StationResult:
        """The work is done, and `evidence` shows it."""
        return cls(Status.DONE, message, evidence or {})

    @classmethod
    def failed(cls, message: str, evidence: Mapping[str, Any] | None = None) -> StationResult:
        """The work failed and no choice of a person would change that by itself."""
        return cls(Status.FAILED, message, evidence or {})

    @classmethod
    def unavailable(cls, message: str) -> StationResult:
        """The work cannot be done here: a tool is missing, or the project has nothing of the kind."""
        return cls(Status.UNAVAILABLE, message)

    @classmethod
    def needs_input(cls, question: NeedsInput, evidence: Mapping[str, Any] | None = None) -> StationResult:
        """The work failed and a person must choose how to go on."""
        return cls(Status.NEEDS_INPUT, question.question, evidence or {}, question=question)

    @property
    def success(self) -> bool:
        """True when the station did what it is for."""
        return self.status is Status.DONE

    @property
    def proven(self) -> bool:
        """True when it is done and shows evidence."""
        return self.success and bool(self.evidence)

    def to_json(self) -> Json:
        """Plain JSON data, as it stands in the log."""
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
        )


_KNOWN = frozenset(
    {"success", "message", "status", "evidence", "outputs", "started_at"}
    | {"duration_s", "attempts", "needs_input", "healing"}
)


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, dict):
        raise TypeError(f"{key} is not an object")
    return value


def _unknown(data: Iterable[str]) -> Json:
    if _KNOWN.issuperset(data):
        return {}
    assert isinstance(data, Mapping)
    return {key: value for key, value in data.items() if key not in _KNOWN}
