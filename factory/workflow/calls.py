"""Workflows that steps call: that they are there, take what they are given, and that none calls itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mity.suggest import did_you_mean
from mity.text.records import dataclass
from mity.workflow.declarations import declared
from mity.workflow.expressions import OPEN
from mity.workflow.inherit import Find, extended
from mity.workflow.nodes import Node
from mity.workflow.parameters import converted, wanted
from mity.workflow.reading import Reading

_HOLDERS = (
    *("stages", "steps", "states", "common_steps", "error_handlers", "conditions", "rollback"),
    *("on_success", "success_actions", "on_failure", "finally"),
)
"""Keys of a workflow below which steps are."""


@dataclass(frozen=True, slots=True)
class Call:
    """A step's call of a workflow: where its name is, and the inputs that it is given."""

    name: Node
    inputs: Mapping[str, Node]


def check_calls(name: str, calls: Sequence[Call], find: Find, reading: Reading) -> None:
    """Notes each call of a workflow that is not there, that takes other inputs, or that leads back to `name`."""
    ways: dict[str, list[str]] = {}
    for call in calls:
        called = call.name.value if isinstance(call.name.value, str) else ""
        node = find(called) if called else None
        if called not in ways:
            ways[called] = [name] if called == name else [called, *_way_back(name, called, find)]
        if ways[called][-1] == name:
            shown = " → ".join([name, *ways[called]])
            reading.wrong(call.name, "circle", f"workflows call each other: {shown}", "remove one of these calls")
        elif node is None:
            reading.no_workflow(call.name, called)
        elif (abstract := _member(node, "abstract")) is not None and abstract.data is True:
            reading.wrong(call.name, "unknown-workflow", f"workflow '{called}' is abstract: others extend it")
        else:
            check_inputs(call.name, call.inputs, called, node, find, reading)


def check_inputs(
    place: Node, inputs: Mapping[str, Node], called: str, node: Node, find: Find, reading: Reading
) -> None:
    """Notes what is wrong with the `inputs` of the workflow `called`, whose document is `node`."""
    whole = extended(node, find, Reading(node.file))
    parameters = {one.name: one for one in declared(_member(whole, "parameters"), Reading(node.file))}
    implied = set(_listed(whole))
    for name, value in inputs.items():
        parameter = parameters.get(name)
        if parameter is None and name in implied:
            continue
        if parameter is None:
            message = f"workflow '{called}' has no parameter '{name}'"
            reading.wrong(value, "unknown-parameter", message, did_you_mean(name, parameters))
        elif not (isinstance(value.value, str) and OPEN in value.value):
            try:
                converted(parameter, value.data)
            except ValueError:
                message = f"parameter '{name}' of workflow '{called}' must be {wanted(parameter, value.data)}"
                reading.wrong(value, "wrong-type", message)
    missing = [one.name for one in parameters.values() if one.required and one.name not in inputs]
    if missing:
        message = f"workflow '{called}' needs {', '.join(repr(one) for one in missing)}"
        reading.wrong(place, "missing-key", message, "give it in `inputs:`")


def _listed(whole: Node) -> Iterator[str]:
    """The names in the lists of `inputs` of a definition: what no step of it gives is one of its parameters."""
    for one in _steps(whole):
        given = _member(one, "inputs")
        if given is not None and isinstance(given.value, list):
            yield from (name.value for name in given.value if isinstance(name.value, str))


def _way_back(name: str, start: str, find: Find) -> list[str]:
    """The names behind `start` on a way of calls to `name`; empty when there is none."""
    ways: dict[str, list[str]] = {start: []}
    todo = [start]
    while todo:
        one = todo.pop()
        node = find(one) if one else None
        for called in sorted(set(_called(node, find))) if node else ():
            if called == name:
                return [*ways[one], name]
            if called not in ways:
                ways[called] = [*ways[one], called]
                todo.append(called)
    return []


def _called(node: Node, find: Find) -> Iterator[str]:
    """The names of workflows in the steps of a definition."""
    for one in _steps(extended(node, find, Reading(node.file))):
        called, kind = _member(one, "workflow"), _member(one, "type")
        triggers = kind is not None and kind.value == "trigger_workflow"  # a run of its own is no call
        if called is not None and not triggers and isinstance(called.value, str):
            yield called.value


def _steps(whole: Node) -> Iterator[Node]:
    """Every mapping of a definition that may be a step, whatever holds it."""
    todo = [one for key in _HOLDERS if (one := _member(whole, key))]
    while todo:
        one = todo.pop()
        if isinstance(one.value, list):
            todo.extend(one.value)
        elif isinstance(one.value, dict):
            yield one
            todo.extend(value for key, (_, value) in one.value.items() if key not in ("inputs", "env", "workflow"))


def _member(node: Node, key: str) -> Node | None:
    pair = node.value.get(key) if isinstance(node.value, dict) else None
    return pair[1] if pair else None
