"""The answers for a newer version of a template: those that are recorded, those that are given, and what is open."""

from __future__ import annotations

from collections.abc import Mapping

from mity.errors import UsageError
from mity.features.templates import variables
from mity.redaction import is_secret_name
from mity.system.render import check_answers
from mity.system.template_source import Source
from mity.text.records import dataclass, field

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A variable of a template that nobody has answered: its default, and its choices where it has some."""

    name: str
    default: str
    choices: tuple[str, ...] = ()

    @property
    def secret(self) -> bool:
        """Whether its answer is never recorded."""
        return is_secret_name(self.name) and not self.choices


@dataclass(frozen=True, slots=True)
class Answering:
    """`answers` fit the template; `open` are those it asks for besides; `dropped` recorded ones it has no use for."""

    answers: dict[str, str]
    open: tuple[OpenQuestion, ...] = ()
    dropped: tuple[str, ...] = field(default=())

    def check_open(self) -> None:
        """Raises UsageError when a secret is open: its default would replace what the application has."""
        if secrets := [one.name for one in self.open if one.secret]:
            raise UsageError(
                f"the template asks for '{secrets[0]}', and mity records no secrets: give it again with "
                f"--set {secrets[0]}=… or --answers FILE"
            )


def answering(source: Source, recorded: Mapping[str, str], given: Mapping[str, str]) -> Answering:
    """What is known of the answers that a template takes. Raises UsageError for a given one that it cannot take."""
    known = source.variables()
    answers = {name: value for name, value in recorded.items() if name in known}
    for name, value in list(answers.items()):
        choices = known[name]
        if name not in given and isinstance(choices, list) and value not in map(str, choices):
            del answers[name]  # it is no choice any more, so it is asked for again
    answers |= given
    check_answers(source, answers)
    defaults = variables(source.path / "cookiecutter.json", answers)
    questions = [
        OpenQuestion(name, _default(value, defaults.get(name)), _choices(value))
        for name, value in known.items()
        if name not in answers and isinstance(value, str | int | float | list)
    ]
    return Answering(answers, tuple(questions), tuple(sorted(recorded.keys() - known.keys())))


def _choices(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("True", "False")
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _default(value: object, rendered: str | None) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return str(first if rendered is None else rendered)
