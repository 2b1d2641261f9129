"""What steps take and give: inputs, outputs, evidence, and what they ensure."""

from __future__ import annotations

import re
from typing import Any

from mity.workflow.bodies import Known
from mity.workflow.contexts import CONTEXTS
from mity.workflow.core import Parameter, Step
from mity.workflow.nodes import Node
from mity.workflow.notes import Use
from mity.workflow.parser import parse
from mity.workflow.part_keys import EVIDENCE, TYPES
from mity.workflow.parts import Evidence
from mity.workflow.reading import Reading

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class Promises:
    """Reads what steps take and give. `outputs` has the newest step that gives each output so far.

    `parameters` are those of the workflow; inputs that neither gives are added to them.
    """

    def __init__(self, reading: Reading, known: Known) -> None:
        self._read = reading
        self._known = known
        self.parameters: dict[str, Parameter] = {}
        self.outputs: dict[str, str] = {}
        self.taken = (frozenset(CONTEXTS) - {"item"}) | {"true", "false", "null"}

    def given(self, step: Step) -> None:
        """Takes in what a step gives to those behind it."""
        for name in (*self._known.outputs(step.station), *step.outputs):
            self.outputs[name] = step.id

    def inputs(self, node: Node | None) -> dict[str, Any]:
        """A map of values, or a list of names of outputs and parameters."""
        if node is None or not isinstance(node.value, list):
            return self._read.values(node, "inputs")
        return {name: self._source(name, one) for one in node.value if (name := self._name(one, "an input"))}

    def producer(self, name: str) -> str:
        """The step that gives an output; empty when none does."""
        return self.outputs.get(name, "")

    def evidence(self, node: Node | None) -> Evidence | None:
        """What a step must leave."""
        if node is None:
            return None
        read = self._read
        keys = read.mapping(node, EVIDENCE, "evidence")
        if not keys and isinstance(node.value, dict):
            read.wrong(node, "missing-key", "evidence is empty", f"give some of {', '.join(EVIDENCE)}")
        globs = {name: self._globs(keys.get(name), name) for name in EVIDENCE if name != "commit"}
        return Evidence(**globs, commit=read.flag(keys.get("commit"), "commit"))

    def ensure(self, node: Node | None) -> tuple[str, ...]:
        """A condition, or a list of them."""
        if node is None:
            return ()
        items = node.value if isinstance(node.value, list) else [node]
        found = tuple(self._read.condition(one, "ensure") for one in items)
        for one, text in zip(items, found, strict=True):
            if not text and isinstance(one.value, str) and not one.value.strip():
                self._read.wrong(one, "wrong-type", "ensure must be a condition or a list of conditions")
        return tuple(text for text in found if text)

    def _source(self, name: str, node: Node) -> str:
        if self.producer(name):
            self._read.uses.append(Use(node, parse(f"outputs.{name}"), 0, self._read.step))
            return f"${{{{ outputs.{name} }}}}"
        if name not in self.parameters:
            message = f"no earlier step gives '{name}', so it is a parameter of the workflow that a run must be given"
            self._read.warn(node, "unknown-parameter", message)
            self.parameters[name] = Parameter(name)
        return f"${{{{ parameters.{name} }}}}"

    def declared(self, node: Node | None) -> tuple[tuple[str, ...], dict[str, str]]:
        """The names that a step declares, and the types of those that have one."""
        read = self._read
        if node is None:
            return (), {}
        if isinstance(node.value, list):
            return tuple(name for one in node.value if (name := self._name(one, "an output"))), {}
        types = {name: self._type(name, one) for name, one in read.members(node, "outputs").items()}
        return tuple(types), types

    def _type(self, name: str, node: Node) -> str:
        if not _NAME.fullmatch(name):
            self._read.wrong(
                node, "wrong-type", f"an output needs a name of letters, digits, '-' and '_', not '{name}'"
            )
        return self._read.word(node, "type", TYPES, "string")

    def _name(self, node: Node, what: str) -> str:
        name = self._read.text(node, what)
        named = _NAME.fullmatch(name) and isinstance(node.data, str)
        if not named and isinstance(node.value, str):
            message = f"{what} needs a name of letters, digits, '-' and '_', not '{name}'"
            self._read.wrong(node, "wrong-type", message)
            return ""
        return name

    def _globs(self, node: Node | None, where: str) -> tuple[str, ...]:
        found = self._read.texts(node, where)
        for text in found:
            if node is not None and (text.startswith(("/", "~")) or ".." in text.split("/")):
                self._read.wrong(node, "wrong-type", f"{where} must be below the workspace, without '..': not '{text}'")
        return found
