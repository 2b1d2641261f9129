"""What a Node project says of itself, as a place in the commands of its stack."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mity.stacks.model import Stack
from mity.system.tools import Tool


def node_places(tools: Mapping[str, Tool], stack: Stack, verb: str, root: Path) -> dict[str, str]:
    """The value for `node_manager`, the words that start the project's manager; nothing where `verb` does not use it.

    It is missing as well where neither the manager nor npm, which fetches it, is on this machine.
    """
    if not any("node_manager" in step.names for variant in stack.variants(verb) for step in variant.steps):
        return {}
    from mity.stacks.node_manager import manager_words  # what only Node projects need

    words = manager_words(root, {name: (tool.path, tool.version) for name, tool in tools.items() if tool.ready})
    return {"node_manager": "\0".join(words)} if words else {}
