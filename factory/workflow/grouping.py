"""Which steps of a plain list go at once: those of a group, and neighbours that are marked."""

from __future__ import annotations

from collections.abc import Mapping

from mity.text.records import dataclass, field
from mity.workflow.core import Step
from mity.workflow.inherit import beside_neighbours
from mity.workflow.naming import named
from mity.workflow.nodes import Node
from mity.workflow.part_keys import GROUP
from mity.workflow.reading import Reading


@dataclass(slots=True)
class Piece:
    """Steps of `steps` that make a stage of their own."""

    name: str = ""
    nodes: list[Node] = field(default_factory=list)
    max_parallel: int = 1


class Grouping:
    """Cuts the steps of one definition."""

    def __init__(self, read: Reading, most: int, common: Mapping[str, Node]) -> None:
        self._read = read
        self._most = most
        self._common = common

    def pieces(self, nodes: list[Node], groups: Node | None) -> list[Piece]:
        """The steps in order, those of a group where the first of them stands."""
        members = self._groups(groups, {_spoken_name(one): one for one in nodes})
        of = {id(one): piece for piece in members for one in piece.nodes}
        found: list[Piece] = []
        for one in nodes:
            piece = of.get(id(one))
            if piece is None:
                if not found or found[-1].name:
                    found.append(Piece())
                found[-1].nodes.append(one)
            elif not any(piece is other for other in found):
                found.append(piece)
        return found

    def _groups(self, node: Node | None, known: Mapping[str, Node]) -> list[Piece]:
        read = self._read
        found: list[Piece] = []
        taken: dict[str, str] = {}
        for one in read.items(node, "parallel_groups"):
            keys = read.mapping(one, GROUP, "a parallel group")
            name = named(read, one, {"name": keys["group"]} if "group" in keys else {}, "a parallel group")
            piece = Piece(name, [], read.number(keys.get("max_parallel"), "max_parallel", self._most, 1))
            for member in read.items(keys.get("steps"), "steps"):
                text = read.text(member, "a step of a group")
                if text not in known:
                    read.unknown(member, "unknown-step", f"there is no step '{text}' in this workflow", text, known)
                elif text in taken:
                    read.wrong(member, "duplicate-name", f"step '{text}' is in the group '{taken[text]}' already")
                else:
                    piece.nodes.append(known[text])
                    taken[text] = name
            if not keys.get("steps") or keys["steps"].value == []:
                read.wrong(one, "missing-key", f"group '{name}' has no steps")
            elif name in (other.name for other in found):
                read.wrong(one, "duplicate-name", f"two groups are named '{name}'")
            found.append(piece)
        return [piece for piece in found if piece.nodes]

    def neighbours(self, nodes: list[Node], steps: tuple[Step, ...]) -> list[tuple[tuple[Step, ...], bool]]:
        """Steps in order, cut so that neighbours which may go at once are together; one alone is as any other."""
        first = self._read.step - len(steps)
        reads = self._reads(first)
        runs: list[list[int]] = []
        for index, node in enumerate(nodes):
            pair = beside_neighbours(node, self._common)
            marked = pair is not None and pair[1].data is True
            if (
                marked
                and runs
                and runs[-1][0] >= 0
                and not self._needs(steps, runs[-1], reads.get(first + index, set()))
            ):
                runs[-1].append(index)
            else:
                runs.append([index] if marked else [-1, index])
        found: list[tuple[list[Step], bool]] = []
        for run in runs:
            together = run[0] >= 0 and len(run) > 1
            made = [steps[index] for index in run if index >= 0]
            if found and not together and not found[-1][1]:
                found[-1][0].extend(made)
            else:
                found.append((made, together))
        return [(tuple(made), together) for made, together in found]

    def _reads(self, first: int) -> dict[int, set[tuple[str, str]]]:
        """Which outputs and steps each step from the number `first` reads."""
        found: dict[int, set[tuple[str, str]]] = {}
        for use in self._read.uses:
            todo = [use.tree] if use.step >= first else []
            while todo:
                tree = todo.pop()
                if tree.op == "member" and tree.parts[0].op == "name" and tree.parts[1].op == "value":
                    found.setdefault(use.step, set()).add((str(tree.parts[0].value), str(tree.parts[1].value)))
                todo += tree.parts
        return found

    def _needs(self, steps: tuple[Step, ...], before: list[int], reads: set[tuple[str, str]]) -> bool:
        ids = {("steps", steps[index].id) for index in before}
        outputs = {("outputs", name) for index in before for name in steps[index].outputs}
        return bool(reads & (ids | outputs))


def _spoken_name(node: Node) -> str:
    """The name of a step as its node has it."""
    members = node.value if isinstance(node.value, dict) else {}
    for key in ("id", "name", "station", "workflow", "use", "uses"):
        if key in members and isinstance(members[key][1].value, str):
            return str(members[key][1].value).removeprefix("common_steps.")
    return ""
