"""Steps of a definition, with what their stage, the defaults and common steps say for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mity.suggest import did_you_mean
from mity.workflow.calls import Call
from mity.workflow.core import Step
from mity.workflow.expressions import OPEN
from mity.workflow.failure import chain
from mity.workflow.inherit import common_step, joined
from mity.workflow.keys import ALIKE, BODIES, STEP
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_NAME = 100
_NO_RECOVERY = frozenset({"on_failure", "heal", "max_retries", "retry_count", "backoff"})


class Steps:
    """Reads the steps of one definition."""

    def __init__(
        self,
        reading: Reading,
        common: Mapping[str, Node],
        defaults: Mapping[str, Node],
        stations: Iterable[str] | None,
    ) -> None:
        self._reading = reading
        self._common = common
        self._defaults = {name: one for name, one in defaults.items() if name in STEP}
        self._stations = None if stations is None else frozenset(stations)
        self._first: dict[str, Node] = {}
        self.calls: list[Call] = []
        self.used: set[str] = set()

    def steps(self, node: Node | None, stage: Mapping[str, Node]) -> tuple[Step, ...]:
        """The steps of a stage, whose keys are `stage`."""
        found = []
        for one in self._reading.items(node, "steps"):
            step = self.step(one, stage)
            first = self._first.setdefault(step.id, one)
            if first is not one and step.id:
                place = f"line {first.line}" if first.file == one.file else f"{first.file}:{first.line}"
                message = f"two steps are named '{step.id}': the first in {place}"
                self._reading.wrong(one, "duplicate-name", message, "give one a name of its own")
            self._reading.step += 1
            found.append(step)
        return tuple(found)

    def step(
        self, node: Node, stage: Mapping[str, Node], name: str = "", forbidden: frozenset[str] = frozenset()
    ) -> Step:
        """One step; `name` is its own unless it says another, and keys of `forbidden` are mistakes."""
        read, before = self._reading, len(self._reading.mistakes)
        node = self._filled(node)
        whole = isinstance(node.value, dict) and len(read.mistakes) == before
        own = read.mapping(node, STEP - forbidden, "a recovery step" if forbidden else "a step")
        keys = self._with_inherited(own, stage, forbidden)
        bodies = [body for body in BODIES if body in own]
        name = named(read, node, own, "a step", next((own[one] for one in bodies if one != "command"), None), name)
        if len(bodies) != 1 and whole:
            code, what = ("two-bodies", f"both {' and '.join(bodies)}") if bodies else ("missing-key", "nothing to run")
            read.wrong(node, code, f"step '{name}' has {what}", f"give one of {', '.join(BODIES)}")
        env = read.environment(keys.get("env"), "env", null=False)
        return Step(
            name,
            self._station(own.get("station")),
            self._inputs(own, bodies),
            self._command(own.get("command")),
            self._call(own),
            read.condition(own.get("condition") or own.get("if"), "condition"),
            {variable: text or "" for variable, text in env.items()},
            read.seconds(keys.get("timeout"), "timeout"),
            None if forbidden else chain(read, keys, own, self._recovery),
            read.text(own.get("description") or (own.get("name") if "id" in own else None), "description"),
            node.line,
            node.column,
        )

    def check_unused(self) -> None:
        """Notes mistakes in common steps that no step uses; names in their expressions are not looked at."""
        uses, first = list(self._reading.uses), dict(self._first)
        for name, node in self._common.items():
            if name not in self.used:
                self.step(node, {}, name)
        self._reading.uses[:], self._first = uses, first

    def _filled(self, node: Node) -> Node:
        """The step with the common step that it uses filled in."""
        made, used = common_step(node, self._common, self._reading)
        self.used.add(used)
        return made

    def _with_inherited(
        self, own: Mapping[str, Node], stage: Mapping[str, Node], forbidden: frozenset[str]
    ) -> dict[str, Node]:
        """A step's keys, before them those of its stage, before those the defaults; environments are joined."""
        keys: dict[str, Node] = {}
        for layer in (self._defaults, {name: stage[name] for name in ("env", "on_failure") if name in stage}, own):
            for name, node in layer.items():
                same = next((group for group in ALIKE if name in group), frozenset({name}))
                before = keys.get(name)
                keys = {one: value for one, value in keys.items() if one not in same}
                if name not in forbidden:
                    keys[name] = joined(before, node) if name == "env" and before else node
        return keys

    def _recovery(self, node: Node, name: str) -> Step:
        return replace(self.step(node, {}, name, _NO_RECOVERY), on_failure=())

    def _station(self, node: Node | None) -> str:
        name = self._reading.text(node, "station")
        if node is not None and self._stations is not None and name not in self._stations:
            hint = did_you_mean(name, self._stations)
            self._reading.wrong(node, "unknown-station", f"there is no station '{name}'", hint)
        elif node is not None and not name:
            self._reading.wrong(node, "wrong-type", "station must be the name of a station")
        return name

    def _call(self, own: Mapping[str, Node]) -> str:
        if "workflow" in own:
            inputs = self._reading.members(own.get("inputs"), "inputs")
            self.calls.append(Call(own["workflow"], inputs))
        return self._reading.text(own.get("workflow"), "workflow")

    def _inputs(self, own: Mapping[str, Node], bodies: list[str]) -> dict[str, Any]:
        if "inputs" in own and bodies == ["command"]:
            message = "inputs of a command are not supported by this version of mity"
            self._reading.wrong(own["inputs"], "unsupported-key", message, "give them in `env:`")
        return self._reading.values(own.get("inputs"), "inputs")

    def _command(self, node: Node | None) -> str | tuple[str, ...]:
        if node is None:
            return ""
        words = node.value if isinstance(node.value, list) else [node]
        texts = [self._reading.text(word, "each word of command") for word in words]
        for word, text in zip(words, texts, strict=True):
            if (at := text.find(OPEN)) >= 0:
                message = "a value cannot be part of a command's text: a value is never code"
                hint = 'give it in `env:` and write "$NAME"'
                self._reading.wrong(word, "unsafe-place", message, hint, ahead=at, width=len(OPEN))
        if texts[:1] in ([], [""]):
            self._reading.wrong(node, "wrong-type", "command must be a text or a list of words")
        elif texts[0].startswith("@"):
            hint = f"write `station: {texts[0][1:]}` for a station"
            self._reading.wrong(node, "unsupported-key", f"'{texts[0]}' is not supported by this version of mity", hint)
        return tuple(texts) if isinstance(node.value, list) else texts[0]


def named(
    read: Reading, node: Node, keys: Mapping[str, Node], what: str, other: Node | None = None, default: str = ""
) -> str:
    """The name of a step or stage: its id, its name, else what `other` says, else `default`."""
    given = keys.get("id") or keys.get("name") or (other if not default else None)
    name = read.text(given, "name") if given else default
    if isinstance(node.value, dict) and (not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME):
        shown = f", not '{name}'" if name else ""
        message = f"{what} needs a name of letters, digits, '-' and '_'{shown}"
        read.wrong(given or node, "wrong-type" if name else "missing-key", message)
    return name
