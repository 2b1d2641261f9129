"""From the text of a file to workflows: every mistake with its line and column, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from mity.suggest import did_you_mean
from mity.workflow.check import check
from mity.workflow.core import Handler, Parameter, Policy, Stage, Step
from mity.workflow.inherit import Find, common_step, extended
from mity.workflow.keys import BACKOFF, DEFAULTS, PARAMETER, STAGE, STEP, TYPES, WORKFLOW, Reading
from mity.workflow.mistakes import InvalidDefinition
from mity.workflow.model import Workflow
from mity.workflow.yaml_reader import Node, read_documents

MAIN = "main"
"""The name of the one stage of a definition that lists its steps."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_BODIES = ("station", "command", "workflow")
_WORDS: Mapping[str, tuple[Policy, ...]] = {
    "fail": (Policy.ABORT,),
    "abort": (Policy.ABORT,),
    "continue": (Policy.SKIP,),
    "skip": (Policy.SKIP,),
    "escalate": (Policy.ASK,),
    "rollback": (Policy.ROLLBACK, Policy.ABORT),
}


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
    found = []
    for document in documents:
        pair = document.node.value.get("name") if isinstance(document.node.value, dict) else None
        name = str(pair[1].value) if pair else PurePath(document.comment).stem if document.comment else ""
        if not name and len(documents) == 1:
            name = PurePath(file).stem
        if not name:
            reading.wrong(document.node, "missing-key", "this definition has no name", "add `name:`")
        found.append(Definition(name, document.node, file))
    if not documents:
        reading.wrong(Node("", 1, 1), "syntax", "this file holds no definition")
    if reading.mistakes:
        raise InvalidDefinition(reading.mistakes, {file: text})
    return found


def load(
    definition: Definition, sources: Mapping[str, str], find: Find, stations: Iterable[str] | None = None
) -> Workflow:
    """The workflow of a definition.

    `find` gives the documents that it extends, `sources` the text of each file; with `stations` the names of stations
    are checked. Raises InvalidDefinition with all that is wrong in it.
    """
    reading = Reading(definition.file)
    node = extended(definition.node, find, reading, (definition.name,))
    workflow = _Loader(reading, definition.name, stations).workflow(node)
    check(workflow, reading)
    if reading.mistakes:
        raise InvalidDefinition(reading.mistakes, sources)
    return workflow


def is_abstract(definition: Definition) -> bool:
    """True for a definition that others extend and nobody runs."""
    pair = definition.node.value.get("abstract") if isinstance(definition.node.value, dict) else None
    return bool(pair and pair[1].data is True)


