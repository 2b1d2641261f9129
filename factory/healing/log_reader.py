"""What is needed to say what broke in a log, without anything that would repair it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from mity.healing.model import Diagnosis, ErrorType
from mity.text.records import dataclass


class Classify(Protocol):
    """Turns the output of a command into a diagnosis."""

    def __call__(
        self,
        text: str | bytes,
        *,
        stack: str = "",
        stage: str = "",
        exit_code: int | None = None,
        local_names: frozenset[str] = frozenset(),
    ) -> Diagnosis | None:
        """The diagnosis; None for the output of a command that did not fail. An `exit_code` of None: not known.

        `stage` is where it ran (build, test, launch), `local_names` are modules that belong to the project.
        """
        ...


def understand_nothing(text: str | bytes, **about: object) -> None:
    """The classifier of a registry that nothing was registered in."""


@dataclass(frozen=True)
class LogReader:
    """A classifier, its advice in a sentence, the specialist of a class of error; for all others the coordinator."""

    classify: Classify
    advise: Callable[[Diagnosis], str]
    routes: Mapping[ErrorType, str]
    coordinator: str
