"""Questions and answers: how a failure becomes a question, and what a choice does to a run. Data in, data out."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Any

from mity.errors import UsageError
from mity.runs.question import Effect, NeedsInput, Option
from mity.runs.result import StationResult
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a NeedsInput: the option's word, and the person's text.

    When every line of the text is a command (`$ …`) and the person confirmed it, `run` is set: the commands then run
    in the project before the step is tried again. `by` says who answered.
    """

    word: str
    text: str = ""
    run: bool = False
    by: str = ""

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands of a text that is nothing but commands; none where a quote in one is not closed."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return tuple(line[2:].strip() for line in lines) if all(map(_is_command, lines)) else ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data, as the event of an answer carries it."""
        return {"choice": self.word, "text": self.text, "run": self.run, "by": self.by}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Choice:
        """Reads what `to_json` wrote. Raises KeyError when it is something else."""
        return cls(str(data["choice"]), str(data.get("text", "")), bool(data.get("run")), str(data.get("by", "")))


def _is_command(line: str) -> bool:
    try:
        return line.startswith("$ ") and bool(shlex.split(line[2:]))
    except ValueError:
        return False


Decide = Callable[[str, NeedsInput], Choice | None]
"""Answers the question of a step, or returns None: the run then stops and waits."""


def wait_for_a_person(step: str, question: NeedsInput) -> Choice | None:
    """Answers nothing, so that the run stops and waits: the safe behaviour without a terminal."""
    return None


def always(word: str) -> Decide:
    """Answers every question by `word`, each step once: a second failure of the same step waits for a person."""
    asked: set[str] = set()

    def decide(step: str, question: NeedsInput) -> Choice | None:
        option = question.option(word)
        if option is None or (step in asked and option.does not in (Effect.SETTLE, Effect.ABORT)):
            return None
        asked.add(step)
        return Choice(word)

    return decide


def asked(step: str, failed: StationResult, options: tuple[Option, ...], message: str = "") -> StationResult:
    """The failure of `step` as a question: what broke, what was tried, what a person can do.

    A `message` of the definition stands before what broke.
    """
    done = failed.execution
    problem = (done.problem or done.outcome.summary) if done else failed.message
    problem = f"{done.part}: {problem}" if done and done.part else problem
    why = f" ({done.stopped})" if done and done.stopped else ""
    cause = (*done.failing, *(done.cause or done.outcome.tail())) if done else ()
    command = done.outcome.command.line if done else ""
    tried = done.tried if done else ()
    text = f"{message} ({problem}{why})" if message else f"{problem}{why}. How should mity continue?"
    question = NeedsInput(f"{step}: {text}", cause, tried, options, "abort", command)
    result = StationResult.needs_input(question, failed.evidence)
    return _with_story(result, failed)


def _with_story(result: StationResult, failed: StationResult) -> StationResult:
    """The question with what the failed execution left: its outputs, times and healing."""
    return StationResult(
        result.status,
        result.message,
        result.evidence,
        failed.outputs,
        result.question,
        failed.healing,
        failed.started_at,
        failed.duration_s,
        failed.attempts,
        failed.extra,
        execution=failed.execution,
    )


@dataclass(frozen=True, slots=True)
class Transition:
    """What happens next: run the step `rerun` again, take `result` for the step's, or end the run."""

    rerun: str = ""
    result: StationResult | None = None
    abort: bool = False


def apply_choice(step: str, result: StationResult, choice: Choice) -> Transition:
    """What `choice` does after `step` ended in `result`. Raises UsageError when it is not on offer."""
    question = result.question
    option = question.option(choice.word) if question else None
    if question is None and choice.word == "retry":
        return Transition(rerun=step)
    if question is None or option is None:
        offered = ", ".join(item.choice for item in question.options) if question else "retry"
        raise UsageError(f"'{choice.word}' is not on offer for step '{step}': choose one of {offered}")
    if option.does is Effect.SETTLE:
        message = f"{option.settles.value} by choice after: {result.message}"
        return Transition(result=StationResult(option.settles, message, attempts=result.attempts, reason="person"))
    if option.does is Effect.ABORT:
        return Transition(abort=True)
    return Transition(rerun=option.resume_at if option.does is Effect.GOTO else step)
