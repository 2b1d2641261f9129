"""The names of steps, stages and groups."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_NAME = 100


def named(
    read: Reading, node: Node, keys: Mapping[str, Node], what: str, other: Node | None = None, default: str = ""
) -> str:
    """The name of a step or stage: its id, its name, else what `other` says, else `default`."""
    given = keys.get("id") or keys.get("name") or (other if not default else None)
    name = read.text(given, "name") if given else default
    if isinstance(node.value, dict) and (not NAME.fullmatch(name) or len(name) > _LONGEST_NAME):
        shown = f", not '{name}'" if name else ""
        message = f"{what} needs a name of letters, digits, '-' and '_'{shown}"
        read.wrong(given or node, "wrong-type" if name else "missing-key", message)
    return name


def titled(kind: str, node: Node, name: str = "") -> str:
    """A step, stage or state as messages speak of it: by its name, where it has one."""
    members = node.value if isinstance(node.value, dict) else {}
    pair = members.get("id") or members.get("name")
    name = pair[1].value if pair and isinstance(pair[1].value, str) and not name else name
    return f"{kind} '{name}'" if NAME.fullmatch(name) else f"a {kind}"
