"""The parameters of a workflow, from a pydantic model: types, defaults, what is required, choices."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from mity.dsl.nodes import mapping, node_of
from mity.dsl.places import BuildError, Place
from mity.dsl.references import Reference
from mity.workflow.nodes import Node

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

Model = TypeVar("Model")
_TYPES: dict[Any, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "list",
    tuple: "list",
    dict: "object",
}


class Parameters(Reference, Generic[Model]):
    """The parameters of a workflow, as references: `p.folder` is the value of the field `folder` of the model."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("parameters")


def model_of(function: Callable[..., Any], place: Place) -> type[BaseModel] | None:
    """The model of a workflow's parameters; None where its function takes nothing. Raises BuildError."""
    names = list(function.__code__.co_varnames[: function.__code__.co_argcount + function.__code__.co_kwonlyargcount])
    if not names:
        return None
    try:
        found = typing.get_type_hints(function).get(names[0])
    except NameError as error:
        message = f"the annotation of '{names[0]}' cannot be read: {error}; define its model at the top of the file"
        raise BuildError(message, place) from error
    if len(names) > 1 or typing.get_origin(found) is not Parameters:
        message = f"{function.__name__} takes one argument, its parameters: write `p: Parameters[YourModel]`"
        raise BuildError(message, place)
    return checked_model(typing.get_args(found)[0], place)


def checked_model(model: Any, place: Place) -> type[BaseModel]:
    """A model as one. Raises BuildError for anything else."""
    from pydantic import BaseModel  # slow to load

    if not isinstance(model, type) or not issubclass(model, BaseModel):
        raise BuildError(f"parameters are described by a pydantic model, not by {model!r}", place, "wrong-type")
    found = model.__pydantic_decorators__
    validators = [*found.field_validators, *found.model_validators, *found.validators, *found.root_validators]
    if validators:
        message = f"{model.__name__}.{validators[0]} is a validator, which a workflow cannot run: check in a step"
        raise BuildError(message, place)
    return model


def declared(model: type[BaseModel], place: Place) -> Node:
    """The parameters of a model, as a file has them. Raises BuildError."""
    rows = {name: _row(model.__name__, name, one, place) for name, one in model.model_fields.items()}
    return mapping({name: node_of(row, place, 2) for name, row in rows.items()}, place)


def _row(model: str, name: str, field: FieldInfo, place: Place) -> dict[str, Any]:
    if field.metadata:
        message = (
            f"the bounds of {model}.{name} ({', '.join(map(repr, field.metadata))}) cannot be checked by a workflow: "
            "check them in a step"
        )
        raise BuildError(message, place)
    kind, values, optional = _kind(field.annotation)
    if not kind:
        message = (
            f"{model}.{name} is of a type that parameters do not have: use str, bool, int, float, list, dict, "
            "or a Literal of texts or of numbers"
        )
        raise BuildError(message, place, "wrong-type")
    row: dict[str, Any] = {"type": kind}
    if not field.is_required():
        default = field.get_default(call_default_factory=True)
        default = default.value if isinstance(default, enum.Enum) else default
        row |= {"required": False} if default is None else {"default": default}
        if default is None and not optional:
            raise BuildError(f"the default of {model}.{name} is None: annotate it as optional", place)
    if values:
        row["values"] = values
    if field.description:
        row["description"] = field.description
    return row


def _kind(annotation: Any) -> tuple[str, list[Any], bool]:
    """The type of a parameter, its values where there are only some, and whether None is one of them."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        others = [one for one in arguments if one is not type(None)]
        if len(others) != 1 or len(others) == len(arguments):
            return "", [], False
        kind, values, _ = _kind(others[0])
        return kind, values, True
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _of_values([one.value for one in annotation])
    if origin is Literal:
        return _of_values(list(arguments))
    return _TYPES.get(origin or annotation, ""), [], False


def _of_values(values: list[Any]) -> tuple[str, list[Any], bool]:
    kinds = {type(one) for one in values}
    return (_TYPES.get(kinds.pop(), "") if len(kinds) == 1 else ""), values, False
