"""Light stations and workflows for the kill tests: each execution leaves a line in a side file."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from mity import Stage, Station, StationOutputs, StationRegistry, StationResult, Step, Workflow, WorkflowContext
from mity.workflow.core import Handler, Loop, Parameter, Policy
from mity.workflow.parts import Action, Checkpoint, Edge, Rule

SIDE = "executed.txt"


def executed(workspace: Path) -> list[str]:
    """The steps that began, in order."""
    side = workspace / SIDE
    return side.read_text(encoding="utf-8").split() if side.exists() else []


def _say(context: WorkflowContext, step: str) -> None:
    handle = os.open(context.workspace / SIDE, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{step}\n".encode())
    os.close(handle)


class Write(Station):
    """Writes a few files one after the other, then says what it wrote."""

    name = "write"
    description = "write files"
    outputs = StationOutputs(keys=("wrote",))

    def execute(self, context: WorkflowContext) -> StationResult:
        step = str(context.get_input("step"))
        _say(context, step)
        folder = context.output_path / step
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(3):
            (folder / f"{number}.txt").write_text(f"{step} {number}\n" * 50, encoding="utf-8")
        time.sleep(float(context.get_input("seconds", 0)))
        context.set_output("wrote", step)
        context.set_output(f"files of {step}", sorted(path.name for path in folder.iterdir()))
        return StationResult.done(f"wrote {step}", {"files": 3, "names": sorted(p.name for p in folder.iterdir())})


class Ask(Station):
    """Asks once; done after that."""

    name = "ask"
    description = "ask a person"

    def execute(self, context: WorkflowContext) -> StationResult:
        _say(context, "ask")
        answered = context.workspace / "answered"
        if answered.exists():
            return StationResult.done("answered", {"answer": answered.read_text(encoding="utf-8")})
        raise FileNotFoundError("nobody answered yet")


class Plan(Write):
    """Gives a workflow of two steps, one of which fails at first."""

    name = "plan"
    outputs = StationOutputs(keys=("wrote", "workflow"))

    def execute(self, context: WorkflowContext) -> StationResult:
        step = str(context.get_input("step"))
        steps = [
            {"name": "write", "station": "write", "inputs": {"step": f"{step}-write"}},
            {"name": "check", "station": "flaky", "inputs": {"step": f"{step}-check"}, "on_failure": "retry"},
        ]
        context.set_output("workflow", {"defaults": {"backoff": {"initial": "0s"}}, "steps": steps})
        return super().execute(context)


class Flaky(Write):
    """Fails the first time that it is tried for a step."""

    name = "flaky"

    def execute(self, context: WorkflowContext) -> StationResult:
        tried = context.workspace / f"tried-{context.get_input('step')}"
        if not tried.exists():
            tried.touch()
            return StationResult.failed("not yet")
        return super().execute(context)


class Fixed(Write):
    """Fails until the step `fix` has been there."""

    name = "fixed"

    def execute(self, context: WorkflowContext) -> StationResult:
        return super().execute(context) if (context.output_path / "fix").exists() else StationResult.failed("broken")


def registry() -> StationRegistry:
    """Every light station."""
    made = StationRegistry()
    for station in (Write(), Ask(), Flaky(), Fixed(), Plan(), Rows(), Large(), Join()):
        made.register(station)
    return made


def short(seconds: float = 0.0) -> Workflow:
    """Five stations in a row."""
    workflow = Workflow("short", "Short")
    for name in ("alpha", "beta", "gamma", "delta", "epsilon"):
        workflow.station("write", id=name, inputs={"step": name, "seconds": seconds})
    return workflow


def wide() -> Workflow:
    """Two stations in a row, four at once, one more."""
    workflow = short()
    steps = tuple(Step(name, "write", {"step": name}) for name in ("north", "east", "south", "west"))
    workflow.stages[2:4] = [Stage(steps, 4)]
    return Workflow.from_json(workflow.to_json())


def long() -> Workflow:
    """So many stations that the document is refreshed only now and then."""
    workflow = Workflow("long", "Long")
    for number in range(40):
        workflow.station("write", id=f"s{number}", inputs={"step": f"s{number}"})
    return workflow


def items() -> Workflow:
    """A list, two steps for each of its items at once, one of them tried twice, a loop in a loop, and a join.

    The success of each item and what the last step gives ask for something as well.
    """
    retry = (Handler(Policy.RETRY, retries=3, initial_s=0, jitter=False),)
    steps = (
        Step("make", "write", {"step": "make[${{ index }}]"}, on_success=(Action("step", step="told"),)),
        Step("check", "flaky", {"step": "check[${{ index }}]", "of": "${{ outputs.wrote }}"}, on_failure=retry),
    )
    pair = Step("pair", "write", {"step": "pair[${{ index }}]"}, condition="item != 'b'", loop=Loop(["a", "b"]))
    workflow = Workflow("items", "Items").station("write", id="first", inputs={"step": "first"})
    workflow.add(Stage(steps, 2, "each", loop=Loop(["x", "y", "z"])))
    workflow.add(Stage((pair,), name="pairs", condition="steps.make.total == 3"))
    told = {"step": "told[${{ default(index, 'end') }}]"}
    workflow.recovery = {name: Step(name, "write", told) for name in ("told", "ruled")}
    workflow.rules = (Rule("outputs.wrote == 'last'", Action("step", step="ruled")),)
    return workflow.station("write", id="last", inputs={"step": "last", "of": "${{ join(steps.make.outputs.wrote) }}"})


def called() -> Workflow:
    """Two calls of a workflow at once, a checkpoint whose time is over, and actions at the end."""
    steps = (
        Step("left", workflow="inner", inputs={"side": "left"}),
        Step("right", workflow="inner", inputs={"side": "right"}),
    )
    gate = Step("gate", checkpoint=Checkpoint("go on?", timeout_s=0.0, on_timeout="approve"))
    workflow = Workflow("called", "Called").add(Stage(steps, 2, "both")).add(Stage((gate,), name="wait"))
    workflow.station("write", id="last", inputs={"step": "last"})
    workflow.on_success = (Action("notification", "done"),)
    workflow.recovery = {"note": Step("note", "write", {"step": "note"})}
    workflow.finally_ = (Action("step", step="note"),)
    return workflow


def inner() -> Workflow:
    """What `called` calls, with a loop in it."""
    step = Step("deep", "flaky", {"step": "${{ parameters.side }}-${{ item }}"}, loop=Loop([1, 2]))
    retry = (Handler(Policy.RETRY, retries=3, initial_s=0, jitter=False),)
    workflow = Workflow("inner", "Inner").add(Stage((replace(step, on_failure=retry),), name="in"))
    workflow.parameters = (Parameter("side"),)
    return workflow


def machine() -> Workflow:
    """A state that fails once and is visited again."""
    states = (
        Step("test", "fixed", {"step": "attempt"}, next=(Edge("end"),), failed=Edge("fix", visits=3)),
        Step("fix", "write", {"step": "fix"}, next=(Edge("test"),), on_success=(Action("step", step="note"),)),
        Step("end", final="success"),
    )
    workflow = Workflow("machine", "Machine").add(Stage(states, name="main"))
    workflow.machine = True
    workflow.recovery = {"note": Step("note", "write", {"step": "note"})}
    return workflow


def generated() -> Workflow:
    """Two steps at once that each give a workflow, and one behind them."""
    steps = tuple(Step(side, "plan", {"step": side}, generate="workflow") for side in ("left", "right"))
    workflow = Workflow("generated", "Generated").add(Stage(steps, 2, "plans"))
    return workflow.station("write", id="last", inputs={"step": "last"})


class Rows(Write):
    """Gives a list that is too large for the log."""

    name = "rows"
    outputs = StationOutputs(keys=("rows",))

    def execute(self, context: WorkflowContext) -> StationResult:
        context.set_output("rows", [f"{letter}{letter * 40_000}" for letter in "pq"])
        return super().execute(context)


class Large(Flaky):
    """Gives a large value for an item, the second time that it is tried; it reads the item first."""

    name = "large"
    outputs = StationOutputs(keys=("big",))

    def execute(self, context: WorkflowContext) -> StationResult:
        assert len(context.get_input("row")) == 40_001
        context.set_output("big", context.get_input("row") * 2)
        return super().execute(context)


class Join(Write):
    """Reads what all items gave."""

    name = "join"

    def execute(self, context: WorkflowContext) -> StationResult:
        assert [len(one) for one in context.get_input("all")] == [80_002, 80_002]
        return super().execute(context)


def mixed() -> Workflow:
    """A large list, two of its items at once with retries in flight, a call with a checkpoint within, a join."""
    retry = (Handler(Policy.RETRY, retries=3, initial_s=0.002, jitter=False),)
    large = Step("big", "large", {"step": "big[${{ index }}]", "row": "${{ item }}"}, on_failure=retry)
    call = Step("call", workflow="asked", inputs={"side": "s${{ index }}"})
    workflow = Workflow("mixed", "Mixed").station("rows", id="first", inputs={"step": "first"})
    workflow.add(Stage((large, call), 2, "each", loop=Loop("${{ steps.first.outputs.rows }}")))
    inputs = {"step": "join", "all": "${{ steps.big.outputs.big }}"}
    return workflow.add(Stage((Step("join", "join", inputs),), name="end"))


def asked() -> Workflow:
    """What `mixed` calls: steps beside each other, then a checkpoint whose time is over."""
    pair = tuple(Step(name, "write", {"step": f"{name}-${{{{ parameters.side }}}}"}) for name in ("one", "two"))
    gate = Step("gate", checkpoint=Checkpoint("go on?", timeout_s=0.0, on_timeout="approve"))
    workflow = Workflow("asked", "Asked").add(Stage(pair, 2, "pair")).add(Stage((gate,), name="wait"))
    workflow.parameters = (Parameter("side"),)
    return workflow


CALLED = {"inner": inner, "asked": asked}
WORKFLOWS = {
    "short": short,
    "wide": wide,
    "long": long,
    "items": items,
    "called": called,
    "machine": machine,
    "generated": generated,
    "mixed": mixed,
}
