"""The parameters that a definition declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mity.suggest import did_you_mean
from mity.workflow.core import Parameter
from mity.workflow.habits import of_word
from mity.workflow.nodes import Node
from mity.workflow.parameters import converted, wanted
from mity.workflow.part_keys import PARAMETER, TYPES
from mity.workflow.reading import Reading

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def declared(node: Node | None, read: Reading) -> Iterator[Parameter]:
    """The parameters of a definition; what is wrong with them is noted."""
    for name, one in read.members(node, "parameters").items():
        if not _NAME.fullmatch(name):
            message = f"a parameter needs a name of letters, digits, '-' and '_', not '{name}'"
            read.wrong(node.value[name][0] if node else one, "wrong-type", message)
        yield _declared(name, one, read)


def _declared(name: str, node: Node, read: Reading) -> Parameter:
    empty = node.plain and node.data is None
    keys = {} if empty else read.mapping(node, PARAMETER, f"parameter '{name}'")
    kind = read.text(keys.get("type"), "type") or "string"
    if kind not in TYPES:
        read.wrong(
            keys["type"], "wrong-type", f"unknown type '{kind}'", of_word(kind, TYPES) or did_you_mean(kind, TYPES)
        )
        kind = "string"
    values = tuple(_literal(Parameter(name, kind), one, read) for one in read.items(keys.get("values"), "values"))
    default = keys.get("default")
    value = None
    if default is not None and not (default.plain and default.data is None):
        value = _literal(Parameter(name, kind, values=values), default, read)
    required = read.flag(keys.get("required"), "required", default is None)
    if required and value is not None:
        message = f"a run must be given '{name}', so this default is no more than what a form proposes"
        read.warn(keys["default"], "missing-key", message, "leave out `required`, or the default")
    return Parameter(name, kind, value, required, read.text(keys.get("description"), "description"), values)


def _literal(parameter: Parameter, node: Node, read: Reading) -> Any:
    """A value in the definition, by the type of its parameter: `1.10` is that text where a string is declared."""
    given = node.value if isinstance(node.value, str) else node.data
    try:
        return converted(parameter, given)
    except ValueError:
        message = f"a value of parameter '{parameter.name}' must be {wanted(parameter, given)}"
        read.wrong(node, "wrong-type", message)
        return None
