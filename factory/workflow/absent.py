"""Why something that an expression reads has no value, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.workflow.parser import Tree

PRODUCERS = "()producers"
"""The name under which `names` may tell which step gives each output, by the output's name."""
_NOTHING: Mapping[str, Any] = {}


def why_absent(tree: Tree, names: Mapping[str, Any]) -> str:
    """The reason, as far as it is known, and what to write instead; it follows on `… has no value here`."""
    path = _path(tree)
    why = _reason(path, names) if path else ""
    written = ".".join(path) if path and len(path) == max(len(tree.parts), 1) else "…"
    return f": {why + '; ' if why else ''}write default({written}, '')"


def _reason(path: list[str], names: Mapping[str, Any]) -> str:
    if path[0] == "steps" and len(path) > 1:
        return _of_step(path[1], path[3] if path[2:3] == ["outputs"] and len(path) > 3 else "", names)
    if path[0] == "outputs" and len(path) > 1:
        producer = (names.get(PRODUCERS) or _NOTHING).get(path[1])
        return _of_step(str(producer), path[1], names) if producer else f"no step has given the output '{path[1]}'"
    if path[0] == "parameters" and len(path) > 1 and (names.get("parameters") or _NOTHING).get(path[1]) is None:
        return f"the parameter '{path[1]}' was not given"
    if path[0] == "spec":
        return "the run has no specification that says it"
    if path[0] == "event":
        return "the run was not started by an event that says it"
    return ""


def _of_step(name: str, output: str, names: Mapping[str, Any]) -> str:
    steps = names.get("steps")  # it may know of more than it lists
    step = steps.get(name) if steps is not None else None
    status = step.get("status") if isinstance(step, Mapping) else None
    if status is None:
        return f"step '{name}' has not run"
    if status == "success":
        return f"step '{name}' gave no output '{output}'" if output else ""
    return f"step '{name}' was skipped" if status == "skipped" else f"step '{name}' did not succeed: {status}"


def _path(tree: Tree) -> list[str]:
    """The names that a chain of members begins with."""
    if tree.op == "name":
        return [str(tree.value)]
    if tree.op != "member" or tree.parts[0].op != "name":
        return []
    found = [str(tree.parts[0].value)]
    for part in tree.parts[1:]:
        if part.op != "value" or not isinstance(part.value, str):
            break
        found.append(part.value)
    return found
