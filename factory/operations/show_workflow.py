"""mity workflow list and show: the workflows in sight, and one of them with all that it extends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mity.workflow.core import Handler, Policy
from mity.workflow.graph import tree
from mity.workflow.library import Library
from mity.workflow.model import Workflow
from mity.workflow.nodes import Node
from mity.workflow.parts import Action
from mity.workflow.shown import said

_DROPPED = ("extends", "abstract")


def entries(library: Library) -> list[dict[str, Any]]:
    """Each workflow in sight as plain data: name, title, file, whether mity ships it, whether another one wins."""
    rows = []
    for one in library.entries():
        title = _text(one.definition.node, "title")
        rows.append(
            {
                "name": one.name,
                "title": title or one.name,
                "description": _text(one.definition.node, "description"),
                "file": "" if one.shipped else one.definition.file,
                "origin": "shipped" if one.shipped else "installed" if one.package else "own",
                "package": one.package,
                "abstract": _text(one.definition.node, "abstract") == "true",
                "shadowed": one.shadowed,
            }
        )
    return rows


def as_yaml(node: Node) -> str:
    """A definition with all that it extends, as YAML that is read as the same workflow."""
    import yaml

    data = {name: value for name, value in node.data.items() if name not in _DROPPED}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)


def lines(workflow: Workflow) -> Iterator[str]:
    """A workflow for a person: what it is given, its stages and steps, and what happens after failures."""
    yield f"{workflow.id}  {workflow.name}" if workflow.name != workflow.id else workflow.id
    if workflow.description:
        yield f"  {workflow.description}"
    for one in workflow.parameters:
        what = "required" if one.required else f"default: {one.default}"
        yield f"  parameter {one.name} ({one.type}, {what}) {one.description}".rstrip()
    yield from tree(workflow)[1:]
    for step in workflow.steps():
        if step.on_failure:
            yield f"on failure of {step.id}: {', then '.join(_handler(one) for one in step.on_failure)}"
    for rule in workflow.rules:
        yield f"when {rule.condition}: {rule.end or (_action_text(rule.then) if rule.then else '')}"
    ends = (("success", workflow.on_success), ("failure", workflow.on_failure), ("end", workflow.finally_))
    for name, actions in ends:
        yield from (f"at {name}: {_action_text(one)}" for one in actions)
    if workflow.on_event:
        yield f"its events are read by: {workflow.on_event}"


def _handler(one: Handler) -> str:
    if one.policy is Policy.RETRY:
        return f"retry up to {one.retries} times"
    if one.policy is Policy.STEPS:
        again = f", up to {one.retries} rounds with the step again" if one.retries else ""
        return f"run {', '.join(f'{step.id} ({said(step)})' for step in one.steps)}{again}"
    if one.action is not None:
        return _action_text(one.action)
    return f"{one.policy.value}{f': {one.message}' if one.message else ''}"


def _action_text(action: Action) -> str:
    target = action.step or action.workflow or action.text
    return f"{action.kind} {target}"


def _text(node: Node, key: str) -> str:
    pair = node.value.get(key) if isinstance(node.value, dict) else None
    return pair[1].value if pair and isinstance(pair[1].value, str) else ""
