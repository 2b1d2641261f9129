"""Workflows of Python: a function that is called once, or states, as the document that a file would be."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import Any, Self

from mity.dsl.building import Draft, Part, StepReference, current, part_of
from mity.dsl.function_station import FunctionStation
from mity.dsl.nodes import check_size, mapping, node_of
from mity.dsl.parameters import Parameters, checked_model, declared, model_of
from mity.dsl.places import BuildError, Caught, Place, caller, place_of, raised_in, source
from mity.dsl.references import condition_text
from mity.errors import MityError
from mity.workflow.library import Library
from mity.workflow.load import NAME_RULE, Definition, unfit_name
from mity.workflow.model import Workflow
from mity.workflow.nodes import Node


class Built(ABC):
    """A definition that Python gives: its name, and the document of a file that says the same."""

    name: str
    place: Place

    @property
    @abstractmethod
    def document(self) -> Node:
        """The document, with the places of the calls. Raises InvalidDefinition, UsageError for a name that is none."""

    @property
    @abstractmethod
    def stations(self) -> Sequence[FunctionStation]:
        """The stations that its steps bring. Raises InvalidDefinition."""

    @property
    def definition(self) -> dict[str, Any]:
        """The document as plain data. Raises InvalidDefinition."""
        data: dict[str, Any] = self.document.data
        return data

    def core(self, workspace: Path | None = None) -> Workflow:
        """The workflow as it is run; workflows that it calls are looked for in a workspace. Raises MityError."""
        library = Library(workspace or Path(os.devnull))
        return library.made(Definition(self.name, self.document, self.place.file), source(self.place.file))


class FunctionWorkflow(Built):
    """A workflow whose function asks for its steps."""

    def __init__(self, function: Callable[..., None], name: str, keys: Mapping[str, Any]) -> None:
        self.function = function
        self.name = name
        self.place = place_of(function.__code__)
        self._keys = keys

    @property
    def document(self) -> Node:
        return self._built[0]

    @property
    def stations(self) -> Sequence[FunctionStation]:
        return self._built[1]

    @cached_property
    def _built(self) -> tuple[Node, Sequence[FunctionStation]]:
        draft, caught = Draft(), Caught()
        token = current.set(draft)
        try:
            with caught:
                return self._called(draft)
        finally:
            current.reset(token)
        assert caught.error is not None
        raise _told(caught.error, self.function.__code__, f"the function of workflow '{self.name}'")

    def _called(self, draft: Draft) -> tuple[Node, Sequence[FunctionStation]]:
        model = model_of(self.function, self.place)
        keys: dict[str, Any] = {"name": self.name, **self._keys}
        if model is not None and model.model_fields:
            keys["parameters"] = declared(model, self.place)
        if (answer := self.function(*([Parameters()] if model is not None else []))) is not None:
            raise BuildError(f"it must return nothing, not {type(answer).__name__}", self.place)
        if not draft.parts:
            raise BuildError(f"workflow '{self.name}' has no steps", self.place, "missing-key")
        members = {key: node_of(value, self.place, 1) for key, value in keys.items()}
        members["stages"] = node_of(list(draft.nodes()), self.place, 1)
        root = mapping(members, self.place)
        check_size(root, self.place)
        return root, _stations(draft.parts)


def workflow(name: str, *, version: str = "", **keys: Any) -> Callable[[Callable[..., None]], FunctionWorkflow]:
    """Makes a function a workflow: it is called once, with references instead of values, and asks for the steps.

    Its docstring is the description. `keys` are those of a workflow in a file. Raises BuildError for an unfit name.
    """

    _check_name(name)

    def decorated(function: Callable[..., None]) -> FunctionWorkflow:
        said = (function.__doc__ or "").strip().partition("\n")[0]
        more = {"version": version} if version else {}
        return FunctionWorkflow(function, name, {**more, **({"description": said} if said else {}), **keys})

    return decorated


class Machine(Built):
    """A workflow of states, built by chaining: `Machine("fix").state("test", command("make"), next="done")`.

    `parameters` is a pydantic model, whose fields `p` refers to. `keys` are those of a workflow in a file.
    """

    def __init__(self, name: str, *, version: str = "", parameters: Any = None, **keys: Any) -> None:
        _check_name(name)
        self.name = name
        self.place = caller()
        self.p = Parameters[Any]()
        self._keys: dict[str, Any] = {"name": name, **({"version": version} if version else {}), **keys}
        if parameters is not None:
            self._keys["parameters"] = declared(checked_model(parameters, self.place), self.place)
        self._states: dict[str, Node] = {}
        self._parts: list[Part] = []

    def state(
        self,
        name: str,
        step: StepReference | None = None,
        *,
        next: object = None,
        failed: object = None,
        visits: int | None = None,
        final: str = "",
    ) -> Self:
        """Adds a state, the first one begins; returns the machine.

        `next` and `failed` are the names of states; `next` may be a list of `(condition, name)` and names that is tried
        in order, `failed` also `{"to": name, "visits": 3}`. Raises BuildError for a name that is taken.
        """
        place = caller()
        if name in self._states:
            raise BuildError(f"machine '{self.name}' has two states named '{name}'", place, "duplicate-name")
        more = {"next": _edges(next), "on_failure": _failed(failed), "visits": visits, "final": final or None}
        keys = {key: node_of(value, place, 2) for key, value in more.items() if value is not None}
        own: Mapping[str, Any] = {}
        if step is not None:
            if not isinstance(step, StepReference):
                raise BuildError(f"a state runs a step, not {type(step).__name__}", place, "wrong-type")
            self._parts.append(part_of(step))
            if (draft := current.get()) is not None:  # a machine that is made within the function of a workflow
                draft.give_up(part_of(step))
            own = {key: value for key, (_, value) in part_of(step).node(named=False).value.items()}
        self._states[name] = mapping({**own, **keys}, place)
        return self

    def final(self, name: str, result: str = "success") -> Self:
        """Adds a state in which the run ends, well or with `failure`; returns the machine."""
        return self.state(name, final=result)

    @property
    def document(self) -> Node:
        members = {key: node_of(value, self.place, 1) for key, value in self._keys.items()}
        root = mapping({**members, "states": mapping(self._states, self.place)}, self.place)
        check_size(root, self.place)
        return root

    @property
    def stations(self) -> Sequence[FunctionStation]:
        return _stations(self._parts)


def _check_name(name: str) -> None:
    problem = unfit_name(name) if isinstance(name, str) else f"the name of a workflow is a text, not {name!r}"
    if problem:
        raise BuildError(f"{problem}: {NAME_RULE}", code="wrong-type")


def _stations(parts: Sequence[Part]) -> list[FunctionStation]:
    return list(dict.fromkeys(part.station for part in parts if part.station is not None))


def _edges(next: object) -> object:
    if not isinstance(next, list | tuple):
        return next
    made: list[object] = []
    for one in next:
        if isinstance(one, tuple) and len(one) == 2:
            made.append({"if": condition_text(one[0]), "to": one[1]})
        else:
            made.append(one if isinstance(one, Mapping) else {"to": one})
    return made


def _failed(failed: object) -> object:
    return {"to": failed} if isinstance(failed, str) else failed


def _told(error: BaseException, code: CodeType, what: str) -> MityError:
    """An error of a function that builds, with its place in the file."""
    if isinstance(error, BuildError):
        return error.shown()
    if isinstance(error, MityError):
        return error
    return BuildError(f"{what} raised {type(error).__name__}: {error}", raised_in(error, code)).shown()
