"""A step has one body: which of its keys are bodies, and what is wrong where there are none or several."""

from __future__ import annotations

from collections.abc import Mapping

from mity.workflow.keys import BODIES
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

_GIVING = ("command", "station", "agent")
_OF_STEPS = ("once", "done_if", "undo", "risky", "on_success")
_OF_WORK = ("once", "done_if", "undo", "cwd", "risky")
UNHEALED = frozenset(("workflow", "agent"))
"""Bodies whose failure no repair is tried for."""
UNHELD = frozenset(("station", "workflow", "agent", "final"))
"""What no sandbox of a step is for: stations and agents have their own, a workflow has that of its steps."""
UNMOVED = frozenset(("workflow", "final"))
"""Bodies that no other worker does: a workflow says at its own steps where they run."""
OF_CHECKPOINTS = ("message", "on_timeout", "approvers")


def bodies_of(own: Mapping[str, Node]) -> list[str]:
    """The keys of a step that say what it runs."""
    return [body for body in BODIES if body in own]


def check_body(reading: Reading, node: Node, name: str, own: Mapping[str, Node], kind: str, *, told: bool) -> None:
    """Notes what is wrong with the body of a step of this kind, `checkpoint`, `generate` or any other.

    A missing one is noted only where no mistake that was `told` explains it.
    """
    found = [
        *bodies_of(own),
        *(["type: checkpoint"] if kind == "checkpoint" else []),
        *(["final"] if "final" in own else []),
    ]
    if len(found) > 1 or not (found or told):
        code, what = ("two-bodies", f"both {' and '.join(found)}") if found else ("missing-key", "nothing to run")
        reading.wrong(node, code, f"step '{name}' has {what}", f"give one of {', '.join(BODIES)}")
    if kind == "generate" and (wrong := [one for one in found if one not in _GIVING]):
        message = "a step of `type: generate` gives its workflow by a command, a station or an agent"
        reading.wrong(own.get(wrong[0], node), "wrong-type", message)
    if "heal" in own and (kind == "checkpoint" or not UNHEALED.isdisjoint(found)):
        message = "heal repairs what a command, a station or verify found: it does nothing in this step"
        reading.wrong(own["heal"], "unknown-key", message, "leave it out")
    for key in _OF_WORK if kind == "checkpoint" else ():
        if key in own:
            reading.warn(own[key], "missing-key", f"{key} does nothing in a checkpoint", "leave it out")
    if "sandbox" in own and (kind == "checkpoint" or not UNHELD.isdisjoint(found)):
        message = "sandbox says how the commands of a step run: it does nothing in this step"
        reading.wrong(own["sandbox"], "unknown-key", message, "leave it out")
    if "runs_on" in own and (kind == "checkpoint" or not UNMOVED.isdisjoint(found)):
        message = "runs_on says which worker does what a step runs: it does nothing in this step"
        reading.wrong(own["runs_on"], "unknown-key", message, "leave it out, or give it to steps of the workflow")
    for key in OF_CHECKPOINTS if kind != "checkpoint" else ():
        if key in own:
            reading.wrong(own[key], "unknown-key", f"'{key}' is for checkpoints", "add `type: checkpoint`")


def check_recovery(reading: Reading, own: Mapping[str, Node], kind: str) -> None:
    """Notes what a step that repairs or ends something cannot be, and which of its keys do nothing there."""
    if kind:
        message = f"a step of `type: {kind}` stands among the steps of a workflow, not behind a failure or at an end"
        reading.wrong(own["type"], "wrong-type", message, "give a command, a station, an agent or verify")
    if "workflow" in own:
        message = "a workflow is called among the steps of a workflow, not behind a failure or at an end"
        hint = "an action can be `{type: trigger_workflow, workflow: …}`: it runs behind this run"
        reading.wrong(own["workflow"], "wrong-type", message, hint)
    for key in _OF_STEPS:
        if key in own:
            reading.warn(own[key], "missing-key", f"{key} does nothing in a step that repairs or ends something")


def runs_itself(own: Mapping[str, Node], kind: str) -> bool:
    """Whether a step of this kind runs a station, a command, an agent or checks, which any worker could do."""
    return kind != "checkpoint" and not UNMOVED.intersection(own)


def spoken(own: Mapping[str, Node]) -> Node | None:
    """The body that gives a step its name: a station or a workflow."""
    return next((own[one] for one in bodies_of(own) if one in ("station", "workflow")), None)
