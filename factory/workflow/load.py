"""From the text of a file to workflows: every mistake with its line and column, all at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from mity.text.records import dataclass
from mity.workflow import ends
from mity.workflow.bodies import NOTHING_KNOWN, Known
from mity.workflow.calls import check_calls
from mity.workflow.check import check
from mity.workflow.core import Stage
from mity.workflow.declarations import declared
from mity.workflow.expressions import OPEN
from mity.workflow.inherit import Find, extended
from mity.workflow.keys import DEFAULTS, SHARED, STATE, STEP, WORKFLOW
from mity.workflow.literals import check_literals
from mity.workflow.machine import check_machine
from mity.workflow.mistakes import InvalidDefinition, Mistake
from mity.workflow.model import Workflow
from mity.workflow.needs import check_needs
from mity.workflow.nodes import Node
from mity.workflow.outline import Outline
from mity.workflow.reading import Reading
from mity.workflow.steps import LAST, Steps
from mity.workflow.yaml_reader import Document, read_documents

MODES = ("autopilot", "supervised", "hybrid")
_WORKFLOW_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?")
_OF_OTHERS = ("unknown-step", "unknown-stage", "unknown-parameter", "unknown-output")
"""What is no mistake in a part of a definition: those that extend it, or that it extends, have what it names."""
NAME_RULE = "use up to 100 letters, digits, '.', '-' and '_'"
_PATH = re.compile(r"\S+\.(?:ya?ml|json)")


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
    elif problem := unfit_name(name):
        reading.wrong(node, "wrong-type", problem, NAME_RULE)
    return name


def unfit_name(name: str) -> str:
    """Why a text cannot be the name of a workflow, or an empty text."""
    return "" if _WORKFLOW_NAME.fullmatch(name) else f"'{name}' cannot be the name of a workflow"


def load(
    definition: Definition,
    sources: Mapping[str, str],
    find: Find,
    known: Known = NOTHING_KNOWN,
    warnings: list[Mistake] | None = None,
) -> Workflow:
    """The workflow of a definition.

    `find` gives the documents that it extends or calls, `sources` the text of each file; `known` is what is installed
    and there. What is allowed and yet hardly meant is added to `warnings`. Raises InvalidDefinition with all that is
    wrong in it.
    """
    reading = Reading(definition.file)
    reading.workflows = known.workflows
    node = extended(definition.node, find, reading, (definition.name,))
    in_part = bool(reading.mistakes) or is_abstract(definition)  # what it extends may not be there
    keys = reading.mapping(node, WORKFLOW, f"workflow '{definition.name}'")
    workflow = _Loading(definition.name, node, keys, reading, known, find, in_part=in_part).workflow()
    for text in node.texts():
        if "\0" in text.value:
            reading.wrong(text, "wrong-type", "a text cannot hold the character NUL: no command and no variable can")
    check_literals(node, reading)
    passed_over = _OF_OTHERS if in_part else ()
    if wrong := [one for one in reading.mistakes if one.code not in passed_over]:
        raise InvalidDefinition(wrong, sources)
    if warnings is not None:
        warnings += sorted({one for one in reading.warnings if one.code not in passed_over})
    return workflow


def is_abstract(definition: Definition) -> bool:
    """True for a definition that others extend and nobody runs."""
    pair = definition.node.value.get("abstract") if isinstance(definition.node.value, dict) else None
    return bool(pair and pair[1].data is True)


class _Loading:
    """One definition under way."""

    def __init__(
        self, name: str, node: Node, keys: Mapping[str, Node], read: Reading, known: Known, find: Find, *, in_part: bool
    ) -> None:
        self._node = node
        self._keys = keys
        self._read = read
        self._find = find
        self._needs = known.needs
        defaults = read.mapping(keys["defaults"], DEFAULTS, "defaults") if "defaults" in keys else {}
        common = read.members(keys.get("common_steps"), "common_steps")
        handlers = read.members(keys.get("error_handlers"), "error_handlers")
        self._steps = Steps(read, common, defaults, handlers, known, find)
        self._outline = Outline(read, self._steps, defaults, common)
        self._made = Workflow(name, self._text("title"), self._text("description"))
        self._in_part = in_part

    def workflow(self) -> Workflow:
        """The workflow, as far as what it says can be read; the rest is noted."""
        made, read, keys, steps = self._made, self._read, self._keys, self._steps
        made.version = self._text("version") or "0"
        read.flag(keys.get("abstract"), "abstract")
        steps.promises.parameters = {one.name: one for one in declared(keys.get("parameters"), read)}
        made.env = read.environment(keys.get("env"), "env", null=True)
        steps.tainted = {name for name, text in made.env.items() if text and OPEN in text}
        made.stages += self._stages()
        self._ends()
        steps.check_unused(STATE if made.machine else STEP if made.stages else SHARED)
        made.parameters = tuple(steps.promises.parameters.values())
        made.recovery = steps.actions.recovery
        check(made, read)
        check_needs(made, self._needs, steps.stations, read)
        check_calls(made.id, steps.calls, self._find, read)
        return made

    def _plain_command(self, name: str) -> str:
        """A command that no value goes into."""
        line = self._text(name)
        if OPEN in line:
            hint = "read the events, or a variable of `env:`"
            self._read.wrong(self._keys[name], "unsafe-place", f"{name} takes no expressions", hint)
        return line

    def _text(self, name: str) -> str:
        return self._read.text(self._keys.get(name), name)

    def _stages(self) -> list[Stage]:
        """The stages, from whichever of the three keys has them."""
        keys, read = self._keys, self._read
        given = [name for name in ("stages", "steps", "states") if name in keys]
        if len(given) != 1:
            if isinstance(self._node.value, dict) and (given or not self._in_part):
                both = f", and has {' and '.join(given)}" if given else ""
                message = f"workflow '{self._made.id}' must have either stages or steps or states{both}"
                last = max((keys[name] for name in given), key=lambda one: (one.line, one.column), default=self._node)
                read.wrong(last, "missing-key", message)
            given = [name for name in given if keys[name].value][:1] or given[:1]
        if not given:
            return []
        if "parallel_groups" in keys and given != ["steps"]:
            read.wrong(
                keys["parallel_groups"], "wrong-type", "parallel_groups is for definitions that list their steps"
            )
        before = len(read.mistakes)
        if given == ["stages"]:
            found = self._outline.stages(keys["stages"])
        elif given == ["steps"]:
            found = self._outline.implied(keys["steps"], keys.get("parallel_groups"))
        else:
            self._made.machine = True
            found = self._outline.machine(keys["states"])
            for stage in found:
                check_machine(stage.steps, keys["states"], self._steps.places, read)
        if not found and len(read.mistakes) == before:
            read.wrong(keys[given[0]], "missing-key", f"workflow '{self._made.id}' has no steps")
        return found

    def _ends(self) -> None:
        """What counts for the run as a whole; expressions in it see every step."""
        made, read, keys, actions = self._made, self._read, self._keys, self._steps.actions
        read.step = LAST
        made.on_success = actions.actions(keys.get("on_success") or keys.get("success_actions"), "on_success")
        if "on_success" in keys and "success_actions" in keys:
            read.wrong(
                keys["success_actions"], "duplicate-key", "success_actions is the same as on_success, given above"
            )
        made.on_failure = actions.actions(keys.get("on_failure"), "on_failure")
        made.finally_ = actions.actions(keys.get("finally"), "finally")
        made.on_event = self._plain_command("on_event")
        made.rules = actions.rules(keys.get("conditions"))
        made.timeout_s = read.seconds(keys.get("timeout"), "timeout")
        made.mode = read.word(keys.get("mode"), "mode", MODES, "autopilot")
        made.proof = read.word(keys.get("proof"), "proof", ("optional", "required"), "optional")
        made.gates = ends.gates(keys.get("gates"), made.stages, read, in_part=self._in_part)
        made.triggers = ends.triggers(keys.get("triggers"), self._steps.promises.parameters, read)
        if "rollback" in keys:
            value = keys["rollback"].value
            pair = value.get("cleanup_actions") if isinstance(value, dict) else None
            cleanup = actions.actions(pair[1] if pair else None, "cleanup")
            made.rollback = ends.rollback(keys["rollback"], made.stages, cleanup, read)
        if "concurrency" in keys:
            made.concurrency = ends.concurrency(keys["concurrency"], read)
