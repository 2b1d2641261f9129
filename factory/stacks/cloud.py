"""What an application of a stack needs where its container runs in a cloud: part of `stack.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, field_validator

from mity.stacks.command_spec import Strict

_Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]


class Database(Strict):
    """The PostgreSQL that an application takes, by the variables of its environment that say where and who.

    `url` is the value of `url_variable`, without a password, with the places `{host}`, `{port}` and `{name}`.
    """

    url: str
    url_variable: _Variable = "DATABASE_URL"
    user_variable: _Variable
    password_variable: _Variable

    @field_validator("url")
    @classmethod
    def _has_places(cls, value: str) -> str:
        for place in ("{host}", "{port}", "{name}"):
            if value.count(place) != 1:
                raise ValueError(f"url needs the place {place} once")
        return value


class Cloud(Strict):
    """The container of an application: memory in MiB, its settings by variable, and its database if it has one.

    `build` are the arguments that its image must be built with to reach that database.
    """

    memory: Annotated[int, Field(ge=512, le=30720)] = 512
    settings: Mapping[_Variable, str] = {}
    build: Mapping[_Variable, str] = {}
    database: Database | None = None
