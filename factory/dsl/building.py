"""A workflow under way: the steps that its function asks for, in blocks that become stages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mity.dsl.nodes import mapping, node_of
from mity.dsl.places import BuildError, Place, caller
from mity.dsl.references import Reference, both, condition_text
from mity.suggest import did_you_mean
from mity.workflow.expressions import bare
from mity.workflow.naming import NAME
from mity.workflow.nodes import Node
from mity.workflow.outline import MAIN

if TYPE_CHECKING:
    from mity.dsl.function_station import FunctionStation

_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")
_OF_RESULTS = frozenset(
    {"status", "outcome", "outputs", "attempts", "duration", "error", "evidence", "items", "success", "failed", "total"}
)
"""What a step has besides its outputs."""


class Part:
    """A step: its name, its keys as a file has them, the station that it brings, if any, and where it is said."""

    def __init__(self, name: str, keys: Mapping[str, Any], station: FunctionStation | None = None) -> None:
        self.name = name
        self.keys = {key: value for key, value in keys.items() if value is not None}
        self.station = station
        self.place = caller()
        self.conditions: list[str] = []

    def node(self, *, named: bool = True) -> Node:
        """The step as a mapping of a file; a state has its name outside. Raises BuildError."""
        keys = {"name": self.name, **self.keys} if named else dict(self.keys)
        if self.conditions:
            own = [bare(condition_text(keys.pop("condition"))).strip()] if "condition" in keys else []
            keys["condition"] = both([*self.conditions, *own])
        return mapping({key: node_of(value, self.place, 1) for key, value in keys.items()}, self.place)


class StepReference(Reference):
    """A step, for conditions and inputs of later ones: an attribute is an output of that name.

    `status`, `outcome`, `attempts`, `duration`, `error` and `evidence` are those of the step, unless it declares an
    output of that name; `outputs.NAME` is always an output.
    """

    __slots__ = ("_part",)

    def __init__(self, part: Part) -> None:
        checkpoint = part.keys.get("type") == "checkpoint"
        super().__init__(f"{'checkpoints' if checkpoint else 'steps'}.{part.name}")
        self._part = part

    def __getattr__(self, name: str) -> Reference:
        declared = self._part.keys.get("outputs") or () if not name.startswith("_") else ()
        if declared and self._part.station is not None and name not in declared and name not in _OF_RESULTS:
            hint = did_you_mean(name, declared)
            raise BuildError(f"step '{self._part.name}' gives no output '{name}': {hint}", code="unknown-output")
        if name in declared or (name not in _OF_RESULTS and self._part.keys.get("type") != "checkpoint"):
            return Reference.__getattr__(Reference.__getattr__(self, "outputs"), name)
        return Reference.__getattr__(self, name)

    def __getitem__(self, key: object) -> Reference:
        if isinstance(key, str) and NAME.fullmatch(key):
            return self.__getattr__(key)
        return Reference.__getattr__(self, "outputs")[key]


class Block:
    """Steps that are a stage of their own, and the keys of that stage; without a place it is made for single steps."""

    def __init__(self, keys: Mapping[str, Any], place: Place | None = None) -> None:
        self.keys = {key: value for key, value in keys.items() if value is not None}
        self.place = place
        self.parts: list[Part] = []
        self.conditions: list[str] = []


class Draft:
    """What a workflow's function has asked for so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.conditions: list[str] = []
        self.unused: list[Within] = []
        self._open: Block | None = None
        self._names: dict[str, int] = {}

    @property
    def parts(self) -> list[Part]:
        """Every step, in order."""
        return [part for block in self.blocks for part in block.parts]

    def add(self, part: Part, *, given: bool) -> None:
        """Takes in a step at the end; a name that was not `given` gets a number where it is taken."""
        part.name = part.name if given else self._free(part.name)
        self._names.setdefault(part.name, 1)
        part.conditions = list(self.conditions)
        self._block().parts.append(part)

    def give_up(self, part: Part) -> None:
        """Leaves out a step that belongs elsewhere."""
        for block in self.blocks:
            block.parts = [one for one in block.parts if one is not part]
        self.blocks = [block for block in self.blocks if block.parts or block is self._open]

    def open(self, block: Block) -> None:
        """Lets the next steps belong to a block. Raises BuildError within another one."""
        if self._open is not None:
            message = "a stage cannot be within another one: put what is inside into a workflow and call() it"
            raise BuildError(message, block.place)
        block.conditions, self.conditions = self.conditions, []
        self.blocks.append(block)
        self._open = block

    def close(self, block: Block) -> None:
        """Ends a block. Raises BuildError where it holds no step."""
        self._open, self.conditions = None, block.conditions
        if not block.parts:
            raise BuildError("there is no step in this `with`", block.place, "missing-key")

    def nodes(self) -> Sequence[Node]:
        """The stages, as a file has them. Raises BuildError."""
        for one in self.unused:
            raise BuildError(f"{one.what} does nothing by itself: write `with {one.what}:` around steps", one.place)
        names = {str(block.keys["name"]) for block in self.blocks if "name" in block.keys}
        return [self._stage(block, names) for block in self.blocks]

    def _block(self) -> Block:
        if self._open is not None:
            return self._open
        if not self.blocks or self.blocks[-1].place is not None:
            self.blocks.append(Block({}))
        return self.blocks[-1]

    def _free(self, name: str) -> str:
        wanted, number = name, 1
        while wanted in self._names:
            number += 1
            wanted = f"{name}-{number}"
        return wanted

    def _stage(self, block: Block, names: set[str]) -> Node:
        place = block.place or block.parts[0].place
        keys = {"name": _stage_name(block, names), **block.keys}
        if block.conditions:
            keys["condition"] = both(block.conditions)
        members = {key: node_of(value, place, 1) for key, value in keys.items()}
        return mapping({**members, "steps": node_of([part.node() for part in block.parts], place, 1)}, place)


