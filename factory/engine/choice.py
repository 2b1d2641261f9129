"""What a person's choice does to a run: data in, the next move out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mity.errors import UsageError
from mity.runs.result import NeedsInput, StationResult
from mity.runs.state import Status


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a NeedsInput: the option's word, and the person's text for `help`.

    When every line of the text is a command (`$ …`) and the person confirmed it, `run` is set: the station then
    runs the commands in the project before it tries again.
    """

    word: str
    text: str = ""
    run: bool = False

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands of a text that is nothing but commands."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return tuple(line[2:].strip() for line in lines) if all(line.startswith("$ ") for line in lines) else ()


Decide = Callable[[str, NeedsInput], Choice | None]
"""Answers the question of a step, or returns None: the run then stops and waits."""


def wait_for_a_person(step: str, question: NeedsInput) -> Choice | None:
    """Answers nothing, so that the run stops and waits: the safe behaviour without a terminal."""
    return None


def always(word: str) -> Decide:
    """Answers every question by `word`, each step once: a second failure of the same step waits for a person."""
    asked: set[str] = set()

    def decide(step: str, question: NeedsInput) -> Choice | None:
        if question.option(word) is None or (step in asked and word not in ("skip", "abort")):
            return None
        asked.add(step)
        return Choice(word)

    return decide


@dataclass(frozen=True, slots=True)
class Move:
    """What happens next: run the step `at` again, or nothing of it when the choice settles the step."""

    again: str = ""
    settled: StationResult | None = None
    abort: bool = False


def move(step: str, result: StationResult, choice: Choice) -> Move:
    """The move for `choice` after `step` ended in `result`. Raises UsageError when it is not on offer."""
    question = result.question
    option = question.option(choice.word) if question else None
    if question is None and choice.word == "retry":
        return Move(again=step)
    if question is None or option is None:
        offered = ", ".join(item.choice for item in question.options) if question else "retry"
        raise UsageError(f"'{choice.word}' is not on offer for station '{step}': choose one of {offered}")
    if choice.word == "skip":
        message = f"skipped by choice after: {result.message}"
        return Move(settled=StationResult(Status.SKIPPED, message, attempts=result.attempts))
    if choice.word == "abort":
        return Move(abort=True)
    return Move(again=option.resume_at or step)
