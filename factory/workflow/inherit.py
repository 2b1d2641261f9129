"""Definitions that share parts: `extends` joined, `use` of common steps filled in, all before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mity.suggest import did_you_mean
from mity.workflow.habits import of_common_step
from mity.workflow.keys import ALIKE
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

Find = Callable[[str], Node | None]
"""The document of a definition that another one extends or calls, by its name."""
Members = Mapping[str, tuple[Node, Node]]
_OWN = ("name", "title", "abstract", "extends")
"""Keys that a definition does not take from the one it extends."""
_STEPS = "common_steps"
DEEPEST = 50
_PAIRED = {name: group for group in ALIKE for name in group}


def extended(node: Node, find: Find, reading: Reading, chain: tuple[str, ...] = ()) -> Node:
    """The definition with those that it extends: its own keys win, mappings merge by key, lists replace.

    Of several that are extended, a later one wins over an earlier one.
    """
    pair = node.value.get("extends") if isinstance(node.value, dict) else None
    if pair is None:
        return node
    wanted = pair[1].value if isinstance(pair[1].value, list) else [pair[1]]
    merged: Members = {}
    for one in wanted:
        parent = _parent(one, find, reading, chain)
        if parent is not None:
            above = extended(parent, find, reading, (*chain, one.value))
            merged = _merged(merged, {key: pair for key, pair in above.value.items() if key not in _OWN})
    return Node(_merged(merged, node.value), node.line, node.column, file=node.file)


def _parent(one: Node, find: Find, reading: Reading, chain: tuple[str, ...]) -> Node | None:
    """The mapping that is extended; what is wrong with the name is noted."""
    name = one.value if isinstance(one.value, str) else ""
    parent = find(name) if name else None
    if name in chain:
        places = f" ({parent.file}:{parent.line})" if parent else ""
        way = ", which extends ".join(f"'{each}'" for each in [*chain[chain.index(name) + 1 :], name])
        reading.wrong(one, "circle", f"'{name}'{places} extends {way}", "break the circle")
    elif parent is None:
        if name:
            reading.no_workflow(one, name, " to extend")
        else:
            reading.wrong(one, "unknown-workflow", "extends a name")
    elif len(chain) > DEEPEST:
        reading.wrong(one, "too-large", f"more than {DEEPEST} definitions extend each other")
    elif not isinstance(parent.value, dict):
        reading.wrong(parent, "wrong-type", f"workflow '{name}' must be a mapping of keys to values")
    else:
        return parent
    return None


def _merged(below: Members, above: Members, path: tuple[str, ...] = ()) -> dict[str, tuple[Node, Node]]:
    """Two mappings as one; `above` wins, and in steps and definitions also over keys that mean the same."""
    replaced: set[str] = set()
    if not path or (path[0] == _STEPS and len(path) == 2):
        replaced = {key for group in ALIKE if group & above.keys() for key in group}
    made = {key: pair for key, pair in below.items() if key not in replaced}
    for name, (key, value) in above.items():
        old = made.get(name)
        made[name] = (key, joined(old[1], value, (*path, name)) if old else value)
    return made


def joined(below: Node, above: Node, path: tuple[str, ...] = ("",)) -> Node:
    """Two mappings as one, `above` wins; anything else is replaced."""
    if not isinstance(below.value, dict) or not isinstance(above.value, dict):
        return above
    return Node(_merged(below.value, above.value, path), above.line, above.column, file=above.file)


def common_step(node: Node, common: Mapping[str, Node], reading: Reading) -> tuple[Node, tuple[str, ...]]:
    """A step with the common step that it uses filled in, and what this one uses, and the names of all of them.

    Keys of its own win. A step without a name gets that of the common step which it names.
    """
    made, used = _filled(node, common, reading, ())
    if used and "name" not in made.value and "id" not in made.value:
        target = (node.value.get("use") or node.value["uses"])[1]
        named = (target, Node(used[0], target.line, target.column, file=target.file))
        made = Node({**made.value, "name": named}, made.line, made.column, file=made.file)
    return made, used


def beside_neighbours(node: Node, common: Mapping[str, Node]) -> tuple[Node, Node] | None:
    """The key and value `parallel` of a step, its own or that of a common step that it uses.

    None where the step has a list, whose items `parallel` is about then.
    """
    found: tuple[Node, Node] | None = None
    seen: set[str] = set()
    step: Node | None = node
    while step is not None and isinstance(step.value, dict):
        if "for_each" in step.value:
            return None
        found = found or step.value.get("parallel")
        pair = step.value.get("use") or step.value.get("uses")
        name = str(pair[1].value).removeprefix(f"{_STEPS}.") if pair else ""
        step = common.get(name) if name not in seen else None
        seen.add(name)
    return found


def _filled(
    node: Node, common: Mapping[str, Node], reading: Reading, chain: tuple[str, ...]
) -> tuple[Node, tuple[str, ...]]:
    """The same without a name that nobody gave; `chain` are the common steps that led here."""
    pair = (node.value.get("use") or node.value.get("uses")) if isinstance(node.value, dict) else None
    if pair is None:
        return node, chain
    target = pair[1]
    name = str(target.value).removeprefix(f"{_STEPS}.") if isinstance(target.value, str) else ""
    found, used = common.get(name), (*chain, name)
    below: Members = {}
    if found is None:
        hint = of_common_step(name) or did_you_mean(name, common)
        reading.wrong(target, "unknown-step", f"there is no common step '{name}'", hint)
    elif name in chain:
        way = ", which uses ".join(f"'{each}'" for each in [*chain[chain.index(name) + 1 :], name])
        reading.wrong(target, "circle", f"common step '{name}' uses {way}", "break the circle")
    elif not isinstance(found.value, dict):
        reading.wrong(target, "wrong-type", f"common step '{name}' cannot be used: it must be a step with a body")
    else:
        filled, used = _filled(found, common, reading, used)
        below = filled.value
    own = {key: value for key, value in node.value.items() if key not in ("use", "uses")}
    return Node(_merged(below, own, (_STEPS, name)), node.line, node.column, file=node.file), used


def with_inherited(
    own: Mapping[str, Node], stage: Mapping[str, Node], defaults: Mapping[str, Node], forbidden: frozenset[str]
) -> dict[str, Node]:
    """A step's keys, before them those of its stage, before those the defaults; environments are joined."""
    keys: dict[str, Node] = {}
    for layer in (defaults, {name: stage[name] for name in ("env", "on_failure", "runs_on") if name in stage}, own):
        for name, node in layer.items():
            before = keys.get(name)
            if name in _PAIRED:
                keys = {one: value for one, value in keys.items() if one not in _PAIRED[name]}
            if name not in forbidden:
                keys[name] = joined(before, node) if name == "env" and before else node
    return keys
