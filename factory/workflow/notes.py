"""What is noted while a definition is read: mistakes, warnings, and expressions with their places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from mity.suggest import did_you_mean, nearest, only_near
from mity.text.records import dataclass
from mity.workflow.mistakes import Mistake
from mity.workflow.nodes import Node
from mity.workflow.parser import Tree


@dataclass(frozen=True, slots=True)
class Use:
    """An expression where it is used: `ahead` characters into the text of its node, by the step of this number.

    `settled` tells that the step has run by then, `loops` the names of the items that can be read there. In a `rule`
    bare names are outputs. With `items` its value is the list of a loop.
    """

    node: Node
    tree: Tree
    ahead: int
    step: int
    condition: bool = False
    settled: bool = False
    loops: tuple[str, ...] = ()
    rule: bool = False
    items: bool = False


class Notes:
    """Gathers the mistakes of one definition, so that all are told at once, its warnings and its expressions.

    `step` is the number of the step that is read; `settled` is true while that is read which is due when it has run,
    `loops` holds the names of items in sight, `workflows` gives those of the workflows.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []
        self.warnings: list[Mistake] = []
        self.uses: list[Use] = []
        self.step = 0
        self.settled = False
        self.loops: tuple[str, ...] = ()
        self.workflows: Callable[[], Collection[str]] = tuple

    @contextmanager
    def behind(self) -> Iterator[None]:
        """What is read within is due when the step has run."""
        before, self.settled = self.settled, True
        yield
        self.settled = before

    @contextmanager
    def loop(self, variable: str) -> Iterator[None]:
        """What is read within is done for an item of this name, where one is given."""
        before = self.loops
        self.loops = (*before, variable) if variable else before
        yield
        self.loops = before

    def wrong(
        self,
        node: Node,
        code: str,
        message: str,
        hint: str = "",
        *,
        ahead: int | None = None,
        width: int = 1,
        was: str = "",
        fix: str = "",
    ) -> None:
        """Notes a mistake: at a node as a whole, or `ahead` characters into its text."""
        line, column = (node.line, node.column) if ahead is None else node.place(ahead)
        span = node.width if ahead is None else width
        self.mistakes.append(Mistake(node.file or self.file, line, column, code, message, hint, span, was, fix))

    def unknown(
        self,
        node: Node,
        code: str,
        message: str,
        word: str,
        known: Collection[str],
        ahead: int | None = None,
        taken: Collection[str] = (),
        habit: str = "",
    ) -> str:
        """Notes a word that is none of those known, and the one that is most likely meant, which it returns.

        One that is `taken` is no correction. `habit` says how the word of another tool is written here.
        """
        right, hint = ("", habit) if habit else (only_near(word, known), did_you_mean(word, known))
        right = "" if right in taken else right
        self.wrong(node, code, message, hint, ahead=ahead, width=max(len(word), 1), was=word, fix=right)
        return right

    def no_workflow(self, node: Node, name: str, to: str = "") -> None:
        """Notes the name of a workflow that is not there, and the one that may be meant. `to` tells what it was for."""
        known = [one for one in self.workflows() if one != name]
        near, right = nearest(name, known), only_near(name, known)
        hint = f"did you mean '{near}'?" if near else ""
        self.wrong(node, "unknown-workflow", f"there is no workflow '{name}'{to}", hint, was=name, fix=right)

    def warn(
        self, node: Node, code: str, message: str, hint: str = "", *, ahead: int | None = None, width: int = 1
    ) -> None:
        """Notes what is allowed and yet is hardly meant."""
        line, column = (node.line, node.column) if ahead is None else node.place(ahead)
        span = node.width if ahead is None else width
        self.warnings.append(Mistake(node.file or self.file, line, column, code, message, hint, span))
