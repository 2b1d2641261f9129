"""The station that a function is: inputs fitted to its annotations, its answer checked, its time bounded."""

from __future__ import annotations

import copy
import dataclasses
import inspect
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mity.dsl.worker import run_in_time
from mity.engine.kinds.outputs import checked_outputs
from mity.engine.registry import StationRegistry
from mity.engine.station import Station, StationInputs, StationOutputs
from mity.engine.step_scope import StepScope
from mity.errors import MityError
from mity.runs.artifacts import kept
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.suggest import did_you_mean
from mity.workflow.values import kind, native

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_EMPTY = inspect.Parameter.empty
_LONGEST_SHOWN = 80


class UnfitError(MityError):
    """An input or an answer of a function is not what it declares."""


class FunctionStation(Station):
    """A station whose work is a function; its context is given to an argument of that name."""

    def __init__(
        self, function: Callable[..., Any], name: str, signature: inspect.Signature, outputs: Collection[str]
    ) -> None:
        self.name = name
        self.description = (inspect.getdoc(function) or "").partition("\n")[0]
        optional = {one: row.default is not _EMPTY for one, row in signature.parameters.items()}
        self.inputs = StationInputs(
            tuple(one for one in optional if not optional[one]), tuple(one for one in optional if optional[one])
        )
        self.outputs = StationOutputs(tuple(outputs))
        self.function = function
        self._signature = signature
        self._wants_context = "context" in inspect.signature(function).parameters
        self._scope: StepScope | None = None

    def register(self, registry: StationRegistry) -> None:
        """Adds the station; one that is there already stays. Raises DefinitionError where another has its name."""
        if self.name in registry and registry.get(self.name) is self:
            return
        registry.register(self, self.function.__module__, self._of)

    def execute(self, context: WorkflowContext) -> StationResult:
        """Calls the function. What it raises goes on; a MityError tells of inputs and answers that do not fit."""
        given = self._given(context)
        if self._wants_context:
            given["context"] = context
        answer = run_in_time(lambda: self.function(**given), self._scope, self.name)
        try:
            for name, value in self._checked(answer).items():
                context.set_output(name, value)
        except TypeError as error:
            raise UnfitError(f"step '{self.name}' returned what cannot be handed on: {error}") from error
        for name, value in kept(checked_outputs(context.new_outputs), context.workspace).items():
            context.set_output(name, value)
        told = ", ".join(context.new_outputs)
        done = StationResult.done(f"{self.name} returned {told}" if told else f"{self.name} ended well")
        return dataclasses.replace(done, claims=False)

    def problem(self, name: str, value: Any) -> str:
        """What is wrong with a value for an input, or an empty text."""
        try:
            self._fitted(name, value)
        except UnfitError as error:
            return str(error)
        return ""

    def _of(self, scope: StepScope) -> Station:
        made = copy.copy(self)
        made._scope = scope
        return made

    def _given(self, context: WorkflowContext) -> dict[str, Any]:
        """The values of the arguments; those that are optional come from the step's own inputs alone."""
        found = {}
        for name in self._signature.parameters:
            if name in context.inputs or name in self.inputs.required:
                try:
                    found[name] = self._fitted(name, context.get_input(name))
                except UnfitError as error:
                    raise UnfitError(f"step '{self.name}': {error}") from error
        return found

    def _fitted(self, name: str, value: Any) -> Any:
        """A value as the annotation of its argument wants it; a text may be the JSON of one, as outputs are texts."""
        from pydantic import ValidationError

        annotation = self._signature.parameters[name].annotation
        if annotation is Any or annotation is _EMPTY:
            return value
        for one in (value, native(value)) if isinstance(value, str) else (value,):
            try:
                return self._adapters[name].validate_python(one)
            except ValidationError as error:
                why = error.errors()[0]
        place = ".".join(str(part) for part in why["loc"])
        where = f" at {place}" if place else ""
        shown = repr(value) if len(repr(value)) <= _LONGEST_SHOWN else kind(value)
        wanted = getattr(annotation, "__name__", str(annotation)) if not place else str(annotation)
        raise UnfitError(f"the input '{name}' must be {wanted}{where}, not {shown}: {why['msg']}")

    @cached_property
    def _adapters(self) -> dict[str, TypeAdapter[Any]]:
        from pydantic import TypeAdapter

        return {name: TypeAdapter(one.annotation) for name, one in self._signature.parameters.items()}

    def _checked(self, answer: Any) -> Mapping[str, Any]:
        """What the function returned, as outputs. Raises UnfitError."""
        declared = self.outputs.keys
        if answer is None and not declared:
            return {}
        if not isinstance(answer, Mapping):
            wanted = f" ({', '.join(declared)})" if declared else ""
            raise UnfitError(
                f"step '{self.name}' returned {type(answer).__name__} instead of a mapping of its outputs{wanted}"
            )
        for name in answer:
            if not isinstance(name, str):
                raise UnfitError(f"step '{self.name}' returned an output whose name is no text: {name!r}")
            if declared and name not in declared:
                hint = did_you_mean(name, declared)
                raise UnfitError(f"step '{self.name}' returned '{name}', which it does not declare: {hint}")
        missing = [name for name in declared if name not in answer]
        if missing:
            raise UnfitError(f"step '{self.name}' declares the output '{missing[0]}' and did not return it")
        return answer
