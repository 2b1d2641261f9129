"""Parts of definitions: actions, handlers, groups, checkpoints, gates, triggers; what is wrong with them, and where."""

from __future__ import annotations

from pathlib import Path

from definition import STATIONS, mistakes, read, written
from mity.workflow.core import Handler, Policy
from mity.workflow.library import Library
from mity.workflow.parts import Action, Agent
from rows import each

S = "\nsteps: [{station: build}]"
TWO = "\nsteps: [{name: a, command: x}, {name: b, command: y}]"


def warnings(folder: Path, text: str) -> list[tuple[int, str]]:
    """Columns and codes of what is hardly meant."""
    written(folder, text)
    library = Library(folder)
    library.find("flow.yaml", STATIONS)
    return [(one.column, one.code) for one in library.warnings]


def test_a_name_is_a_station_else_a_prompt(tmp_path: Path) -> None:
    text = "steps: [{name: a, command: '@build'}, {name: b, command: '@write-docs', on_failure: retry}]"
    assert warnings(tmp_path, text) == [(58, "unknown-station")]
    written(tmp_path, "write it", ".mity/commands/write-docs.md")
    assert warnings(tmp_path, text) == []
    a, b = read(tmp_path, text).steps()
    assert (a.station, a.agent, b.agent) == ("build", None, Agent(prompt_file=".mity/commands/write-docs.md"))
    assert b.on_failure == (Handler(Policy.RETRY, 2, 10.0, jitter=True),), "agents are not asked again at once"


def test_words_of_failure_with_and_without_a_handler(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        common_steps: {mend: {command: make mend}}
        error_handlers:
          rollback: {action: git checkout -- ., notify: true}
          fix_and_retry: {action: common_steps.mend}
          escalate: {action: request_user_input, message: Look at it.}
          call-for-help: {action: request_user_input}
          clean: {action: {command: make clean, timeout: 5s}, max_attempts: 2, then: escalate}
          notify: {message: It broke.}
          go-on: {message: It broke and does not matter., then: continue}
        steps:
          - {name: a, command: x, on_failure: rollback}
          - {name: b, command: x, on_failure: fix_and_retry}
          - {name: c, command: x, on_failure: escalate}
          - {name: d, command: x, on_failure: call-for-help}
          - {name: e, command: x, on_failure: clean}
          - {name: f, command: x, on_failure: notify}
          - {name: g, command: x, on_failure: go-on}
        """,
    )
    chains = [
        [(one.policy.value, one.retries if one.steps else 0, one.message) for one in step.on_failure or ()]
        for step in flow.steps()
    ]
    assert chains == [
        [("notify", 0, "step 'a' failed: rollback"), ("rollback", 0, ""), ("steps", 0, ""), ("abort", 0, "")],
        [("steps", 3, "")],
        [("ask", 0, "Look at it.")],
        [("ask", 0, "")],
        [("steps", 2, ""), ("ask", 0, "")],
        [("notify", 0, "It broke."), ("abort", 0, "")],
        [("notify", 0, "It broke and does not matter."), ("continue", 0, "")],
    ]
    steps = {one.steps[0].id: one.steps[0] for step in flow.steps() for one in step.on_failure or () if one.steps}
    assert {name: (step.command, step.timeout_s) for name, step in steps.items()} == {
        "rollback": ("git checkout -- .", None),
        "mend": ("make mend", None),
        "clean": ("make clean", 5),
    }
    assert not any(one.may_fail for step in flow.steps() for one in step.on_failure or ())


def test_actions_by_name(tmp_path: Path) -> None:
    written(tmp_path, "name: other" + S, ".mity/workflows/other.yaml")
    flow = read(
        tmp_path,
        """
        common_steps: {tidy: {command: make tidy}}
        error_handlers: {mend: {action: make mend}}
        on_success: [tidy, mend, other, common_steps.tidy, '@build', {command: x}, {command: y}, {id: tidy, command: z}]
        steps: [{station: build}]
        """,
    )
    assert flow.on_success == (
        *(Action("step", step="tidy"), Action("step", step="mend"), Action("trigger_workflow", workflow="other")),
        *(Action("step", step="tidy"), Action("step", step="on-success-5"), Action("step", step="on-success-6")),
        *(Action("step", step="on-success-7"), Action("step", step="tidy-2")),
    )
    assert {name: step.command or step.station for name, step in flow.recovery.items()} == {
        "tidy": "make tidy",
        "mend": "make mend",
        "on-success-5": "build",
        "on-success-6": "x",
        "on-success-7": "y",
        "tidy-2": "z",
    }


def test_groups_run_where_their_first_member_stands(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        parallel_groups:
          - {group: tests, steps: [unit, e2e], max_parallel: 2}
        steps:
          - {id: make, command: x}
          - {id: unit, command: x}
          - {id: docs, command: x}
          - {id: e2e, command: x}
        """,
    )
    stages = [(one.name, one.max_parallel, [step.id for step in one.steps]) for one in flow.stages]
    assert stages == [("main", 1, ["make"]), ("tests", 2, ["unit", "e2e"]), ("main-2", 1, ["docs"])]


