"""Functions as steps: their arguments are inputs, what they return are outputs."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mity.dsl.building import StepReference, made
from mity.dsl.function_station import FunctionStation
from mity.dsl.places import BuildError
from mity.dsl.references import Reference
from mity.suggest import did_you_mean
from mity.workflow.naming import NAME

if TYPE_CHECKING:
    from mity.engine.registry import StationRegistry

_UNFIT = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
CONTEXT = "context"
"""The argument by which a function gets the context of its run."""


class StepFunction:
    """A function that is a step. Called in a workflow it adds the step; `function` is what was decorated."""

    def __init__(self, function: Callable[..., Any], name: str, outputs: Any, keys: Mapping[str, Any]) -> None:
        self.function = function
        self.name = name
        self._signature = _signature(function, name)
        self._outputs = _outputs(outputs, name)
        self._keys = dict(keys)
        self._call_name = ""
        self.station = FunctionStation(function, name, self._signature, self._outputs)

    def options(self, *, name: str = "", **keys: Any) -> StepFunction:
        """The same step with another name and other keys of a step: `fetch.options(on_failure="retry")(url=p.url)`."""
        made = object.__new__(StepFunction)
        made.__dict__.update(self.__dict__)
        made._call_name, made._keys = name or self._call_name, {**self._keys, **keys}
        return made

    def register(self, registry: StationRegistry, services: object = None) -> None:
        """Adds the station, for use by its name in any workflow. Raises DefinitionError where the name is taken."""
        self.station.register(registry)

    def __call__(self, *arguments: Any, **named: Any) -> StepReference:
        """Adds the step to the workflow under way. Raises BuildError for inputs that do not fit the function."""
        for name in named:
            if name not in self._signature.parameters:
                hint = did_you_mean(name, self._signature.parameters)
                raise BuildError(f"step '{self.name}' has no input '{name}': {hint}", code="unknown-parameter")
        try:
            bound = self._signature.bind(*arguments, **named).arguments
        except TypeError as error:
            raise BuildError(f"step '{self.name}': {error}", code="missing-key") from error
        for name, value in bound.items():
            if not _has_reference(value) and (problem := self.station.problem(name, value)):
                raise BuildError(f"step '{self.name}': {problem}", code="wrong-type")
        inputs = {"inputs": bound} if bound else {}
        given = {"outputs": self._outputs} if self._outputs else {}
        return made(self.name, self._call_name, {"station": self.name, **inputs, **given, **self._keys}, self.station)


def step(
    function: Callable[..., Any] | None = None,
    *,
    outputs: Sequence[str] | Mapping[str, str] | None = None,
    timeout: str | None = None,
    name: str = "",
    **keys: Any,
) -> Any:
    """Makes a function a step: `@step`, or `@step(outputs=["count"], timeout="5m")`.

    `outputs` are the members of the mapping that it returns, with their types where they are a mapping; without them
    any mapping is taken. `keys` are those of a step in a file. Raises BuildError for a function that cannot be one.
    """
    if timeout is not None:
        keys["timeout"] = timeout

    def decorated(one: Callable[..., Any]) -> StepFunction:
        return StepFunction(one, name or one.__name__.strip("_").replace("_", "-"), outputs, keys)

    return decorated if function is None else decorated(function)


def _signature(function: Callable[..., Any], name: str) -> inspect.Signature:
    """The inputs of a function, without its context, with annotations that are types. Raises BuildError."""
    if not NAME.fullmatch(name):
        raise BuildError(f"a step needs a name of letters, digits, '-' and '_', not '{name}'", code="wrong-type")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise BuildError(f"step '{name}' must be a plain function that returns its outputs, not async and not yield")
    signature = inspect.signature(function)
    for one in signature.parameters.values():
        if one.kind in _UNFIT:
            raise BuildError(f"step '{name}': the argument '{one.name}' cannot be an input, name each")
    hints = _hints(function)
    given = [
        one.replace(annotation=hints.get(one.name, Any)) for one in signature.parameters.values() if one.name != CONTEXT
    ]
    return signature.replace(parameters=given)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """The annotations of the inputs as types; that of the context is of no use here. Raises BuildError."""
    texts = {one: hint for one, hint in function.__annotations__.items() if one not in (CONTEXT, "return")}
    holder: Any = types.SimpleNamespace(__annotations__=texts)
    try:
        return typing.get_type_hints(holder, function.__globals__, include_extras=True)
    except NameError as error:
        raise BuildError(f"an annotation of {function.__name__} cannot be read: {error}") from error


def _outputs(outputs: Any, name: str) -> Any:
    if outputs is None or isinstance(outputs, Mapping):
        return dict(outputs) if outputs else []
    if isinstance(outputs, str) or not all(isinstance(one, str) and NAME.fullmatch(one) for one in outputs):
        raise BuildError(f"step '{name}': outputs must be a list of names", code="wrong-type")
    return list(outputs)


def _has_reference(value: Any) -> bool:
    """Whether a value holds what is known in the run only: a reference, or a text with one in it."""
    if isinstance(value, Mapping):
        return any(_has_reference(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_has_reference(one) for one in value)
    return isinstance(value, Reference) or (isinstance(value, str) and "${{" in value)
