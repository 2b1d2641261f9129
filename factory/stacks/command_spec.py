"""Commands as stack.yaml describes them: an argument vector with places, in order, in variants."""

from __future__ import annotations

import re
from string import Template
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from mity.text.visible import visible


class Strict(BaseModel):
    """A frozen model that refuses keys it does not know, so that a typo in stack.yaml is found."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


Line = Annotated[str, AfterValidator(lambda text: visible(" ".join(text.split())))]
"""Words for people and for messages of commits: one line, whatever the file has."""
UrlPath = Annotated[str, Field(pattern=r"^[^\s\x00-\x1f\x7f]*$")]
"""The path of an address: one word, so that it stays in its line of a request."""


class CommandSpec(Strict):
    """One command: argv with `${…}` places, cwd below the project, extra environment, timeout in seconds.

    `silence` is for how many seconds it may print nothing and use no processor time; 0 for ever. Tests may for three
    minutes unless it is given, other commands for ever. `title` is what people read in its place where argv holds a
    program of its own.
    """

    argv: Annotated[tuple[str, ...], Field(min_length=1)]
    cwd: str = "."
    env: dict[str, str] = {}
    timeout: Annotated[float, Field(gt=0)] = 600.0
    silence: Annotated[float, Field(ge=0)] | None = None
    title: Line = ""

    @model_validator(mode="after")
    def _fillable(self) -> CommandSpec:
        if bad := [text for text in self._texts if not Template(text).is_valid()]:
            raise ValueError(f"{bad[0]!r} has a '$' that begins no place such as ${{port}}: write '$$' for the sign")
        return self

    @property
    def names(self) -> set[str]:
        """The `${…}` places used anywhere in the command."""
        return {name for text in self._texts for name in Template(text).get_identifiers()}

    @property
    def _texts(self) -> tuple[str, ...]:
        return (*self.argv, self.cwd, *self.env.values())


class Marker(Strict):
    """A file by which something is recognised: a path or glob, and a regular expression that its text must contain.

    `means` is what people read of that text where the file is there without it.
    """

    file: str
    contains: str = ""
    means: Line = ""

    @field_validator("contains")
    @classmethod
    def _pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value


def _marker(value: Any) -> Any:
    """Accepts a path or glob alone."""
    return {"file": value} if isinstance(value, str) else value


class Variant(Strict):
    """One way to do a thing: its commands in order.

    Usable when the tools in `when` are there and the project has a match for each of `files`: a path, a glob, or a
    marker with the text that one must contain. It is not usable where the project has a match for one of `without`.
    `harness` says what a launch runs when it is not the program itself; `page` is false for a launch that serves no
    page of its own, `report` for tests of which the tool leaves no report that can be read.
    """

    files: tuple[Annotated[Marker, BeforeValidator(_marker)], ...] = ()
    without: tuple[Annotated[Marker, BeforeValidator(_marker)], ...] = ()
    when: Annotated[tuple[str, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)] = ()
    steps: Annotated[tuple[CommandSpec, ...], Field(min_length=1)]
    harness: str = ""
    page: bool = True
    report: bool = True


def _variants(value: Any) -> Any:
    """Accepts the short forms: one command, one variant, or the list of variants, best first."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return value
    return [{"steps": [item]} if isinstance(item, dict) and "argv" in item else item for item in value]


Variants = Annotated[tuple[Variant, ...], BeforeValidator(_variants), Field(min_length=1)]