def test_neighbours_go_at_once_where_none_reads_what_another_gives(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        common_steps: {m: {command: x, parallel: true}}
        steps:
          - {id: a, command: x, outputs: [o], parallel: true}
          - {id: b, command: x, parallel: true}
          - {id: c, command: x, inputs: [o], parallel: true}
          - {id: d, use: common_steps.m}
          - {id: e, command: x, if: steps.d.status, parallel: true}
          - {id: f, command: x}
        """,
    )
    stages = [(one.name, one.max_parallel, [step.id for step in one.steps]) for one in flow.stages]
    assert stages == [("main", 10, ["a", "b"]), ("main-2", 10, ["c", "d"]), ("main-3", 1, ["e", "f"])]


def test_items_are_seen_within_their_loop_alone(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        stages:
          - name: one
            for_each: '${{ env.LIST }}'
            as: task
            steps:
              - {name: a, command: 'echo ${{ task.name }} ${{ index }}'}
              - {name: b, command: 'echo ${{ task }} ${{ item }}', for_each: [1, '${{ task }}']}
          - name: two
            if: steps.b.items[0].status && stages.one.failed == 0
            steps: [{name: c, command: x}]
        """,
    )
    assert [step.loop.variable if step.loop else "" for step in flow.steps()] == ["", "item", ""]
    found = mistakes(
        tmp_path, "steps: [{name: a, command: x, if: item}, {name: b, command: x, for_each: [1], as: it, if: item}]"
    )
    assert [(one.column, one.code, one.hint) for one in found] == [
        (35, "unknown-context", "read it within `for_each`"),
        (91, "unknown-context", "write 'it'"),
    ]


def test_what_is_hardly_meant(tmp_path: Path) -> None:
    assert warnings(tmp_path, "steps: [{name: a, command: 'x ${{ outputs.n }}'}]") == [(43, "unknown-output")]
    given = "steps: [{name: a, command: 'x ${{ outputs.n }}'}, {name: b, command: y, outputs: [n]}]"
    assert warnings(tmp_path, given) == []
    assert warnings(tmp_path, "steps: [{station: build}, {name: a, command: 'x ${{ outputs.n }}'}]") == []
    assert warnings(tmp_path, "conditions: [{if: n > 1, then: tidy_up}]\nsteps: [{name: a, command: x}]") == [
        (19, "unknown-output"),
        (32, "unknown-step"),
    ]
    assert warnings(tmp_path, "steps: [{name: a, command: x, inputs: [n]}]") == [(40, "unknown-parameter")]
    gate = "steps: [{name: a, type: checkpoint, message: m, undo: x, once: true}]"
    assert warnings(tmp_path, gate) == [(55, "missing-key"), (64, "missing-key")]
    written(tmp_path, "conditions: [{if: n > 1, then: abort_worflow}]\nsteps: [{name: a, command: x}]")
    (library := Library(tmp_path)).find("flow.yaml", STATIONS)
    assert "did you mean 'abort_workflow'?" in [one.hint for one in library.warnings]


