"""mity's `dataclass` behaves as the standard library's does, whose methods it makes later."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any, ClassVar

import pytest

from mity.text import records
from rows import each


def classes(decorate: Callable[..., Any]) -> dict[str, Any]:
    """Classes of all the kinds that mity has, made by one decorator."""

    @decorate(frozen=True, slots=True)
    class Frozen:
        """A doc."""

        one: int
        two: str = "2"
        many: list[int] = field(default_factory=list)
        hidden: str = field(default="h", repr=False)
        aside: int = field(default=0, compare=False)
        limit: ClassVar[int] = 7

    @decorate(slots=True)
    class Open:
        one: int
        two: Any = None

        def __post_init__(self) -> None:
            self.one += 1

    @decorate(frozen=True)
    class Loose:
        one: int

        def __post_init__(self) -> None:
            object.__setattr__(self, "one", abs(self.one))

    @decorate(frozen=True, slots=True)
    class Empty:
        pass

    @decorate(frozen=True, slots=True)
    class Own:
        one: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, int)

        def __hash__(self) -> int:
            return 7

    return {one.__name__: one for one in (Frozen, Open, Loose, Empty, Own)}


STANDARD, OURS = classes(dataclass), classes(records.dataclass)
ASKED: dict[str, Callable[[Any], object]] = {
    "repr": lambda of: repr(of["Frozen"](1, hidden="secret")),
    "repr of itself": lambda of: (one := of["Open"](1), setattr(one, "two", one), repr(one))[-1],
    "defaults": lambda of: asdict(of["Frozen"](1)),
    "by name": lambda of: asdict(of["Frozen"](one=1, two="x", many=[2])),
    "no list is shared": lambda of: of["Frozen"](1).many is of["Frozen"](1).many,
    "fields": lambda of: [(one.name, one.type, one.compare) for one in fields(of["Frozen"])],
    "equal": lambda of: of["Frozen"](1, aside=1) == of["Frozen"](1, aside=2),
    "another value": lambda of: of["Frozen"](1) == of["Frozen"](2),
    "another class": lambda of: of["Frozen"](1) == of["Loose"](1),
    "empty": lambda of: (of["Empty"]() == of["Empty"](), repr(of["Empty"]()), len({of["Empty"](), of["Empty"]()})),
    "hash": lambda of: len({of["Loose"](1), of["Loose"](-1), of["Loose"](2)}),
    "open ones have no hash": lambda of: hash(of["Open"](1)),
    "lists have none": lambda of: hash(of["Frozen"](1)),
    "post init": lambda of: (of["Open"](1).one, of["Loose"](-3).one),
    "replace": lambda of: repr(replace(of["Frozen"](1), two="3")),
    "own methods": lambda of: (repr(of["Own"](1)), of["Own"](1) == 5, hash(of["Own"](1))),
    "copy": lambda of: repr(copy.deepcopy(of["Frozen"](1, many=[1]))),
    "slots": lambda of: of["Frozen"].__slots__,
    "no other attribute": lambda of: setattr(of["Open"](1), "three", 3),
    "match": lambda of: of["Frozen"].__match_args__,
    "set": lambda of: setattr(of["Frozen"](1), "one", 2),
    "set what is no field": lambda of: setattr(of["Loose"](1), "one", 2),
    "delete": lambda of: delattr(of["Frozen"](1), "one"),
    "too few": lambda of: of["Frozen"](),
    "too many": lambda of: of["Loose"](1, 2),
    "a wrong name": lambda of: of["Loose"](two=1),
    "constant of the class": lambda of: of["Frozen"].limit,
}


def answer(question: Callable[[Any], object], of: Any) -> object:
    """What a question gives, or the error with its text."""
    try:
        return question(of)
    except (TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


@each("name", ASKED)
def test_it_is_what_the_standard_library_gives(name: str) -> None:
    first, again = answer(ASKED[name], classes(records.dataclass)), answer(ASKED[name], OURS)
    assert first == again == answer(ASKED[name], STANDARD)


@records.dataclass(frozen=True, slots=True)
class Kept:
    """One that pickle finds by its name."""

    one: int
    two: tuple[str, ...] = ()


def test_it_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Kept(1, ("a",)))) == Kept(1, ("a",))


def test_nothing_of_a_frozen_one_changes() -> None:
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'one'"):
        Kept(1).one = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'two'"):
        del Kept(1).two  # type: ignore[misc]


def test_an_init_is_compiled_when_the_first_one_is_made() -> None:
    made = classes(records.dataclass)["Frozen"]
    before = made.__init__
    made(1)
    first = made.__init__
    made(2)
    assert first is not before
    assert made.__init__ is first
