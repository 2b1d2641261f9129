"""The stages of a definition: those that it lists, or those that its steps or states imply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mity.workflow.core import Stage
from mity.workflow.expressions import OPEN
from mity.workflow.grouping import Grouping
from mity.workflow.inherit import beside_neighbours
from mity.workflow.keys import STAGE
from mity.workflow.naming import named, titled
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading
from mity.workflow.steps import Steps

MAIN = "main"
"""The name of the implied stage of a definition that lists its steps or states."""
MOST_AT_ONCE = 10


class Outline:
    """Reads the stages of one definition."""

    def __init__(self, read: Reading, steps: Steps, defaults: Mapping[str, Node], common: Mapping[str, Node]) -> None:
        self._read = read
        self._steps = steps
        self._most = read.number(defaults.get("max_parallel"), "max_parallel", MOST_AT_ONCE, 1)
        self._common = common
        self._grouping = Grouping(read, self._most, common)

    def stages(self, node: Node | None) -> list[Stage]:
        """The stages that are listed."""
        found: dict[str, Stage] = {}
        for one in self._read.items(node, "stages"):
            stage = self._stage(one)
            if stage.name and stage.name in found:
                message = f"two stages are named '{stage.name}': the first in line {found[stage.name].line}"
                self._read.wrong(one, "duplicate-name", message, "give one a name of its own")
            found.setdefault(stage.name, stage)
        return [stage for stage in found.values() if stage.steps]

    def implied(self, node: Node | None, groups: Node | None) -> list[Stage]:
        """The stages of a list of steps: what goes at once is a stage of its own."""
        found: list[Stage] = []
        for piece in self._grouping.pieces(self._read.items(node, "steps"), groups):
            steps = self._steps.steps(piece.nodes, {})
            if piece.name:
                found.append(Stage(steps, piece.max_parallel, piece.name))
            else:
                parts = self._grouping.neighbours(piece.nodes, steps)
                found += [Stage(made, self._most if together else 1) for made, together in parts]
        return _with_names(found)

    def machine(self, node: Node | None) -> list[Stage]:
        """The one stage whose steps are the states."""
        states = self._steps.states(self._read.members(node, "states"))
        return [Stage(states, name=MAIN)] if states else []

    def _stage(self, node: Node) -> Stage:
        read = self._read
        keys = read.mapping(node, STAGE, titled("stage", node))
        name = named(read, node, keys, "a stage")
        condition = read.condition(keys.get("condition") or keys.get("if"), "condition")
        loop = self._steps.loop(keys)
        always, expression = self._parallel(keys.get("parallel"))
        with read.loop(loop.variable if loop else ""):
            found = self._steps.steps(read.items(keys.get("steps"), "steps"), keys)
        self._check_neighbours(keys.get("steps"))
        elsewhere = "parallel" not in keys and isinstance(node.value, dict) and "parallel" in node.value
        if keys and not (found or elsewhere) and (not keys.get("steps") or keys["steps"].value == []):
            read.wrong(node, "missing-key", f"stage '{name}' has no steps")
        for key in ("max_parallel", "fail_fast") if not always and not expression else ():
            if key in keys and (key == "max_parallel" or loop is None):
                read.warn(keys[key], "missing-key", f"{key} does nothing here", "add `parallel: true`")
        most = read.number(keys.get("max_parallel"), "max_parallel", self._most, 1)
        return Stage(
            found,
            most if always or expression else 1,
            name,
            condition,
            name if read.flag(keys.get("atomic"), "atomic") else "",
            read.text(keys.get("description"), "description"),
            node.line,
            node.column,
            expression,
            loop,
            read.flag(keys.get("fail_fast"), "fail_fast", True),
            read.seconds(keys.get("timeout"), "timeout"),
        )

    def _parallel(self, node: Node | None) -> tuple[bool, str]:
        """Whether a stage is parallel, or the expression that says it when the stage is due."""
        if node is not None and isinstance(node.value, str) and OPEN in node.value:
            return False, self._read.condition(node, "parallel")
        return self._read.flag(node, "parallel"), ""

    def _check_neighbours(self, node: Node | None) -> None:
        for one in node.value if node is not None and isinstance(node.value, list) else ():
            pair = beside_neighbours(one, self._common)
            if pair and pair[1].data is not False:
                own = isinstance(one.value, dict) and "parallel" in one.value
                note = self._read.wrong if own else self._read.warn  # a common step may be for others too
                message = "'parallel' of a step is for definitions that list their steps without stages"
                note(pair[0], "unknown-key", message, "write `parallel: true` in the stage")


def _with_names(stages: list[Stage]) -> list[Stage]:
    """Stages that have no name yet are `main`, `main-2` and so on."""
    taken = {stage.name for stage in stages if stage.name}
    found, number = [], 1
    for stage in stages:
        name = stage.name
        while not name or (not stage.name and name in taken):
            name = MAIN if number == 1 else f"{MAIN}-{number}"
            number += 1
        found.append(replace(stage, name=name))
    return found
