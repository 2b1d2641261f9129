"""Workflows that steps call: that they are there, and that none calls itself, not even through others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mity.workflow.inherit import Find, extended
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading


def check_calls(name: str, calls: Mapping[str, Sequence[Node]], find: Find, reading: Reading) -> None:
    """Notes each call of a workflow that is not there, and each that leads back to the workflow `name`."""
    for called, places in calls.items():
        node = find(called) if called else None
        way = [name] if called == name else _way_back(name, called, find)
        for place in places:
            if way:
                shown = " → ".join([name, *(way if called == name else [called, *way])])
                reading.wrong(place, "circle", f"workflows call each other: {shown}", "remove one of these calls")
            elif node is None:
                reading.wrong(place, "unknown-workflow", f"there is no workflow '{called}'")
            elif (pair := _member(node, "abstract")) is not None and pair.data is True:
                reading.wrong(place, "unknown-workflow", f"workflow '{called}' is abstract: others extend it")


def _way_back(name: str, start: str, find: Find) -> list[str]:
    """The names behind `start` on a way of calls to `name`; empty when there is none."""
    ways = {start: [start]}
    todo = [start]
    while todo:
        one = todo.pop()
        node = find(one)
        for called in sorted(set(_called(node, find))) if node else ():
            if called == name:
                return [*ways[one][1:], name]
            if called not in ways:
                ways[called] = [*ways[one], called]
                todo.append(called)
    return []


def _called(node: Node, find: Find) -> Iterator[str]:
    """The names of workflows in the steps of a definition."""
    whole = extended(node, find, Reading(node.file))
    todo = (
        [pair[1] for key, pair in whole.value.items() if key in ("stages", "steps", "common_steps")]
        if isinstance(whole.value, dict)
        else []
    )
    while todo:
        one = todo.pop()
        if isinstance(one.value, list):
            todo.extend(one.value)
        elif isinstance(one.value, dict):
            called = _member(one, "workflow")
            if called is not None and isinstance(called.value, str):
                yield called.value
            todo.extend(value for key, (_, value) in one.value.items() if key not in ("inputs", "env"))


def _member(node: Node, key: str) -> Node | None:
    pair = node.value.get(key) if isinstance(node.value, dict) else None
    return pair[1] if pair else None
