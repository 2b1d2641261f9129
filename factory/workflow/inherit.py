"""Definitions that share parts: `extends` joined, `use` of common steps filled in, all before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mity.suggest import did_you_mean
from mity.workflow.keys import Reading
from mity.workflow.yaml_reader import Node

Find = Callable[[str], Node | None]
"""The document of a definition that another one extends, by its name."""
_OWN = ("name", "title", "abstract", "extends")
"""Keys that a definition does not take from the one it extends."""


def extended(node: Node, find: Find, reading: Reading, chain: tuple[str, ...] = ()) -> Node:
    """The definition with those that it extends: its own keys win, mappings merge by key, lists replace."""
    pair = node.value.get("extends") if isinstance(node.value, dict) else None
    if pair is None:
        return node
    _, names = pair
    wanted = names.value if isinstance(names.value, list) else [names]
    merged: dict[str, tuple[Node, Node]] = {}
    for one in wanted:
        name = one.value if isinstance(one.value, str) else ""
        parent = find(name) if name else None
        if name in chain:
            way = " → ".join([*chain[chain.index(name) :], name])
            reading.wrong(one, "circle", f"definitions extend each other: {way}", "break the circle")
        elif parent is None:
            reading.wrong(one, "unknown-workflow", f"it extends '{name}', which is not there")
        else:
            above = extended(parent, find, reading, (*chain, name))
            merged = _merged(merged, {k: v for k, v in above.value.items() if k not in _OWN})
    return Node(_merged(merged, node.value), node.line, node.column, file=node.file)


def _merged(
    below: Mapping[str, tuple[Node, Node]], above: Mapping[str, tuple[Node, Node]]
) -> dict[str, tuple[Node, Node]]:
    """Two mappings as one; `above` wins."""
    made = dict(below)
    for name, (key, value) in above.items():
        old = made.get(name)
        if old is not None and isinstance(old[1].value, dict) and isinstance(value.value, dict):
            value = Node(_merged(old[1].value, value.value), value.line, value.column, file=value.file)
        made[name] = (key, value)
    return made


def common_step(node: Node, common: Mapping[str, Node], reading: Reading) -> Node:
    """A step with the common step that it uses filled in; its own keys win."""
    pair = (node.value.get("use") or node.value.get("uses")) if isinstance(node.value, dict) else None
    if pair is None:
        return node
    _, target = pair
    name = str(target.value).removeprefix("common_steps.") if isinstance(target.value, str) else ""
    found = common.get(name)
    if found is None or not isinstance(found.value, dict):
        reading.wrong(target, "unknown-step", f"no common step '{name}'", did_you_mean(name, common))
        return node
    own = {key: value for key, value in node.value.items() if key not in ("use", "uses")}
    made = _merged(found.value, own)
    if "name" not in made and "id" not in made:
        made["name"] = (target, Node(name, target.line, target.column, file=target.file))
    return Node(made, node.line, node.column, file=node.file)
