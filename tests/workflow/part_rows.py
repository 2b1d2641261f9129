# fmt: off
"""A definition for each key of the parts of a workflow, and what the core holds of it."""

from __future__ import annotations

from key_rows import COUNTED, Row, S, asking, chain, first, handled, stage, states, step
from mity.workflow.parts import Action, Agent, Concurrency, Edge, Gate, RollbackPlan, Rule

PARTS: list[Row] = [
    *(
        (f"agent.{name}", f"steps: [{{name: a, agent: {{{keys}}}}}]", lambda f: first(f).agent, expected)
        for name, keys, expected in (
            ("prompt", "prompt: do", Agent("do")),
            ("prompt_file", "prompt_file: do.md", Agent(prompt_file="do.md")),
            ("name", "prompt: do, name: mine", Agent("do", name="mine")),
            ("scopes", "prompt: do, scopes: [src/**]", Agent("do", scopes=("src/**",))),
            ("budget", "prompt: do, budget: {turn_budget: 6}", Agent("do", budget={"turn_budget": 6})),
        )
    ),
    *(
        (
            f"budget.{name}",
            f"steps: [{{name: a, agent: {{prompt: do, budget: {{{name}: {given}}}}}}}]",
            lambda f: first(f).agent.budget,
            {name: given},
        )
        for name, given in (("time_budget_secs", 60), ("money_budget_usd", 0.5), ("turn_budget", 20))
    ),
    (
        "checkpoint input.type",
        asking("inputs: {n: {type: integer}}"),
        lambda f: first(f).checkpoint.inputs,
        {"n": {"type": "integer"}},
    ),
    (
        "checkpoint input.values",
        asking("inputs: {n: {type: integer, values: [1, 2], default: 2}}"),
        lambda f: first(f).checkpoint.inputs,
        {"n": COUNTED},
    ),
    (
        "checkpoint input.default",
        asking("inputs: {n: {default: x}}"),
        lambda f: first(f).checkpoint.inputs["n"]["default"],
        "x",
    ),
    *(
        (
            f"evidence.{name}",
            step(f"evidence: {{{name}: {given}}}"),
            lambda f, name=name: getattr(first(f).evidence, name),
            expected,
        )
        for name, given, expected in (
            ("junit", "reports/*.xml", ("reports/*.xml",)),
            ("coverage", "coverage.xml", ("coverage.xml",)),
            ("sarif", "[a.sarif, b.sarif]", ("a.sarif", "b.sarif")),
            ("artefacts", "[dist/*.whl]", ("dist/*.whl",)),
            ("changed", "[src/**]", ("src/**",)),
            ("commit", "true", True),
        )
    ),
    *(
        (f"heal.{name}", step(f"heal: {{{name}: {given}}}"), lambda f: first(f).healing, {name: expected})
        for name, given, expected in (
            ("scopes", "[tests/**]", ["tests/**"]),
            ("never", "docs/**", ["docs/**"]),
            ("agent", "mine", "mine"),
            ("limits", "{max_total_iterations: 3}", {"max_total_iterations": 3}),
        )
    ),
    (
        "error handler.action",
        handled("rollback", "action: git checkout -- ."),
        chain,
        [("rollback", 0, "", ""), ("steps", 0, "git checkout -- .", ""), ("abort", 0, "", "")],
    ),
    (
        "error handler.notify",
        handled("mend", "action: m, notify: told"),
        chain,
        [("notify", 0, "", "told"), ("steps", 0, "m", ""), ("abort", 0, "", "")],
    ),
    (
        "error handler.max_attempts",
        handled("fix_and_retry", "action: m, max_attempts: 5"),
        chain,
        [("steps", 5, "m", "")],
    ),
    (
        "error handler.message",
        handled("escalate", "action: request_user_input, message: look"),
        chain,
        [("ask", 0, "", "look")],
    ),
    (
        "error handler.then",
        handled("mend", "action: m, then: skip"),
        chain,
        [("steps", 0, "m", ""), ("skip", 0, "", "")],
    ),
    ("rollback.strategy", "rollback: {strategy: checkpoint}" + S, lambda f: f.rollback.strategy, "checkpoint"),
    (
        "rollback.checkpoints",
        "rollback: {checkpoints: [{after: build}]}" + S,
        lambda f: f.rollback,
        RollbackPlan("checkpoint", ("build",)),
    ),
    (
        "rollback.cleanup_actions",
        "rollback: {cleanup_actions: [tidy_up]}" + S,
        lambda f: f.rollback.cleanup,
        (Action("unknown", "tidy_up"),),
    ),
    (
        "rollback point.after",
        "rollback: {checkpoints: [{after: s}]}\n" + stage("if: run.id"),
        lambda f: f.rollback.after,
        ("b",),
    ),
    (
        "rollback point.before",
        "rollback: {checkpoints: [{before: s}]}\n" + stage("if: run.id"),
        lambda f: f.rollback.before,
        ("a",),
    ),
    *(
        (
            f"trigger.{name}",
            f"parameters: {{n: {{}}}}\ntriggers: [{{{keys}}}]" + S,
            lambda f, name=name: f.triggers[0][name],
            expected,
        )
        for name, keys, expected in (
            ("type", "type: schedule, cron: '*/5 1-3 * JAN SUN'", "schedule"),
            ("filter", "type: spec_added, filter: 'specs/*.md'", "specs/*.md"),
            ("cron", "type: schedule, cron: 0 9 * * MON", "0 9 * * MON"),
            ("timezone", "type: schedule, cron: '@daily', timezone: Europe/Berlin", "Europe/Berlin"),
            ("name", "type: custom, name: released", "released"),
            ("labels", "type: webhook, name: 'issue.*', labels: [bug, 'kind/*']", ["bug", "kind/*"]),
            ("parameters", "type: manual, parameters: {n: x}", {"n": "x"}),
        )
    ),
    *(
        (f"gate.{name}", f"gates: [{{metric: tests.passed, {keys}}}]" + S, lambda f: f.gates[0], expected)
        for name, keys, expected in (
            ("metric", "min: 1", Gate("tests.passed", 1.0)),
            ("min", "min: 1.5", Gate("tests.passed", 1.5)),
            ("max", "max: 3", Gate("tests.passed", None, 3.0)),
            ("level", "max: 3, level: warning", Gate("tests.passed", None, 3.0, "warning")),
        )
    ),
    (
        "concurrency.group",
        "concurrency: {group: 'to-${{ env.A }}'}" + S,
        lambda f: f.concurrency.group,
        "to-${{ env.A }}",
    ),
    (
        "concurrency.busy",
        "concurrency: {group: g, busy: refuse}" + S,
        lambda f: f.concurrency,
        Concurrency("g", "refuse"),
    ),
    *(
        (
            f"parallel group.{name}",
            step("")[:-1] + ", {name: b, command: y}]\nparallel_groups: [{group: g, steps: [a, b], max_parallel: 2}]",
            seen,
            expected,
        )
        for name, seen, expected in (
            ("group", lambda f: f.stages[0].name, "g"),
            ("steps", lambda f: [s.id for s in f.stages[0].steps], ["a", "b"]),
            ("max_parallel", lambda f: f.stages[0].max_parallel, 2),
        )
    ),
    (
        "rule.if",
        "conditions: [{if: '${{ found > 0 && run.id }}', then: pause_workflow}]" + S,
        lambda f: f.rules,
        (Rule("outputs.found > 0 && run.id", None, "pause_workflow", 1),),
    ),
    (
        "rule.then",
        "conditions: [{if: found, then: {command: z}}]" + S,
        lambda f: (f.rules[0].then, f.recovery["condition-1"].command),
        (Action("step", step="condition-1"), "z"),
    ),
    (
        "action.type",
        "finally: {type: create_issue, title: t}" + S,
        lambda f: f.finally_,
        (Action("create_issue", "t"),),
    ),
    (
        "action.message",
        "finally: [{type: notification, message: m}]" + S,
        lambda f: f.finally_,
        (Action("notification", "m"),),
    ),
    (
        "action.workflow",
        "finally: [{type: trigger_workflow, workflow: nowhere}]" + S,
        lambda f: f.finally_,
        (Action("trigger_workflow", workflow="nowhere"),),
    ),
    (
        "action.inputs",
        "finally: [{type: trigger_workflow, workflow: child, inputs: {n: x}}]" + S,
        lambda f: f.finally_,
        (Action("trigger_workflow", workflow="child", inputs={"n": "x"}),),
    ),
    (
        "action.title",
        "finally: [{type: create_issue, title: 'in ${{ failed_stage }}'}]" + S,
        lambda f: f.finally_[0].text,
        "in ${{ failed_stage }}",
    ),
    ("edge.to", states("on_failure: {to: b}"), lambda f: first(f).failed, Edge("b")),
    (
        "edge.if",
        "states: {a: {command: x, next: [{if: run.id, to: b}]}, b: {final: success}}",
        lambda f: first(f).next,
        (Edge("b", "run.id"),),
    ),
    ("edge.visits", states("on_failure: {to: a, visits: 2}"), lambda f: first(f).failed, Edge("a", "", 2)),
]