class _Loader:
    def __init__(self, reading: Reading, name: str, stations: Iterable[str] | None) -> None:
        self._reading = reading
        self._name = name
        self._stations = None if stations is None else frozenset(stations)
        self._common: dict[str, Node] = {}
        self._defaults: dict[str, Node] = {}
        self._lines: dict[str, int] = {}

    def workflow(self, node: Node) -> Workflow:
        """The whole definition."""
        read = self._reading
        keys = read.mapping(node, WORKFLOW, f"workflow '{self._name}'")
        made = Workflow(
            self._name, read.text(keys.get("title"), "title"), read.text(keys.get("description"), "description")
        )
        made.version = read.text(keys.get("version"), "version") or "0"
        made.parameters = tuple(self._parameters(keys.get("parameters")))
        made.env = {
            name: None if value is None else str(value) for name, value in read.values(keys.get("env"), "env").items()
        }
        self._defaults = read.mapping(keys["defaults"], DEFAULTS, "defaults") if "defaults" in keys else {}
        common = keys.get("common_steps")
        if common is not None and isinstance(common.value, dict):
            self._common = {name: value for name, (_, value) in common.value.items()}
        if ("stages" in keys) is ("steps" in keys):
            read.wrong(node, "missing-key", f"workflow '{self._name}' must have either stages or steps")
            return made
        stages = read.items(keys.get("stages"), "stages")
        for stage in [self._stage(one) for one in stages] if stages else self._main(keys.get("steps")):
            if stage is not None:
                made.stages.append(stage)
        return made

    def _main(self, node: Node | None) -> list[Stage | None]:
        steps = self._steps(node, None)
        return [Stage(steps, name=MAIN)] if steps else []

    def _stage(self, node: Node) -> Stage | None:
        read = self._reading
        keys = read.mapping(node, STAGE, "a stage")
        name = self._named(node, keys, "a stage")
        steps = self._steps(keys.get("steps"), keys)
        if keys and not steps:
            read.wrong(node, "missing-key", f"stage '{name}' has no steps")
            return None
        most = read.number(keys.get("max_parallel") or self._defaults.get("max_parallel"), "max_parallel", 10, 1)
        return Stage(
            steps,
            most if read.flag(keys.get("parallel"), "parallel") else 1,
            name,
            read.condition(keys.get("condition") or keys.get("if"), "condition"),
            name if read.flag(keys.get("atomic"), "atomic") else "",
            read.text(keys.get("description"), "description"),
            node.line,
            node.column,
        )

    def _steps(self, node: Node | None, stage: Mapping[str, Node] | None) -> tuple[Step, ...]:
        found = []
        for one in self._reading.items(node, "steps"):
            step = self.step(one, stage or {})
            if step.id in self._lines:
                first = self._lines[step.id]
                message = f"two steps are named '{step.id}': the first in line {first}"
                self._reading.wrong(one, "duplicate-name", message, "give one a name of its own")
            self._lines.setdefault(step.id, one.line)
            self._reading.step += 1
            found.append(step)
        return tuple(found)

    def step(self, node: Node, stage: Mapping[str, Node]) -> Step:
        """One step, with what its stage and the defaults say for it."""
        read = self._reading
        node = common_step(node, self._common, read)
        keys = read.mapping(node, STEP, "a step")
        keys = {**{name: one for name, one in self._defaults.items() if name in STEP}, **_inherited(stage), **keys}
        bodies = [name for name in _BODIES if name in keys]
        name = self._named(node, keys, "a step", next((keys[one] for one in bodies if one != "command"), None))
        if len(bodies) != 1:
            code, what = ("two-bodies", f"both {' and '.join(bodies)}") if bodies else ("missing-key", "nothing to run")
            read.wrong(node, code, f"step '{name}' has {what}", f"give one of {', '.join(_BODIES)}")
        env = {key: str(value) for key, value in read.values(keys.get("env"), "env").items()}
        return Step(
            name,
            self._station(keys.get("station")),
            read.values(keys.get("inputs"), "inputs"),
            self._command(keys.get("command")),
            read.text(keys.get("workflow"), "workflow"),
            read.condition(keys.get("condition") or keys.get("if"), "condition"),
            env,
            read.seconds(keys.get("timeout"), "timeout"),
            self._chain(keys),
            read.text(keys.get("description"), "description"),
            node.line,
            node.column,
        )

    def _named(self, node: Node, keys: Mapping[str, Node], what: str, other: Node | None = None) -> str:
        given = keys.get("id") or keys.get("name") or other
        name = self._reading.text(given, "name")
        if keys and not _NAME.fullmatch(name):
            message = f"{what} needs a name of letters, digits, '-' and '_'" + (f", not '{name}'" if name else "")
            self._reading.wrong(given or node, "missing-key" if not name else "wrong-type", message)
        return name

    def _station(self, node: Node | None) -> str:
        name = self._reading.text(node, "station")
        if node is not None and self._stations is not None and name not in self._stations:
            hint = did_you_mean(name, self._stations)
            self._reading.wrong(node, "unknown-station", f"there is no station '{name}'", hint)
        return name

    def _command(self, node: Node | None) -> str | tuple[str, ...]:
        if node is None:
            return ""
        words = [str(one.value) for one in node.value] if isinstance(node.value, list) else []
        text = node.value if isinstance(node.value, str) else ""
        at = text.find("${{")
        if at >= 0 or any("${{" in word for word in words):
            message = "a value cannot be part of a command's text: a value is never code"
            self._reading.wrong(node, "unsafe-place", message, 'give it in `env:` and write "$NAME"', ahead=max(at, 0))
        if not text and not words:
            self._reading.wrong(node, "wrong-type", "command must be a text or a list of words")
        return tuple(words) or text

    def _chain(self, keys: Mapping[str, Node]) -> tuple[Handler, ...] | None:
        """What happens when the step fails; None when the definition says nothing."""
        read = self._reading
        node, heal = keys.get("on_failure"), read.flag(keys.get("heal"), "heal")
        if node is None and "heal" not in keys:
            return None
        chain: tuple[Handler, ...] = ()
        if node is None:
            chain = (Handler(Policy.ASK),)
        elif isinstance(node.value, list):
            chain = self._recovery(node, keys)
        elif (word := read.text(node, "on_failure")) == "retry":
            chain = (self._retry(keys),)
        elif word in _WORDS:
            chain = tuple(Handler(policy) for policy in _WORDS[word])
        else:
            read.wrong(node, "wrong-type", f"unknown on_failure '{word}'", did_you_mean(word, [*_WORDS, "retry"]))
        return ((Handler(Policy.HEAL), *chain)) if heal else chain

    def _recovery(self, node: Node, keys: Mapping[str, Node]) -> tuple[Handler, ...]:
        """Recovery steps in order; with `retry: N` up to N rounds of them, each with the step behind it."""
        rounds = 0
        steps = []
        for one in self._reading.items(node, "on_failure"):
            last = one.value.get("retry") if isinstance(one.value, dict) and len(one.value) == 1 else None
            if one.value == "retry" or last is not None:
                rounds = self._reading.number(last[1] if last else None, "retry", 1, 1)
            else:
                steps.append(replace(self.step(one, {}), on_failure=()))
        return (Handler(Policy.STEPS, rounds, steps=tuple(steps)) if steps else self._retry(keys),)

    def _retry(self, keys: Mapping[str, Node]) -> Handler:
        read = self._reading
        retries = read.number(keys.get("max_retries") or keys.get("retry_count"), "max_retries", 2)
        backoff = read.mapping(keys["backoff"], BACKOFF, "backoff") if "backoff" in keys else {}
        factor = backoff["factor"].data if "factor" in backoff else 2
        if not isinstance(factor, int | float) or isinstance(factor, bool) or factor < 1:
            read.wrong(backoff["factor"], "wrong-type", "factor must be a number of at least 1")
            factor = 2
        initial, most = (read.seconds(backoff.get(name), name) for name in ("initial", "max"))
        return Handler(
            Policy.RETRY, retries, 1.0 if initial is None else initial, float(factor), 60.0 if most is None else most
        )

    def _parameters(self, node: Node | None) -> list[Parameter]:
        read = self._reading
        if node is None:
            return []
        if not isinstance(node.value, dict):
            read.wrong(node, "wrong-type", "parameters must be a mapping of names to descriptions")
            return []
        return [self._parameter(name, one) for name, (_, one) in node.value.items()]

    def _parameter(self, name: str, node: Node) -> Parameter:
        read = self._reading
        keys = read.mapping(node, PARAMETER, f"parameter '{name}'") if isinstance(node.value, dict) else {}
        kind = read.text(keys.get("type"), "type") or "string"
        if kind not in TYPES:
            read.wrong(keys["type"], "wrong-type", f"unknown type '{kind}'", did_you_mean(kind, TYPES))
        has_default = "default" in keys
        return Parameter(
            name,
            kind,
            keys["default"].data if has_default else None,
            read.flag(keys.get("required"), "required", not has_default),
            read.text(keys.get("description"), "description"),
            tuple(one.data for one in read.items(keys.get("values"), "values")),
        )


def _inherited(stage: Mapping[str, Node]) -> dict[str, Node]:
    """What a stage says for each of its steps."""
    return {name: stage[name] for name in ("env", "on_failure", "timeout") if name in stage}