@each(
    ("text", "line", "column", "code"),
    [
        ("success_actions: [rm -rf x]" + S, 1, 19, "wrong-type"),
        ("on_success: [{type: notify, message: m}]" + S, 1, 21, "wrong-type"),
        ("on_success: [{type: notification}]" + S, 1, 14, "missing-key"),
        ("on_success: [{type: notification, message: m, title: t}]" + S, 1, 54, "unknown-key"),
        ("on_success: [{type: trigger_workflow, workflow: heal, inputs: {n: 1}}]" + S, 1, 67, "unknown-parameter"),
        ("on_success: [x]\nsuccess_actions: [y]" + S, 2, 18, "duplicate-key"),
        ("finally: [{comand: x}]" + S, 1, 12, "unknown-key"),
        ("error_handlers: {a: {}}" + S, 1, 21, "missing-key"),
        ("error_handlers: {a: {action: x, then: panic}}" + S, 1, 39, "wrong-type"),
        ("error_handlers: {a: {action: x, max_attempts: 0}}" + S, 1, 47, "wrong-type"),
        ("error_handlers: {a: {action: {command: 'eval ${{ error }}'}}}" + S, 1, 46, "unsafe-place"),
        ("parallel_groups: [{group: g, steps: [c]}]" + TWO, 1, 38, "unknown-step"),
        ("parallel_groups: [{group: g, steps: [a]}, {group: h, steps: [a]}]" + TWO, 1, 62, "duplicate-name"),
        ("parallel_groups: [{group: g, steps: []}]" + TWO, 1, 19, "missing-key"),
        ("parallel_groups: []\nstages: [{name: s, steps: [{station: build}]}]", 1, 18, "wrong-type"),
        ("stages: [{name: s, steps: [{station: build, parallel: true}]}]", 1, 45, "unknown-key"),
        ("conditions: [{then: abort_workflow}]" + S, 1, 14, "missing-key"),
        ("conditions: [{if: 'a <', then: abort_workflow}]" + S, 1, 23, "bad-expression"),
        ("gates: [{metric: coverage, min: high}]" + S, 1, 33, "wrong-type"),
        ("gates: [{metric: coverag, min: 1}]" + S, 1, 18, "wrong-type"),
        ("gates: [{metric: coverage, min: 1}]\nsteps: [{name: a, command: x}]", 1, 18, "missing-key"),
        ("gates: [{metric: coverage}]" + S, 1, 9, "missing-key"),
        ("gates: [{metric: coverage, min: 1, level: fatal}]" + S, 1, 43, "wrong-type"),
        ("rollback: {checkpoints: [{after: x}]}" + S, 1, 34, "unknown-step"),
        ("rollback: {checkpoints: [{after: build, before: build}]}" + S, 1, 26, "missing-key"),
        ("rollback: {strategy: hope}" + S, 1, 22, "wrong-type"),
        ("triggers: [{type: sometimes}]" + S, 1, 19, "wrong-type"),
        ("triggers: [{cron: 0 9 * * *}]" + S, 1, 12, "missing-key"),
        ("triggers: [{type: schedule}]" + S, 1, 12, "missing-key"),
        ("triggers: [{type: schedule, cron: 0 25 * * *}]" + S, 1, 35, "wrong-type"),
        ("triggers: [{type: schedule, cron: 0 9 * *}]" + S, 1, 35, "wrong-type"),
        ("triggers: [{type: schedule, cron: '@often'}]" + S, 1, 35, "wrong-type"),
        ("triggers: [{type: schedule, cron: '@daily', timezone: ../zone}]" + S, 1, 55, "wrong-type"),
        ("triggers: [{type: custom, name: x, timezone: UTC}]" + S, 1, 46, "unknown-key"),
        ("triggers: [{type: file_changed}]" + S, 1, 12, "missing-key"),
        ("triggers: [{type: webhook}]" + S, 1, 12, "missing-key"),
        (
            "parameters: {n: {}}\ntriggers: [{type: manual, parameters: {n: '${{ event.nr }}'}}]" + S,
            2,
            54,
            "unknown-key",
        ),
        ("triggers: [{type: manual, filter: x}]" + S, 1, 35, "unknown-key"),
        ("triggers: [{type: manual, parameters: {n: 1}}]" + S, 1, 43, "unknown-parameter"),
        ("mode: auto" + S, 1, 7, "wrong-type"),
        ("proof: maybe" + S, 1, 8, "wrong-type"),
        ("timeout: 5" + S, 1, 10, "wrong-type"),
        ("concurrency: {busy: wait}" + S, 1, 14, "missing-key"),
        ("concurrency: {group: '${{ env.'}" + S, 1, 23, "bad-expression"),
        ("steps: [{name: a, type: checkpoint, message: m, command: x}]", 1, 9, "two-bodies"),
        ("steps: [{name: a, command: x, message: m}]", 1, 40, "unknown-key"),
        (
            "steps: [{name: a, type: checkpoint, inputs: {n: {type: integer, values: [1], default: 2}}}]",
            1,
            87,
            "wrong-type",
        ),
        ("steps: [{name: a, agent: {name: x}}]", 1, 26, "missing-key"),
        ("steps: [{name: a, agent: {prompt_file: ../x}}]", 1, 40, "wrong-type"),
        ("steps: [{name: a, verify: false}]", 1, 27, "wrong-type"),
        ("steps: [{name: a, verify: [test, 'eval ${{ env.A }}']}]", 1, 40, "unsafe-place"),
        ("steps: [{name: a, command: x, cwd: /etc}]", 1, 36, "wrong-type"),
        ("steps: [{name: a, command: x, cwd: a/../../b}]", 1, 36, "wrong-type"),
        ("steps: [{name: a, command: x, evidence: {junit: /etc/passwd}}]", 1, 49, "wrong-type"),
        ("steps: [{name: a, command: x, evidence: {}}]", 1, 41, "missing-key"),
        ("steps: [{name: a, command: x, ensure: ['${{ steps.b.status }}']}]", 1, 51, "unknown-step"),
        ("steps: [{name: a, command: x, ensure: steps.b.status}, {name: b, command: y}]", 1, 45, "too-early"),
        ("steps: [{name: a, command: x, outputs: [no way]}]", 1, 41, "wrong-type"),
        ("steps: [{name: a, command: x, outputs: {n: text}}]", 1, 44, "wrong-type"),
        ("steps: [{name: a, command: x, for_each: [1], as: run}]", 1, 50, "wrong-type"),
        ("steps: [{name: a, command: x, for_each: [1], as: ''}]", 1, 50, "wrong-type"),
        ("common_steps: {c: {command: x, next: -1}}\nstates: {a: {final: success}}", 1, 38, "wrong-type"),
        ("steps: [{name: a, command: x, undo: 'eval ${{ env.A }}'}]", 1, 43, "unsafe-place"),
        ("steps: [{name: a, command: x, done_if: ''}]", 1, 40, "wrong-type"),
        ("steps: [{name: a, command: x, heal: {limits: {speed: 1}}}]", 1, 47, "unknown-key"),
    ],
)
def test_a_mistake_has_its_place(tmp_path: Path, text: str, line: int, column: int, code: str) -> None:
    found = [(one.line, one.column, one.code) for one in mistakes(tmp_path, text)]
    assert (line, column, code) in found, found


