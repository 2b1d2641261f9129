# fmt: off
"""A definition for each key of workflows and stages, and what the core holds of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mity.workflow.core import Handler, Loop, Policy, Step
from mity.workflow.model import Workflow
from mity.workflow.parts import Action, Agent, Concurrency, Gate, RollbackPlan

Row = tuple[str, str, Callable[[Workflow], Any], object]
S = "\nsteps: [{station: build}]\n"
ABORT = (Handler(Policy.ABORT),)
RETRY = Handler(Policy.RETRY, jitter=True)
COUNTED = {"type": "integer", "values": [1, 2], "default": 2}


def first(flow: Workflow) -> Step:
    """The first step."""
    return next(flow.steps())


def step(keys: str) -> str:
    """A workflow of one step with a command and these keys."""
    return f"steps: [{{name: a, command: x, {keys}}}]"


def stage(keys: str) -> str:
    """A workflow of one stage with these keys."""
    return f"stages: [{{name: s, steps: [{{name: a, command: x}}, {{name: b, command: y}}], {keys}}}]"


def asking(keys: str) -> str:
    """A workflow of one checkpoint with these keys."""
    return f"steps: [{{name: a, type: checkpoint, {keys}}}]"


def states(keys: str) -> str:
    """A machine whose first state has these keys."""
    return f"states: {{a: {{command: x, next: b, {keys}}}, b: {{final: success}}}}"


def handled(word: str, keys: str) -> str:
    """A step whose failure goes to an error handler with these keys."""
    return f"error_handlers: {{{word}: {{{keys}}}}}\n" + step(f"on_failure: {word}")


def chain(flow: Workflow) -> list[tuple[str, int, str, str]]:
    """The failure chain of the first step: policy, rounds, command, message."""
    return [
        (
            one.policy.value,
            one.retries if one.steps else 0,
            "".join(str(each.command) for each in one.steps),
            one.message,
        )
        for one in first(flow).on_failure or ()
    ]


WORKFLOW: list[Row] = [
    ("workflow.name", "name: flow" + S, lambda f: f.id, "flow"),
    ("workflow.title", "title: A Flow" + S, lambda f: f.name, "A Flow"),
    ("workflow.description", "description: d" + S, lambda f: f.description, "d"),
    ("workflow.version", "version: 1.10" + S, lambda f: f.version, "1.10"),
    ("workflow.abstract", "abstract: false" + S, lambda f: first(f).id, "build"),
    ("workflow.extends", "extends: [base]" + S, lambda f: f.env, {"A": "b"}),
    ("workflow.parameters", "parameters: {n: {}}" + S, lambda f: [p.name for p in f.parameters], ["n"]),
    ("workflow.env", "env: {A: 1.10, B: null}" + S, lambda f: f.env, {"A": "1.10", "B": None}),
    ("workflow.defaults", "defaults: {timeout: 1m}" + S, lambda f: first(f).timeout_s, 60),
    ("workflow.common_steps", "common_steps: {c: {command: z}}\nsteps: [use: c]", lambda f: first(f).command, "z"),
    ("workflow.stages", stage("if: run.id"), lambda f: [s.name for s in f.stages], ["s"]),
    ("workflow.steps", step(""), lambda f: [s.name for s in f.stages], ["main"]),
    ("workflow.states", states(""), lambda f: (f.machine, [s.id for s in f.steps()]), (True, ["a", "b"])),
    (
        "workflow.parallel_groups",
        step("")[:-1] + ", {name: b, command: y}]\nparallel_groups: [{group: g, steps: [a, b]}]",
        lambda f: [(s.name, s.max_parallel) for s in f.stages],
        [("g", 10)],
    ),
    (
        "workflow.conditions",
        "conditions: [{if: 'coverage_of < 80%', then: abort_workflow}]" + S,
        lambda f: [(r.condition, r.end) for r in f.rules],
        [("outputs.coverage_of < 80", "abort_workflow")],
    ),
    (
        "workflow.error_handlers",
        handled("mend", "action: make mend"),
        chain,
        [("steps", 0, "make mend", ""), ("abort", 0, "", "")],
    ),
    ("workflow.rollback", "rollback: {}" + S, lambda f: f.rollback, RollbackPlan("checkpoint")),
    (
        "workflow.on_success",
        "on_success: [child]" + S,
        lambda f: f.on_success,
        (Action("trigger_workflow", workflow="child"),),
    ),
    (
        "workflow.success_actions",
        "success_actions: [tidy_up]" + S,
        lambda f: f.on_success,
        (Action("unknown", "tidy_up"),),
    ),
    (
        "workflow.on_failure",
        "on_failure: [{command: z}]" + S,
        lambda f: (f.on_failure, f.recovery["on-failure-1"].command),
        ((Action("step", step="on-failure-1"),), "z"),
    ),
    (
        "workflow.finally",
        "finally: ['@mend']" + S,
        lambda f: (f.finally_, f.recovery["finally-1"].agent),
        ((Action("step", step="finally-1"),), Agent(prompt_file=".mity/commands/mend.md")),
    ),
    ("workflow.triggers", "triggers: [{type: manual}]" + S, lambda f: f.triggers, [{"type": "manual"}]),
    ("workflow.timeout", "timeout: 2h" + S, lambda f: f.timeout_s, 7200),
    ("workflow.mode", "mode: hybrid" + S, lambda f: f.mode, "hybrid"),
    ("workflow.gates", "gates: [{metric: coverage, min: 80%}]" + S, lambda f: f.gates, (Gate("coverage", 80.0),)),
    ("workflow.proof", "proof: required" + S, lambda f: f.proof, "required"),
    ("workflow.on_event", "on_event: cat >> all" + S, lambda f: f.on_event, "cat >> all"),
    ("workflow.concurrency", "concurrency: {group: g}" + S, lambda f: f.concurrency, Concurrency("g")),
]
STAGE: list[Row] = [
    ("stage.name", stage("if: run.id"), lambda f: f.stages[0].name, "s"),
    ("stage.description", stage("description: d"), lambda f: f.stages[0].description, "d"),
    ("stage.condition", stage("condition: '${{ run.id }}'"), lambda f: f.stages[0].condition, "run.id"),
    ("stage.if", stage("if: run.id"), lambda f: f.stages[0].condition, "run.id"),
    ("stage.steps", stage("if: run.id"), lambda f: [s.id for s in f.stages[0].steps], ["a", "b"]),
    (
        "stage.parallel",
        "parameters: {p: {type: boolean}}\n" + stage("parallel: '${{ parameters.p }}'"),
        lambda f: (f.stages[0].parallel, f.stages[0].max_parallel),
        ("parameters.p", 10),
    ),
    (
        "stage.for_each",
        stage("for_each: [1, x]"),
        lambda f: (f.stages[0].loop, f.stages[0].max_parallel),
        (Loop([1, "x"]), 1),
    ),
    ("stage.as", stage("for_each: '${{ env.L }}', as: one"), lambda f: f.stages[0].loop, Loop("${{ env.L }}", "one")),
    ("stage.max_parallel", stage("parallel: true, max_parallel: 3"), lambda f: f.stages[0].max_parallel, 3),
    ("stage.fail_fast", stage("parallel: true, fail_fast: false"), lambda f: f.stages[0].fail_fast, False),
    ("stage.timeout", stage("timeout: 5s"), lambda f: (f.stages[0].timeout_s, first(f).timeout_s), (5, None)),
    ("stage.env", stage("env: {A: b}"), lambda f: first(f).env, {"A": "b"}),
    ("stage.on_failure", stage("on_failure: abort"), lambda f: first(f).on_failure, ABORT),
    ("stage.runs_on", stage("runs_on: gpu"), lambda f: [one.runs_on for one in f.steps()], [("gpu",), ("gpu",)]),
    ("stage.atomic", stage("atomic: true"), lambda f: f.stages[0].atomic, "s"),
]
DEFAULTS: list[Row] = [
    ("defaults.timeout", "defaults: {timeout: 1m}" + S, lambda f: first(f).timeout_s, 60),
    (
        "defaults.max_retries",
        "defaults: {max_retries: 4, on_failure: retry}" + S,
        lambda f: first(f).on_failure[0].retries,
        4,
    ),
    ("defaults.on_failure", "defaults: {on_failure: abort}" + S, lambda f: first(f).on_failure, ABORT),
    (
        "defaults.backoff",
        "defaults: {on_failure: retry, backoff: {initial: 3s}}" + S,
        lambda f: first(f).on_failure[0].initial_s,
        3,
    ),
    ("defaults.env", "defaults: {env: {A: b}}" + S, lambda f: first(f).env, {"A": "b"}),
    ("defaults.heal", "defaults: {heal: true}" + S, lambda f: first(f).on_failure[0].policy, Policy.HEAL),
    (
        "defaults.max_parallel",
        "defaults: {max_parallel: 3}\n" + stage("parallel: true"),
        lambda f: f.stages[0].max_parallel,
        3,
    ),
    ("parameter.type", "parameters: {n: {type: integer}}" + S, lambda f: f.parameters[0].type, "integer"),
    (
        "parameter.default",
        "parameters: {n: {default: x}}" + S,
        lambda f: (f.parameters[0].default, f.parameters[0].required),
        ("x", False),
    ),
    ("parameter.description", "parameters: {n: {description: d}}" + S, lambda f: f.parameters[0].description, "d"),
    ("parameter.required", "parameters: {n: {required: false}}" + S, lambda f: f.parameters[0].required, False),
    ("parameter.values", "parameters: {n: {values: [a, b]}}" + S, lambda f: f.parameters[0].values, ("a", "b")),
    (
        "backoff.initial",
        step("on_failure: retry, backoff: {initial: 250ms}"),
        lambda f: first(f).on_failure[0].initial_s,
        0.25,
    ),
    ("backoff.factor", step("on_failure: retry, backoff: {factor: 3}"), lambda f: first(f).on_failure[0].factor, 3),
    ("backoff.max", step("on_failure: retry, backoff: {max: 2m}"), lambda f: first(f).on_failure[0].most_s, 120),
    (
        "backoff.jitter",
        step("on_failure: retry, backoff: {jitter: false}"),
        lambda f: first(f).on_failure[0].jitter,
        False,
    ),
]
