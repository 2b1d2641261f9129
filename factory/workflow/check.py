"""Whether the names in a workflow's expressions can be there: contexts, parameters, steps that run earlier."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress

from mity.suggest import meant
from mity.text.records import dataclass
from mity.workflow.contexts import CONTEXTS, EACH, MEMBERS, METRICS
from mity.workflow.expressions import evaluated
from mity.workflow.functions import ABOUT, miscalled
from mity.workflow.given import unknown_member
from mity.workflow.habits import of_context, of_function
from mity.workflow.lexer import ExpressionError
from mity.workflow.model import Workflow
from mity.workflow.notes import Use
from mity.workflow.order import Order
from mity.workflow.parameters import article
from mity.workflow.parser import Tree
from mity.workflow.reading import Reading
from mity.workflow.values import native

_ITEM = ("item", "index")
_DEEPER = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a part of an expression. With `known` the nearest of them is named, else there is the `hint`."""

    part: Tree
    code: str
    message: str
    hint: str = ""
    known: Collection[str] = ()
    warning: bool = False


def check(workflow: Workflow, reading: Reading) -> None:
    """Notes what is wrong with the names in the expressions that were read for a workflow, each at its place."""
    names = _Names(workflow)
    for use in reading.uses:
        for one in names.problems(use.tree, use):
            _note(one, use, reading)
        if use.items and (kind := names.kind(use.tree)) and kind not in ("list", "string"):  # a text may be a list
            message = f"for_each needs a list, and this is {article(kind)}"
            _note(Problem(use.tree.parts[-1], "wrong-type", message), use, reading)
        if use.condition and _is_constant(use.tree):
            with suppress(ExpressionError):
                value = "true" if native(evaluated(use.tree, {})) else "false"
                reading.warn(use.node, "constant", f"this condition is always {value}: it reads nothing of the run")


def _note(one: Problem, use: Use, reading: Reading) -> None:
    word = str(one.part.value) if one.part.value else ""
    ahead, width = use.ahead + one.part.at, max(len(word), 1)
    if one.warning:
        reading.warn(use.node, one.code, one.message, one.hint, ahead=ahead, width=width)
    elif one.known:
        reading.unknown(use.node, one.code, one.message, word, one.known, ahead)
    else:
        reading.wrong(use.node, one.code, one.message, one.hint, ahead=ahead, width=width)


def _is_constant(tree: Tree) -> bool:
    """True when an expression reads neither a context nor how the run went."""
    return tree.op != "name" and not (tree.op == "call" and not tree.parts) and all(map(_is_constant, tree.parts))


