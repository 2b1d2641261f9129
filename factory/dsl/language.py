"""What the function of a workflow calls: steps of every kind, and what surrounds them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from mity.dsl.building import Condition, StageBlock, StepReference, made
from mity.dsl.places import BuildError
from mity.dsl.references import Reference


def command(*argv: object, name: str = "", **keys: Any) -> StepReference:
    """A step that runs a program with words, never a line of a shell. `keys` are those of a step in a file.

    Raises BuildError for no words, and for a line in the place of the program.
    """
    if not argv:
        raise BuildError("command() needs the name of a program and its words", code="missing-key")
    first = argv[0]
    if isinstance(first, str) and "${{" not in first and len(first.split()) != 1 and os.sep not in first:
        words = ", ".join(f'"{word}"' for word in first.split())
        raise BuildError(f"{first!r} is no program but a line: give its words, command({words})", code="wrong-type")
    shown = "command" if isinstance(first, Reference) else PurePath(str(first)).name
    return made(shown, name, {"command": [_word(one) for one in argv], **keys})


def agent(
    prompt: str = "",
    *,
    prompt_file: str = "",
    agent: str = "",
    scopes: Sequence[str] = (),
    budget: Mapping[str, Any] | None = None,
    name: str = "",
    **keys: Any,
) -> StepReference:
    """A step that asks a coding agent, the configured one or `agent`. `keys` are those of a step in a file."""
    asked = {"prompt": prompt, "prompt_file": prompt_file, "name": agent, "scopes": list(scopes), "budget": budget}
    return made("agent", name, {"agent": {key: value for key, value in asked.items() if value}, **keys})


def checkpoint(message: str = "", *, name: str = "", **keys: Any) -> StepReference:
    """A step that waits for a person; what that person answers is in its members, such as `approved`."""
    return made("checkpoint", name, {"type": "checkpoint", **({"message": message} if message else {}), **keys})


def call(workflow: object, *, inputs: Mapping[str, Any] | None = None, name: str = "", **keys: Any) -> StepReference:
    """A step that runs another workflow: one of Python, or of any other by its name."""
    called = workflow if isinstance(workflow, str) else getattr(workflow, "name", "")
    if not isinstance(called, str) or not called:
        raise BuildError(f"call() takes a workflow or its name, not {type(workflow).__name__}", code="wrong-type")
    return made(called, name, {"workflow": called, **({"inputs": dict(inputs)} if inputs else {}), **keys})


def verify(*checks: str, name: str = "", **keys: Any) -> StepReference:
    """A step that runs the project's own checks: all, or some of `test`, `lint`, `types` and commands."""
    return made("verify", name, {"verify": list(checks) or True, **keys})


def station(station: str, *, inputs: Mapping[str, Any] | None = None, name: str = "", **keys: Any) -> StepReference:
    """A step that runs an installed station."""
    return made(station, name, {"station": station, **({"inputs": dict(inputs)} if inputs else {}), **keys})


def each(
    items: object, *, parallel: int = 1, item: str = "item", fail_fast: bool = True, name: str = "", **keys: Any
) -> StageBlock:
    """`with each(items, parallel=4) as one:` its steps run, in order, for each item; so many items at once."""
    if not isinstance(items, Reference | list | tuple):
        raise BuildError(f"each() takes a list or a reference to one, not {type(items).__name__}", code="wrong-type")
    more: dict[str, Any] = {"for_each": items}
    if item != "item":
        more["as"] = item
    if parallel != 1:
        more |= {"parallel": True, "max_parallel": parallel}
    if not fail_fast:
        more["fail_fast"] = False
    return StageBlock("each(…)", {**({"name": name} if name else {}), **more, **keys}, Reference(item))


def parallel(most: int | None = None, *, fail_fast: bool = True, name: str = "", **keys: Any) -> StageBlock:
    """`with parallel():` its steps run at the same time, at most `most` of them."""
    more: dict[str, Any] = {"parallel": True, "max_parallel": most}
    if not fail_fast:
        more["fail_fast"] = False
    return StageBlock("parallel()", {**({"name": name} if name else {}), **more, **keys})


def stage(name: str, **keys: Any) -> StageBlock:
    """`with stage("release", atomic=True):` its steps are a stage of that name. `keys` are those of a file."""
    return StageBlock("stage(…)", {"name": name, **keys})


def when(condition: object, *steps: StepReference) -> Condition:
    """Lets steps run only where a condition holds: those that it is given, or those within the `with`."""
    return Condition(condition, steps)


def _word(value: object) -> object:
    """A word of a command: a number is a text as well."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