def _stage_name(block: Block, taken: set[str]) -> str:
    """The name of a stage that was given none: `main`, `each`, and so on, with a number where it is taken."""
    if "name" in block.keys:
        return str(block.keys["name"])
    kind = "each" if "for_each" in block.keys else "parallel" if "parallel" in block.keys else MAIN
    name, number = kind, 1
    while name in taken:
        number += 1
        name = f"{kind}-{number}"
    taken.add(name)
    return name


current: ContextVar[Draft | None] = ContextVar("draft", default=None)
"""The workflow whose function is being called."""


def made(base: str, name: str, keys: Mapping[str, Any], station: FunctionStation | None = None) -> StepReference:
    """A step, which the workflow under way takes in where there is one. `base` is its name where none is given."""
    part = Part(name or _UNFIT.sub("-", base).strip("-") or "step", keys, station)
    if (draft := current.get()) is not None:
        draft.add(part, given=bool(name))
    return StepReference(part)


def part_of(step: StepReference) -> Part:
    """What a step is made of."""
    return step._part


class Within:
    """What a `with` surrounds: a stage, or a condition for the steps in it."""

    def __init__(self, what: str) -> None:
        draft = current.get()
        self.place = caller()
        if draft is None:
            raise BuildError(f"{what} belongs into the function of a workflow", self.place)
        self.what = what
        self._draft = draft
        draft.unused.append(self)

    def used(self) -> Draft:
        """The draft that it is for; it does something from now on."""
        self._draft.unused = [one for one in self._draft.unused if one is not self]
        return self._draft


class StageBlock(Within):
    """A stage; with an `item` the steps run for each of a list."""

    def __init__(self, what: str, keys: Mapping[str, Any], item: Reference | None = None) -> None:
        super().__init__(what)
        self._block = Block(keys, self.place)
        self._item = item

    def __enter__(self) -> Any:
        self.used().open(self._block)
        return self._item

    def __exit__(self, kind: Any, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self._draft.close(self._block)


class Condition(Within):
    """A condition for the steps that it is given, or for those within the `with`."""

    def __init__(self, condition: object, steps: Sequence[StepReference]) -> None:
        super().__init__("when(…)")
        self._text = condition_text(condition)
        for step in steps:
            if not isinstance(step, StepReference):
                raise BuildError(f"when(…) takes steps, not {type(step).__name__}", self.place, "wrong-type")
            part_of(step).conditions.append(self._text)
            self.used()

    def __enter__(self) -> Self:
        self.used().conditions = [*self._draft.conditions, self._text]
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self._draft.conditions = self._draft.conditions[:-1]
