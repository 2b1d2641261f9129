"""The parts of an application that is several: which folder is of which stack, and how they are launched together."""

from __future__ import annotations

from collections.abc import Sequence
from string import Template
from typing import Annotated, Any

from pydantic import Field

from mity.stacks.command_spec import Strict, UrlPath


class Part(Strict):
    """A folder of the application that is an application of a stack of its own.

    `stack` is the stack's id, or `{answer}` for the answer that names it; it is what new applications are made of,
    later the folder says it. `without` are paths of that stack's template which the whole has itself. Parts are
    launched in their order, each with `env`, in which `${host}` and `${FOLDER_port}` of the parts before it are filled
    in. `answers` are given to the part's template; `{answer}` stands for one of the whole.
    """

    folder: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    stack: Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]*|\{[a-z_]+\})$")]
    without: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)

    @property
    def answer(self) -> str:
        """The answer that names the stack; empty where it is always the same."""
        return self.stack[1:-1] if self.stack.startswith("{") else ""


class Joint(Strict):
    """What must hold of the parts once all of them run, asked of the part `folder`: an answer for `path`."""

    folder: str
    path: UrlPath
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    json_: Annotated[dict[str, Any], Field(alias="json", default_factory=dict)]


class Journey(Strict):
    """How a feature is seen through all parts: a sample is posted to `post` at the part `folder`, and a browser must
    show it at `page` of the same part. Both have places such as `{many_kebab}`.
    """

    folder: str
    post: str
    page: str


class AskedDocument(Strict):
    """The OpenAPI document that the part `folder` was made of, where it has `file`: it must ask for nothing that is not
    in the one which the part `of` serves at `path`.
    """

    folder: str
    file: Annotated[str, Field(pattern=r"^[\w-]+(\.[\w-]+)*$")]
    of: str
    path: UrlPath


def parts_problem(parts: Sequence[Part], named: Sequence[str]) -> str:
    """What is wrong with the parts of a stack, in a sentence; empty when nothing is. `named` must be their folders."""
    known: set[str] = {"host"}
    for part in parts:
        names = {name for text in part.env.values() for name in Template(text).get_identifiers()}
        if unknown := sorted(names - known):
            return f"parts.{part.folder}: unknown place ${{{unknown[0]}}}"
        if f"{part.folder}_port" in known:
            return f"parts: the folder {part.folder} is named twice"
        known.add(f"{part.folder}_port")
    for folder in named:
        if f"{folder}_port" not in known:
            return f"'{folder}' is no folder of the parts"
    return ""