def test_what_nobody_uses_is_checked_and_changes_nothing(tmp_path: Path) -> None:
    unused = "common_steps: {c: {command: x, inputs: [n], on_success: [{command: z}]}}\n"
    flow = read(tmp_path, f"{unused}error_handlers: {{h: {{action: make}}}}{S}")
    assert (flow.parameters, flow.recovery) == ((), {})
    found = mistakes(tmp_path, f"defaults: {{timeout: 5}}\ncommon_steps: {{c: {{comand: x}}}}{S}")
    assert {(one.line, one.code) for one in found} == {(1, "wrong-type"), (2, "unknown-key")}
    for_each = "error_handlers: {h: {action: 'echo ${{ item }}'}}\n"
    step = "steps: [{name: a, command: x, for_each: [1], on_failure: h}]"
    assert [(one.line, one.code) for one in mistakes(tmp_path, for_each + step)] == [(1, "unknown-context")]


@each(
    ("text", "said"),
    [
        ("steps: [{name: a, type: checkpoint, message: m, heal: true}]", "does nothing in this step"),
        ("steps: [{name: a, agent: do, heal: {scopes: ['*.py']}}]", "heal repairs what a command"),
        ("steps: [{name: a, command: x, agent: do}]", "has both command and agent"),
        (
            "triggers: [{type: schedule, cron: '@daily', timezone: Europe/Berln}]\nsteps: [{name: a, command: x}]",
            "there is no time zone 'Europe/Berln' here",
        ),
        ("steps: [{name: a, command: null}]", "command must be a text or a list of words"),
        ("steps: [{name: a, agent: true}]", "agent must be a prompt"),
        ("finally: [true]\nsteps: [{name: a, command: x}]", "an action must be a name or a mapping"),
        (
            "finally: [{type: trigger_workflow, workflow: ''}]\nsteps: [{name: a, command: x}]",
            "needs the name of a workflow",
        ),
        ("steps: [{name: a, command: x, inputs: [false]}]", "an input needs a name"),
        ("states: {a: {command: x, next: b, name: []}, b: {final: success}}", "name must be a text"),
    ],
)
def test_what_does_nothing_or_is_no_text_is_a_mistake(tmp_path: Path, text: str, said: str) -> None:
    assert said in " ".join(one.message for one in mistakes(tmp_path, text))
