"""From the text of a file to workflows: every mistake with its line and column, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from mity.workflow.calls import check_calls
from mity.workflow.check import check
from mity.workflow.core import Stage
from mity.workflow.inherit import Find, extended
from mity.workflow.keys import DEFAULTS, STAGE, WORKFLOW
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.model import Workflow
from mity.workflow.nodes import Node
from mity.workflow.parameters import declared
from mity.workflow.reading import Reading
from mity.workflow.steps import Steps, named
from mity.workflow.yaml_reader import Document, read_documents

MAIN = "main"
"""The name of the one stage of a definition that lists its steps."""
_WORKFLOW_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?")
_PATH = re.compile(r"\S+\.(?:ya?ml|json)")
_MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Definition:
    """A document of a file: its name, and its node before anything that it extends is joined."""

    name: str
    node: Node
    file: str


def definitions(text: str, file: str) -> list[Definition]:
    """The definitions of a file with their names. Raises InvalidDefinition."""
    documents = read_documents(text, file)
    reading = Reading(file)
    found: dict[str, Definition] = {}
    for document in documents:
        name = _name(document, PurePath(file).stem if len(documents) == 1 else "", reading)
        if name in found:
            first = found[name].node.line
            reading.wrong(document.node, "duplicate-name", f"two definitions are named '{name}': the first in {first}")
        found.setdefault(name, Definition(name, document.node, file))
    if not documents:
        reading.wrong(Node("", 1, 1), "syntax", "this file holds no definition")
    if reading.mistakes:
        raise InvalidDefinition(reading.mistakes, {file: text})
    return list(found.values())


def _name(document: Document, stem: str, reading: Reading) -> str:
    """The name that a document gives itself, else the stem of the path in the comment above it, else `stem`."""
    node = document.node
    pair = node.value.get("name") if isinstance(node.value, dict) else None
    if pair is None:
        name = PurePath(document.comment).stem if _PATH.fullmatch(document.comment) else stem
    else:
        node, name = pair[1], reading.text(pair[1], "name")
    if not name:
        reading.wrong(node, "missing-key", "this definition has no name", "add `name:`")
    elif not _WORKFLOW_NAME.fullmatch(name):
        message = f"'{name}' cannot be the name of a workflow"
        reading.wrong(node, "wrong-type", message, "use up to 100 letters, digits, '.', '-' and '_'")
    return name


def load(
    definition: Definition,
    sources: Mapping[str, str],
    find: Find,
    stations: Iterable[str] | None = None,
    warnings: list[Mistake] | None = None,
) -> Workflow:
    """The workflow of a definition.

    `find` gives the documents that it extends or calls, `sources` the text of each file; with `stations` the names of
    stations are checked. What is allowed and yet hardly meant is added to `warnings`. Raises InvalidDefinition with all
    that is wrong in it.
    """
    reading = Reading(definition.file)
    node = extended(definition.node, find, reading, (definition.name,))
    keys = reading.mapping(node, WORKFLOW, f"workflow '{definition.name}'")
    defaults = reading.mapping(keys["defaults"], DEFAULTS, "defaults") if "defaults" in keys else {}
    steps = Steps(reading, reading.members(keys.get("common_steps"), "common_steps"), defaults, stations)
    workflow = _workflow(definition.name, node, keys, reading, defaults, steps)
    check(workflow, reading)
    check_calls(definition.name, steps.calls, find, reading)
    if reading.mistakes:
        raise InvalidDefinition(reading.mistakes, sources)
    if warnings is not None:
        warnings += sorted(set(reading.warnings))
    return workflow


def is_abstract(definition: Definition) -> bool:
    """True for a definition that others extend and nobody runs."""
    pair = definition.node.value.get("abstract") if isinstance(definition.node.value, dict) else None
    return bool(pair and pair[1].data is True)


def _workflow(
    name: str, node: Node, keys: Mapping[str, Node], read: Reading, defaults: Mapping[str, Node], steps: Steps
) -> Workflow:
    made = Workflow(name, read.text(keys.get("title"), "title"), read.text(keys.get("description"), "description"))
    made.version = read.text(keys.get("version"), "version") or "0"
    read.flag(keys.get("abstract"), "abstract")
    made.parameters = tuple(declared(keys.get("parameters"), read))
    made.env = read.environment(keys.get("env"), "env", null=True)
    if ("stages" in keys) is ("steps" in keys):
        if isinstance(node.value, dict):
            read.wrong(node, "missing-key", f"workflow '{name}' must have either stages or steps")
        return made
    made.stages += _stages(keys.get("stages"), read, defaults, steps) if "stages" in keys else []
    if main := steps.steps(keys.get("steps"), {}):
        made.stages.append(Stage(main, name=MAIN))
    if not made.stages and not read.mistakes:
        read.wrong(keys.get("stages") or keys["steps"], "missing-key", f"workflow '{name}' has no steps")
    steps.check_unused()
    return made


def _stages(node: Node | None, read: Reading, defaults: Mapping[str, Node], steps: Steps) -> list[Stage]:
    found: dict[str, Stage] = {}
    for one in read.items(node, "stages"):
        stage = _stage(one, read, defaults, steps)
        if stage.name in found:
            message = f"two stages are named '{stage.name}': the first in line {found[stage.name].line}"
            read.wrong(one, "duplicate-name", message, "give one a name of its own")
        found.setdefault(stage.name, stage)
    return [stage for stage in found.values() if stage.steps]


def _stage(node: Node, read: Reading, defaults: Mapping[str, Node], steps: Steps) -> Stage:
    keys = read.mapping(node, STAGE, "a stage")
    name = named(read, node, keys, "a stage")
    condition = read.condition(keys.get("condition") or keys.get("if"), "condition")
    found = steps.steps(keys.get("steps"), keys)
    if keys and not found and (not keys.get("steps") or keys["steps"].value == []):
        read.wrong(node, "missing-key", f"stage '{name}' has no steps")
    parallel = read.flag(keys.get("parallel"), "parallel")
    if "max_parallel" in keys and not parallel:
        read.wrong(keys["max_parallel"], "missing-key", "max_parallel does nothing here", "add `parallel: true`")
    most = read.number(keys.get("max_parallel") or defaults.get("max_parallel"), "max_parallel", _MOST_AT_ONCE, 1)
    return Stage(
        found,
        most if parallel else 1,
        name,
        condition,
        name if read.flag(keys.get("atomic"), "atomic") else "",
        read.text(keys.get("description"), "description"),
        node.line,
        node.column,
    )
