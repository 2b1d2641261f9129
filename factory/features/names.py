"""A name in every form that languages write it in."""

from __future__ import annotations

import re

import inflection

from mity.text.records import dataclass

SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Names:
    """The forms of one name, which is given in snake_case."""

    snake: str

    @property
    def kebab(self) -> str:
        """`order-line`"""
        return self.snake.replace("_", "-")

    @property
    def pascal(self) -> str:
        """`OrderLine`"""
        return "".join(word.capitalize() for word in self.snake.split("_"))

    @property
    def camel(self) -> str:
        """`orderLine`"""
        first, *rest = self.snake.split("_")
        return first + "".join(word.capitalize() for word in rest)

    @property
    def upper(self) -> str:
        """`ORDER_LINE`"""
        return self.snake.upper()

    @property
    def flat(self) -> str:
        """`orderline`: for languages whose package names have no separator."""
        return self.snake.replace("_", "")

    @property
    def human(self) -> str:
        """`order line`"""
        return self.snake.replace("_", " ")

    @property
    def title(self) -> str:
        """`Order line`"""
        return self.human[:1].upper() + self.human[1:]


def plural(snake: str) -> str:
    """The plural of a snake_case name; the same word when English has no other."""
    *before, last = snake.split("_")
    return "_".join([*before, inflection.pluralize(last)])
