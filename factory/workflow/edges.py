"""Edges between the states of a machine."""

from __future__ import annotations

from mity.workflow.failure import is_edge
from mity.workflow.naming import NAME
from mity.workflow.nodes import Node
from mity.workflow.part_keys import EDGE
from mity.workflow.parts import Edge
from mity.workflow.reading import Reading


class Edges:
    """Reads edges; `places` has the place of each state's name in the order in which they were read."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self.places: list[tuple[Node, str]] = []

    def next(self, node: Node | None) -> tuple[Edge, ...]:
        """The edges that a state leaves by: a name, or a list of `{if, to}`."""
        if node is None:
            return ()
        with self._read.behind():
            return tuple(self._edge(one) for one in (node.value if isinstance(node.value, list) else [node]))

    def failed(self, node: Node | None) -> Edge | None:
        """The edge that a failure leads along, where `on_failure` is one."""
        return self._edge(node) if node is not None and is_edge(node) else None

    def _edge(self, node: Node) -> Edge:
        read = self._read
        if isinstance(node.value, str):
            if not NAME.fullmatch(node.value):
                read.wrong(node, "wrong-type", f"'{node.value}' cannot be the name of a state")
                return Edge("")
            self.places.append((node, node.value))
            return Edge(node.value)
        keys = read.mapping(node, EDGE, "an edge")
        if "to" not in keys and isinstance(node.value, dict):
            read.wrong(node, "missing-key", "an edge needs `to:`")
        to = read.text(keys.get("to"), "to")
        if "to" in keys:
            self.places.append((keys["to"], to))
        return Edge(to, read.condition(keys.get("if"), "if"), read.number(keys.get("visits"), "visits", 0, 1))
