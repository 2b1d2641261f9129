"""The question for a person when a step cannot go on by itself: options that say what they do, as data."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Mapping
from enum import StrEnum
from typing import Any

from mity.runs.state import Status
from mity.text.records import dataclass

Json = dict[str, Any]


class Effect(StrEnum):
    """What choosing an option does to the run."""

    RERUN = "rerun"
    GOTO = "goto"
    SETTLE = "settle"
    ABORT = "abort"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a NeedsInput: its word, its label, what it destroys, and what it does.

    RERUN runs the step again; GOTO goes on at the step `resume_at`; SETTLE ends the step with the status `settles`
    without running it; ABORT ends the run. Without an `effect` it is RERUN, or GOTO when `resume_at` is given.
    """

    choice: str
    label: str
    destroys: str = ""
    resume_at: str = ""
    effect: Effect | None = None
    settles: Status = Status.SKIPPED

    @property
    def does(self) -> Effect:
        """The effect, also of an option that names none."""
        return self.effect or _WORDS.get(self.choice) or (Effect.GOTO if self.resume_at else Effect.RERUN)

    def to_json(self) -> Json:
        """Plain JSON data."""
        settles = {"settles": self.settles.value} if self.does is Effect.SETTLE else {}
        return {
            "choice": self.choice,
            "label": self.label,
            "destroys": self.destroys,
            "resume_at": self.resume_at,
            "effect": self.does.value,
            **settles,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Option:
        """Reads what `to_json` wrote; unknown keys are passed over."""
        return cls(
            str(data["choice"]),
            str(data.get("label", "")),
            str(data.get("destroys", "")),
            str(data.get("resume_at", "")),
            Effect(data["effect"]) if data.get("effect") else None,
            Status(data.get("settles", Status.SKIPPED)),
        )


_WORDS = {"skip": Effect.SETTLE, "abort": Effect.ABORT}
"""The effects of words in logs that were written before options named their effect."""
RETRY = Option("retry", "run this step again", effect=Effect.RERUN)
SKIP = Option("skip", "continue without it; the run can then not be proven", effect=Effect.SETTLE)
HELP = Option("help", "describe how to fix it, then run this step again", effect=Effect.RERUN)
HAPPENED = Option("done", "it happened: count it as done", effect=Effect.SETTLE, settles=Status.DONE)
ABORT = Option("abort", "end this run here; it cannot be resumed", effect=Effect.ABORT)


def rescaffold_at(step: str) -> Option:
    """The option that starts over from the scaffolding step `step`."""
    return Option(
        "rescaffold",
        "recreate the application from its template",
        "nothing: the present folder is moved aside and kept",
        step,
        Effect.GOTO,
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

    def without(self, effect: Effect) -> NeedsInput:
        """The same question without the options of one effect."""
        return dataclasses.replace(self, options=tuple(one for one in self.options if one.does is not effect))

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
