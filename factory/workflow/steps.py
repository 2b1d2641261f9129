"""Steps of a definition, with what their stage, the defaults and common steps say for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from mity.workflow.actions import Actions
from mity.workflow.bodies import Bodies, Body, Known
from mity.workflow.calls import Call
from mity.workflow.core import Handler, Loop, Step
from mity.workflow.edges import Edges
from mity.workflow.expressions import OPEN
from mity.workflow.failure import ErrorHandlers, Failures
from mity.workflow.inherit import Find, common_step, with_inherited
from mity.workflow.keys import STATE, STEP
from mity.workflow.labels import labels_of
from mity.workflow.naming import NAME, named, titled
from mity.workflow.nodes import Node
from mity.workflow.one_body import check_body, check_recovery, runs_itself, spoken
from mity.workflow.parts import Action, Checkpoint
from mity.workflow.promises import Promises
from mity.workflow.reading import Reading

LAST = 1_000_000
"""The number of what runs behind all steps."""
Failing = Callable[[Mapping[str, Node]], tuple[Handler, ...] | None]
_NO_RECOVERY = frozenset(
    (
        *("on_failure", "heal", "max_retries", "retry_count", "backoff"),
        *("for_each", "as", "parallel", "max_parallel", "fail_fast"),
    )
)


class Steps:
    """Reads the steps of one definition."""

    def __init__(
        self,
        reading: Reading,
        common: Mapping[str, Node],
        defaults: Mapping[str, Node],
        handlers: Mapping[str, Node],
        known: Known,
        find: Find,
    ) -> None:
        self._reading = reading
        self._common = common
        self._defaults = {name: one for name, one in defaults.items() if name in STEP and name != "max_parallel"}
        self._first: dict[str, Node] = {}
        self._bodies = Bodies(reading, known)
        self.stations = self._bodies.stations
        self._handlers = ErrorHandlers(reading, handlers, self._late)
        self._failures = Failures(reading, self._handlers, self.recovery_step)
        self._edges = Edges(reading)
        self.promises = Promises(reading, known)
        self.actions = Actions(reading, common, self._handlers, self.recovery_step, find)
        self.calls: list[Call] = []
        self.tainted: set[str] = set()
        self.used: set[str] = set()

    def steps(self, nodes: list[Node], stage: Mapping[str, Node]) -> tuple[Step, ...]:
        """The steps of a stage, whose keys are `stage`."""
        return tuple(self._numbered(one, self.step(one, stage)) for one in nodes)

    def states(self, nodes: Mapping[str, Node]) -> tuple[Step, ...]:
        """The states of a machine."""
        return tuple(self._numbered(one, self.step(one, {}, name, known=STATE)) for name, one in nodes.items())

    def step(
        self,
        node: Node,
        stage: Mapping[str, Node],
        name: str = "",
        known: Mapping[str, Any] = STEP,
        recovers: bool = False,
    ) -> Step:
        """One step; `name` is its own unless it says another. One that `recovers` has no policy of its own."""
        read = self._reading
        before, written = len(read.mistakes), node.value if isinstance(node.value, dict) else {}
        node = self._filled(node)
        whole = isinstance(node.value, dict) and len(read.mistakes) == before
        forbidden = _NO_RECOVERY if recovers else frozenset()
        allowed = {one: key for one, key in known.items() if one not in forbidden} if recovers else known
        kind = "recovery step" if recovers else "state" if known is STATE else "step"
        own, told = read.mapping(node, allowed, titled(kind, node, name)), len(read.mistakes) > before
        keys = with_inherited(own, stage, self._defaults, forbidden)
        if known is STEP:
            name = named(read, node, own, "a step", spoken(own), name)
        kind = read.word(own.get("type"), "type", ("checkpoint", "generate"), "")
        if whole:
            check_body(read, node, name, own, kind, told=told)
        if recovers:
            check_recovery(read, own, kind)
        loop = self.loop(own)
        with read.loop(loop.variable if loop else ""):
            said = {one: value for one, value in own.items() if one in written or "on_failure" not in written}
            failing = partial(self._failures.chain, name, own=said, state=known is not STEP)
            made = self._read(name, own, keys, kind, None if recovers else failing)
        return replace(made, loop=loop, max_parallel=self._at_once(own, loop), line=node.line, column=node.column)

    def recovery_step(self, node: Node, name: str) -> Step:
        """A step that runs behind another one, or at the end."""
        with self._reading.behind():
            return replace(self.step(node, {}, name, recovers=True), on_failure=())

    @property
    def places(self) -> list[tuple[Node, str]]:
        """The place of each state's name to which an edge leads."""
        return self._edges.places

    def loop(self, keys: Mapping[str, Node]) -> Loop | None:
        """The list that a step or stage runs for."""
        read, node = self._reading, keys.get("for_each")
        if node is None:
            for name in ("as", "fail_fast") if "parallel" not in keys else ():
                if name in keys:
                    read.warn(keys[name], "missing-key", f"{name} does nothing here", "add `for_each:`")
            return None
        first = len(read.uses)
        read.check_holes(node)
        if read.is_expression(node):
            read.uses[first:] = [replace(use, items=True) for use in read.uses[first:]]
        elif not isinstance(node.value, list):
            hint = "a step before it may give one, as an output that is a JSON list"
            read.wrong(node, "wrong-type", "for_each must be a list or one `${{ }}` that gives a list", hint)
        variable = read.text(keys["as"], "as") if "as" in keys else "item"
        if not NAME.fullmatch(variable) or variable in self.promises.taken:
            read.wrong(keys["as"], "wrong-type", f"'{variable}' cannot be the name of an item")
        return Loop(node.data, variable)

    def check_unused(self, known: Mapping[str, Any]) -> None:
        """Notes mistakes in what no step uses, shared steps by the keys `known`. Names in expressions are let be."""
        read = self._reading
        uses, first = list(read.uses), dict(self._first)
        parameters, recovery = dict(self.promises.parameters), dict(self.actions.recovery)
        if self._defaults:
            plain = Node("true", 0, 0)
            self.step(Node({"command": (plain, plain)}, 0, 0), {}, "defaults")
        for name in self._handlers.nodes:
            self._handlers.get(name)
        for name, node in self._common.items():
            if name not in self.used:
                self.step(node, {}, name, known)
        read.uses[:], self._first = uses, first
        self.promises.parameters, self.actions.recovery = parameters, recovery

    def _read(
        self, name: str, own: Mapping[str, Node], keys: Mapping[str, Node], kind: str, failing: Failing | None
    ) -> Step:
        """The step; `failing` reads what happens when it fails, where it has a policy of its own."""
        read = self._reading
        env = {variable: text or "" for variable, text in read.environment(keys.get("env"), "env", null=False).items()}
        tainted = self.tainted | {variable for variable, text in env.items() if OPEN in text}
        body = self._bodies.body(own, tainted)
        checkpoint = self._checkpoint(own, keys, kind)
        verify = self._bodies.verify(own.get("verify"), body.values, tainted)
        condition = read.condition(own.get("condition") or own.get("if"), "condition")
        inputs = {} if checkpoint else self.promises.inputs(own.get("inputs"))
        if "workflow" in own:
            given = own.get("inputs")
            self.calls.append(Call(own["workflow"], read.members(given if given and given.value else None, "inputs")))
        done_if = self._bodies.text(own.get("done_if"), "done_if", body.values, tainted)
        agentic = {**keys, "agent": own.get("agent") or own["command"]} if body.agent else keys
        return Step(
            name,
            body.station,
            inputs,
            body.command,
            read.text(own.get("workflow"), "workflow"),
            condition,
            env,
            None if checkpoint else read.seconds(keys.get("timeout"), "timeout"),
            failing(agentic) if failing is not None else None,
            read.text(own.get("description") or (own.get("name") if "id" in own else None), "description"),
            agent=body.agent,
            checkpoint=checkpoint,
            verify=verify,
            generate="workflow" if kind == "generate" else "",
            cwd=self._bodies.folder(own.get("cwd")),
            fail_fast=read.flag(own.get("fail_fast"), "fail_fast", True),
            evidence=self.promises.evidence(own.get("evidence")),
            healing=self._failures.healing(keys.get("heal")),
            sandbox=read.flag(own.get("sandbox"), "sandbox", True),
            runs_on=labels_of(read, keys if "runs_on" in own or runs_itself(own, kind) else {}),
            risky=read.flag(own.get("risky"), "risky"),
            once=read.flag(own.get("once"), "once"),
            done_if=done_if,
            next=self._edges.next(own.get("next")),
            failed=self._edges.failed(own.get("on_failure")),
            visits=read.number(own.get("visits"), "visits", 10, 1),
            final=read.word(own.get("final"), "final", ("success", "failure"), ""),
            **self._behind(own, body, tainted),
        )

    def _behind(self, own: Mapping[str, Node], body: Body, tainted: set[str]) -> dict[str, Any]:
        """What is due when the step has run."""
        outputs, types = self.promises.declared(own.get("outputs"))
        with self._reading.behind():
            made = {
                "outputs": outputs,
                "output_types": types,
                "ensure": self.promises.ensure(own.get("ensure")),
                "undo": self._bodies.text(own.get("undo"), "undo", body.values, tainted),
                "on_success": self.actions.actions(own.get("on_success"), "on_success"),
            }
        return {**made, "values": body.values.given()}

    def _numbered(self, node: Node, step: Step) -> Step:
        """Counts a step that has its place in the order, and whose name must be its own."""
        first = self._first.setdefault(step.id, node)
        if first is not node and step.id:
            place = f"line {first.line}" if first.file == node.file else f"{first.file}:{first.line}"
            message = f"two steps are named '{step.id}': the first in {place}"
            self._reading.wrong(node, "duplicate-name", message, "give one a name of its own")
        self._reading.step += 1
        self.promises.given(step)
        return step

    def _late(self, node: Node, name: str) -> Step | Action:
        """The action of an error handler: it is no part of the step that happens to name it first."""
        read = self._reading
        before, loops, read.step, read.loops = read.step, read.loops, LAST, ()
        made = self.actions.body(node, name)
        read.step, read.loops = before, loops
        return made

    def _checkpoint(self, own: Mapping[str, Node], keys: Mapping[str, Node], kind: str) -> Checkpoint | None:
        if kind != "checkpoint":
            return None
        return self._bodies.checkpoint(own, own.get("inputs"), own.get("timeout"))

    def _at_once(self, own: Mapping[str, Node], loop: Loop | None) -> int:
        read = self._reading
        parallel = read.flag(own.get("parallel"), "parallel")
        if loop is None:
            if "max_parallel" in own:
                read.warn(own["max_parallel"], "missing-key", "max_parallel does nothing here", "add `for_each:`")
            return 1
        return read.number(own.get("max_parallel"), "max_parallel", 10 if parallel else 1, 1)

    def _filled(self, node: Node) -> Node:
        """The step with the common step that it uses filled in."""
        made, used = common_step(node, self._common, self._reading)
        self.used.update(used)
        return made
