"""State machines: whether every state can be reached and left, and the run can end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mity.workflow.core import Step
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

FAILED = "failed"
"""The state that every machine has: the run fails there."""


def check_machine(states: Sequence[Step], nodes: Node, places: Sequence[tuple[Node, str]], read: Reading) -> None:
    """Notes edges that lead nowhere, states that nothing leads to, and ways that never end.

    `nodes` is the mapping of the states, `places` has each name that an edge leads to.
    """
    known = {state.id: state for state in states}
    for place, name in places:
        if name not in known and name != FAILED:
            read.unknown(place, "unknown-step", f"there is no state '{name}'", name, [*known, FAILED])
    keys = {name: key for name, (key, _) in nodes.value.items()} if isinstance(nodes.value, dict) else {}
    for _, node in nodes.value.values() if isinstance(nodes.value, dict) else ():
        title = node.value.get("name") if isinstance(node.value, dict) else None
        read.text(title[1] if title else None, "name")
    for state in states:
        if state.final and (state.next or state.failed):
            read.wrong(keys[state.id], "wrong-type", f"state '{state.id}' is final, so nothing can be behind it")
        if not state.final and not state.next:
            message = f"state '{state.id}' leads nowhere"
            read.wrong(keys[state.id], "missing-key", message, "add `next:`, or `final: success`")
    if not read.mistakes and states:
        _check_ways(states, known, keys, read)


def _check_ways(states: Sequence[Step], known: Mapping[str, Step], keys: Mapping[str, Node], read: Reading) -> None:
    reached = _reached({states[0].id}, {name: _ways(state) for name, state in known.items()})
    for state in states:
        if state.id not in reached:
            message = f"no way leads from '{states[0].id}' to the state '{state.id}'"
            read.wrong(keys[state.id], "unreachable", message)
    back: dict[str, set[str]] = {}
    for name, state in known.items():
        for to in _ways(state):
            back.setdefault(to, set()).add(name)
    ends = {state.id for state in states if state.final} | {FAILED}
    ending = _reached(ends, back)
    if not any(state.final for state in states):
        read.wrong(keys[states[0].id], "missing-key", "no state is final", "add one such as `done: {final: success}`")
    else:
        for state in states:
            if state.id not in ending:
                read.wrong(keys[state.id], "circle", f"no way leads from the state '{state.id}' to a final one")
    for name in _circle(known):
        if name in ending:
            read.wrong(keys[name], "circle", f"state '{name}' leads back to itself whatever happens", "add a condition")


def _ways(state: Step) -> set[str]:
    return {edge.to for edge in (*state.next, *((state.failed,) if state.failed else ()))}


def _reached(begin: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    found, todo = set(begin), list(begin)
    while todo:
        for to in ways.get(todo.pop(), set()) - found:
            found.add(to)
            todo.append(to)
    return found


def _circle(known: Mapping[str, Step]) -> list[str]:
    """A state of each circle in which every step that ends well has only one way to go on."""
    only = {name: state.next[0].to for name, state in known.items() if state.next and not state.next[0].condition}
    settled: set[str] = set()
    found = []
    for name in only:
        way: dict[str, None] = {}
        while name in only and name not in way and name not in settled:
            way[name] = None
            name = only[name]
        if name in way:
            found.append(name)
        settled |= way.keys()
    return found
