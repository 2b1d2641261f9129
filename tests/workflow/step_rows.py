# fmt: off
"""A definition for each key of steps and states, and what the core holds of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from key_rows import ABORT, RETRY, Row, asking, first, states, step
from mity.workflow.core import Handler, Loop, Policy
from mity.workflow.model import Workflow
from mity.workflow.parts import Action, Agent, Edge

Part = tuple[str, str, Callable[[Workflow], Any], object]
BOTH: list[Part] = [
    ("description", "description: d", lambda f: first(f).description, "d"),
    ("type", "type: generate", lambda f: first(f).generate, "workflow"),
    ("condition", "condition: run.id", lambda f: first(f).condition, "run.id"),
    ("if", "if: failure()", lambda f: first(f).condition, "failure()"),
    ("env", "env: {A: b}", lambda f: first(f).env, {"A": "b"}),
    ("cwd", "cwd: sub/folder", lambda f: first(f).cwd, "sub/folder"),
    ("runs_on", "runs_on: [gpu, '${{ run.id }}']", lambda f: first(f).runs_on, ("gpu", "${{ run.id }}")),
    ("sandbox", "sandbox: false", lambda f: first(f).sandbox, False),
    ("timeout", "timeout: 90s", lambda f: first(f).timeout_s, 90),
    (
        "outputs",
        "outputs: {n: integer, t: string}",
        lambda f: (first(f).outputs, first(f).output_types),
        (("n", "t"), {"n": "integer", "t": "string"}),
    ),
    (
        "max_retries",
        "on_failure: retry, max_retries: 5",
        lambda f: first(f).on_failure,
        (Handler(Policy.RETRY, 5, jitter=True),),
    ),
    (
        "retry_count",
        "on_failure: retry, retry_count: 1",
        lambda f: first(f).on_failure,
        (Handler(Policy.RETRY, 1, jitter=True),),
    ),
    ("backoff", "on_failure: retry, backoff: {}", lambda f: first(f).on_failure, (RETRY,)),
    (
        "on_success",
        "on_success: [{type: notification, message: m}]",
        lambda f: first(f).on_success,
        (Action("notification", "m"),),
    ),
    ("for_each", "for_each: [1]", lambda f: (first(f).loop, first(f).max_parallel), (Loop([1]), 1)),
    ("as", "for_each: [1], as: one, if: one", lambda f: first(f).loop, Loop([1], "one")),
    ("max_parallel", "for_each: [1], max_parallel: 4", lambda f: first(f).max_parallel, 4),
    ("fail_fast", "for_each: [1], fail_fast: false", lambda f: first(f).fail_fast, False),
    ("risky", "risky: true", lambda f: first(f).risky, True),
    (
        "undo",
        "undo: 'drop ${{ env.A }}'",
        lambda f: (first(f).undo, first(f).values),
        ('drop "$MITY_V1"', {"MITY_V1": "${{ env.A }}"}),
    ),
    ("once", "once: true", lambda f: first(f).once, True),
    ("done_if", "done_if: test -e made", lambda f: first(f).done_if, "test -e made"),
    ("evidence", "evidence: {commit: true}", lambda f: first(f).evidence.commit, True),
    (
        "ensure",
        "ensure: ['${{ steps.a.outputs.n > 1 }}', 'true || run.id']",
        lambda f: first(f).ensure,
        ("steps.a.outputs.n > 1", "true || run.id"),
    ),
    ("heal", "heal: true", lambda f: [h.policy for h in first(f).on_failure], [Policy.HEAL, Policy.ASK]),
]
"""Keys that steps and states have alike."""
STEP: list[Row] = [
    *((f"step.{name}", step(keys), seen, expected) for name, keys, seen, expected in BOTH),
    ("step.name", step(""), lambda f: first(f).id, "a"),
    (
        "step.id",
        "steps: [{id: a, name: The First, command: x}]",
        lambda f: (first(f).id, first(f).description),
        ("a", "The First"),
    ),
    (
        "step.command",
        "steps: [{name: a, command: 'echo ${{ env.A }}'}]",
        lambda f: (first(f).command, first(f).values),
        ('echo "$MITY_V1"', {"MITY_V1": "${{ env.A }}"}),
    ),
    ("step.station", "steps: [{station: build}]", lambda f: first(f).station, "build"),
    ("step.workflow", "steps: [{workflow: child, inputs: {n: x}}]", lambda f: first(f).workflow, "child"),
    (
        "step.agent",
        "steps: [{name: a, agent: 'write ${{ env.A }}'}]",
        lambda f: first(f).agent,
        Agent("write ${{ env.A }}"),
    ),
    ("step.verify", "steps: [{name: a, verify: [test, 'make x']}]", lambda f: first(f).verify, ("test", "make x")),
    ("step.use", "common_steps: {c: {command: z}}\nsteps: [use: common_steps.c]", lambda f: first(f).id, "c"),
    ("step.uses", "common_steps: {c: {command: z}}\nsteps: [uses: c]", lambda f: first(f).id, "c"),
    (
        "step.inputs",
        "parameters: {p: {}}\nsteps: [{name: a, command: x, outputs: [o]}, {name: b, command: y, inputs: [o, p, q]}]",
        lambda f: ([dict(s.inputs) for s in f.steps()][1], [(p.name, p.required) for p in f.parameters]),
        ({"o": "${{ outputs.o }}", "p": "${{ parameters.p }}", "q": "${{ parameters.q }}"}, [("p", True), ("q", True)]),
    ),
    ("step.on_failure", step("on_failure: abort"), lambda f: first(f).on_failure, ABORT),
    (
        "step.parallel",
        "steps: [{name: a, command: x}, {name: b, command: x, parallel: true}, {name: c, command: x, parallel: true}]",
        lambda f: [(s.name, s.max_parallel, len(s.steps)) for s in f.stages],
        [("main", 1, 1), ("main-2", 10, 2)],
    ),
    ("step.message", asking("message: 'Go ${{ env.A }}?'"), lambda f: first(f).checkpoint.message, "Go ${{ env.A }}?"),
    (
        "step.on_timeout",
        asking("timeout: 24h, on_timeout: approve"),
        lambda f: (first(f).checkpoint.timeout_s, first(f).checkpoint.on_timeout, first(f).timeout_s),
        (86400, "approve", None),
    ),
    ("step.approvers", asking("approvers: [ann, bob]"), lambda f: first(f).checkpoint.approvers, ("ann", "bob")),
]
STATE: list[Row] = [
    *((f"state.{name}", states(keys), seen, expected) for name, keys, seen, expected in BOTH),
    ("state.name", states("name: The First"), lambda f: (first(f).id, first(f).description), ("a", "")),
    ("state.command", states(""), lambda f: first(f).command, "x"),
    (
        "state.station",
        "states: {a: {station: build, next: b}, b: {final: success}}",
        lambda f: first(f).station,
        "build",
    ),
    (
        "state.workflow",
        "states: {a: {workflow: child, inputs: {n: x}, next: b}, b: {final: success}}",
        lambda f: first(f).workflow,
        "child",
    ),
    ("state.agent", "states: {a: {agent: do, next: b}, b: {final: success}}", lambda f: first(f).agent, Agent("do")),
    ("state.verify", "states: {a: {verify: true, next: b}, b: {final: success}}", lambda f: first(f).verify, ("true",)),
    (
        "state.use",
        "common_steps: {c: {command: z}}\nstates: {a: {use: c, next: b}, b: {final: success}}",
        lambda f: (first(f).id, first(f).command),
        ("a", "z"),
    ),
    (
        "state.uses",
        "common_steps: {c: {command: z}}\nstates: {a: {uses: c, next: b}, b: {final: success}}",
        lambda f: first(f).command,
        "z",
    ),
    ("state.inputs", states("inputs: {k: v}"), lambda f: first(f).inputs, {"k": "v"}),
    (
        "state.message",
        "states: {a: {type: checkpoint, message: m, next: b}, b: {final: success}}",
        lambda f: first(f).checkpoint.message,
        "m",
    ),
    (
        "state.on_timeout",
        "states: {a: {type: checkpoint, on_timeout: approve, next: b}, b: {final: success}}",
        lambda f: first(f).checkpoint.on_timeout,
        "approve",
    ),
    (
        "state.approvers",
        "states: {a: {type: checkpoint, approvers: ann, next: b}, b: {final: success}}",
        lambda f: first(f).checkpoint.approvers,
        ("ann",),
    ),
    (
        "state.on_failure",
        states("on_failure: {to: a, visits: 3}"),
        lambda f: (first(f).failed, first(f).on_failure),
        (Edge("a", "", 3), ()),
    ),
    (
        "state.next",
        "states: {a: {command: x, next: [{if: 'run.mode == \"hybrid\"', to: a}, b]}, b: {final: success}}",
        lambda f: first(f).next,
        (Edge("a", 'run.mode == "hybrid"'), Edge("b")),
    ),
    ("state.visits", states("visits: 3"), lambda f: first(f).visits, 3),
    (
        "state.final",
        "states: {a: {command: x, next: b}, b: {final: failure}}",
        lambda f: [s.final for s in f.steps()],
        ["", "failure"],
    ),
]