class _Names:
    """The names that the expressions of one workflow can read."""

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._parameters = [one.name for one in workflow.parameters]
        self._order = Order(workflow)
        self._steps = {step.id: step for step in workflow.steps()}
        plain = [stage for stage in workflow.stages if stage.loop is None]
        self._single = {step.id: step for stage in plain for step in stage.steps if step.loop is None}
        self._members: Mapping[str, Callable[[Tree, Tree, Use], Iterator[Problem]]] = {
            "parameters": self._parameter,
            "outputs": self._output,
            "steps": self._step,
            "stages": self._stage,
            "checkpoints": self._checkpoints,
        }

    def problems(self, tree: Tree, use: Use) -> Iterator[Problem]:
        """What is wrong with an expression."""
        if tree.op == "call" and tree.value not in ABOUT:
            message, habit = f"there is no function '{tree.value}'", of_function(str(tree.value))
            yield Problem(tree, "unknown-function", message, habit, () if habit else ABOUT)
        elif tree.op == "call" and (wrong := miscalled(str(tree.value), len(tree.parts))):
            yield Problem(tree, "bad-expression", wrong, ABOUT[str(tree.value)])
        if tree.op == "name":
            yield from self._context(tree, use)
        if tree.op == "member" and tree.parts[0].op == "name":
            yield from self._member(tree, use)
        for part in tree.parts:
            if tree.op in ("==", "!=") and (word := self._unquoted(part, use)):
                message = f"there is no context '{word}'"
                yield Problem(part, "unknown-context", message, f"a text is written in quotes: '{word}'")
            else:
                yield from self.problems(part, use)

    def kind(self, tree: Tree) -> str:
        """The type that a parameter, or an output of a step outside of loops, is declared to have; empty for others."""
        path = [str(part.value) for part in tree.parts] if tree.op == "member" else []
        if path[:1] == ["parameters"] and len(path) == 2:
            return next((one.type for one in self._workflow.parameters if one.name == path[1]), "")
        if path[:1] == ["steps"] and len(path) == 4 and path[2] == "outputs" and path[1] in self._single:
            return self._single[path[1]].output_types.get(path[3], "")
        return ""

    def _unquoted(self, part: Tree, use: Use) -> str:
        """The word that is compared without quotes, and is neither a context nor an item in sight."""
        word = str(part.value)
        known = {*CONTEXTS, *_ITEM, *use.loops}
        unknown = part.op == "name" and not use.rule and word not in known and not of_context(word)
        return word if unknown and not meant(word, known) else ""

    def _context(self, tree: Tree, use: Use) -> Iterator[Problem]:
        name = str(tree.value)
        if name in use.loops:
            return
        if name in _ITEM:
            if not use.loops:
                yield Problem(tree, "unknown-context", f"there is no {name} here", "read it within `for_each`")
            elif name == "item":
                yield Problem(tree, "unknown-context", "there is no item here", f"write '{use.loops[-1]}'")
        elif name == "checkpoint" and not self._order.checkpoints_before(use):
            message = "no checkpoint comes before this, so there is no answer to read"
            yield Problem(tree, "too-early", message, "read it behind a step of `type: checkpoint`")
        elif name not in CONTEXTS and use.rule:
            yield from self._flat(tree, name)
        elif name not in CONTEXTS:
            known = [] if (habit := of_context(name)) else [*CONTEXTS, *use.loops]
            yield Problem(tree, "unknown-context", f"there is no context '{name}'", habit, known)

    def _member(self, tree: Tree, use: Use) -> Iterator[Problem]:
        """What is wrong with `context.name`, and with the member behind that."""
        context, first = str(tree.parts[0].value), tree.parts[1]
        if first.op != "value" or not isinstance(first.value, str) or context in use.loops:
            return
        if context in self._members:
            yield from self._members[context](first, tree, use)
        elif context in MEMBERS and first.value not in MEMBERS[context]:
            what = {"run": "a run", "metrics": "metrics", "event": "an event"}.get(context, f"a {context}")
            verb = "have" if context == "metrics" else "has"
            yield Problem(first, "unknown-key", f"{what} {verb} no '{first.value}'", known=MEMBERS[context])
        elif context == "metrics" and len(tree.parts) > _DEEPER and tree.parts[2].op == "value":
            known = [one.partition(".")[2] for one in METRICS if one.startswith(f"{first.value}.")]
            if tree.parts[2].value not in known:
                message = f"'{first.value}' of metrics has no '{tree.parts[2].value}'"
                yield Problem(tree.parts[2], "unknown-key", message, known=known)

    def _parameter(self, first: Tree, tree: Tree, use: Use) -> Iterator[Problem]:
        if first.value not in self._parameters:
            message = f"workflow '{self._workflow.id}' has no parameter '{first.value}'"
            hint = "" if self._parameters else "none is known"
            yield Problem(first, "unknown-parameter", message, hint, self._parameters)

    def _output(self, first: Tree, tree: Tree, use: Use) -> Iterator[Problem]:
        yield from self._flat(first, str(first.value))

    def _flat(self, part: Tree, name: str) -> Iterator[Problem]:
        if not self._order.may_give(name):
            message = f"no step declares the output '{name}', so it may have no value"
            yield Problem(part, "unknown-output", message, "declare it in `outputs:`", warning=True)

    def _step(self, first: Tree, tree: Tree, use: Use) -> Iterator[Problem]:
        name = str(first.value)
        if name not in self._order.numbers:
            message = f"there is no step '{name}' in this workflow"
            yield Problem(first, "unknown-step", message, known=self._order.numbers)
            return
        if why := self._order.hidden(name, use):
            message = f"step '{name}' {why[0]}, so nothing of it can be read here"
            yield Problem(first, "too-early", message, why[1])
        yield from _each(tree, "steps", "a step")
        path = [part.value if part.op == "value" else None for part in tree.parts[2:]]
        if (wrong := unknown_member(self._steps[name], path)) is not None:
            at, message, known = wrong
            code = "unknown-output" if path[0] == "outputs" else "unknown-key"
            yield Problem(tree.parts[2 + at], code, message, known=known)

    def _stage(self, first: Tree, tree: Tree, use: Use) -> Iterator[Problem]:
        name = str(first.value)
        if name not in self._order.stages:
            message = f"there is no stage '{name}' in this workflow"
            yield Problem(first, "unknown-stage", message, known=self._order.stages)
            return
        if why := self._order.stage_hidden(name, use):
            message = f"stage '{name}' {why[0]}, so nothing of it can be read here"
            yield Problem(first, "too-early", message, why[1])
        yield from _each(tree, "stages", "a stage")

    def _checkpoints(self, first: Tree, tree: Tree, use: Use) -> Iterator[Problem]:
        name = str(first.value)
        if name not in self._order.checkpoints:
            message = f"there is no checkpoint '{name}' in this workflow"
            hint = "" if self._order.checkpoints else "none is known"
            yield Problem(first, "unknown-step", message, hint, self._order.checkpoints)
        elif why := self._order.hidden(name, use):
            message = f"checkpoint '{name}' {why[0]}, so nothing of it can be read here"
            yield Problem(first, "too-early", message, why[1])
        yield from _each(tree, "checkpoints", "a checkpoint")


def _each(tree: Tree, context: str, what: str) -> Iterator[Problem]:
    """What is wrong with the member of a step, stage or checkpoint."""
    member = tree.parts[2] if len(tree.parts) > 2 else None
    if member and member.op == "value" and member.value not in EACH[context]:
        yield Problem(member, "unknown-key", f"{what} has no '{member.value}'", known=EACH[context])
