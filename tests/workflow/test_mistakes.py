"""Every mistake in a definition is told with its place, its code and the next step, all at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from definition import Station, mistakes, read, written
from harness import Mity
from mity.errors import EXIT_USAGE
from mity.workflow.library import Library
from rows import each

NEEDY = {"build": Station("build"), "test": Station("test", ("build",))}


@each(
    ("text", "expected"),
    [
        ("steps: [{station: biuld}]", (1, 19, "unknown-station", "did you mean 'build'?")),
        ("steps:\n  - comand: make\n    name: x", (2, 5, "unknown-key", "did you mean 'command'?")),
        (
            "concurrency: {group: 'g-${{ steps.a.status }}'}\nsteps: [{name: a, command: x}]",
            (1, 28, "too-early", "use parameters, env, spec, event"),
        ),
        ("steps: [{name: a, agent: {prompt: x, name: cluade}}]", (1, 44, "unknown-agent", "did you mean 'claude'?")),
        ("steps: [{name: a, command: x, heal: {agent: gemnii}}]", (1, 45, "unknown-agent", "did you mean 'gemini'?")),
        (
            "steps: [{name: a, agent: {prompt: x, budget: {time: 60}}}]",
            (1, 47, "unknown-key", "did you mean 'time_budget_secs'"),
        ),
        ("steps: [{name: a, agent: {prompt: x, budget: {turn_budget: 1h}}}]", (1, 60, "wrong-type", "")),
        (
            "steps: [{name: a, verify: [lint, tests]}]",
            (1, 34, "wrong-type", "did you mean 'test'? A command of that name is written './tests' or with its path"),
        ),
        ("steps:\n  - {name: x, station: build, command: make}", (2, 5, "two-bodies", "give one of station, command")),
        ("steps:\n  - {name: x}", (2, 5, "missing-key", "give one of station, command, workflow")),
        ("steps:\n  - {command: make}", (2, 5, "missing-key", "")),
        ("steps: [{name: 7up, command: make}]", (1, 16, "wrong-type", "")),
        ("steps: [{station: build}, {station: build}]", (1, 27, "duplicate-name", "give one a name of its own")),
        ("name: a\nname: b\nsteps: [{station: build}]", (2, 1, "duplicate-key", "")),
        ("steps: [{station: build, timeout: 90}]", (1, 35, "wrong-type", "")),
        ("steps: [{station: build, heal: maybe}]", (1, 32, "wrong-type", "")),
        ("steps: [{station: build, on_failure: panic}]", (1, 38, "wrong-type", "known: ")),
        ("steps: [{station: build, if: 'parameters.x =='}]", (1, 46, "bad-expression", "")),
        ("steps: [{station: build, if: parameters.x}]", (1, 41, "unknown-parameter", "")),
        ("steps: [{station: build, if: params.x}]", (1, 30, "unknown-context", "did you mean 'parameters'?")),
        ("steps: [{station: build, if: steps.biuld.status}]", (1, 36, "unknown-step", "did you mean 'build'?")),
        ("steps: [{station: build, if: steps.build.status}]", (1, 36, "too-early", "read steps that ran before it")),
        ("steps: [{station: build, if: 'lenght(env) > 1'}]", (1, 31, "unknown-function", "did you mean 'length'?")),
        ("steps: [{name: x, command: 'eval ${{ env.A }}'}]", (1, 34, "unsafe-place", "$MITY_INPUTS")),
        ("steps: [{station: build, for_each: 1}]", (1, 36, "wrong-type", "")),
        ("steps: [{station: build, for_each: 'a ${{ env.A }}'}]", (1, 36, "wrong-type", "")),
        ("steps: [{station: build, for_each: '${{ env.A }}${{ env.B }}'}]", (1, 36, "wrong-type", "")),
        (
            "parameters: {o: {type: object, default: {}}}\nsteps: [{station: build, for_each: '${{ parameters.o }}'}]",
            (2, 52, "wrong-type", ""),
        ),
        (
            "steps:\n- {name: n, command: x, outputs: {k: integer}}\n"
            "- {station: build, for_each: '${{ steps.n.outputs.k }}'}",
            (3, 51, "wrong-type", ""),
        ),
        ("name: flow\nextends: create-ap\nif: x", (2, 10, "unknown-workflow", "did you mean 'create-app'?")),
        ("steps: [{name: x, workflow: ad-feature}]", (1, 29, "unknown-workflow", "did you mean 'add-feature'?")),
        ('steps: [{name: x, command: "echo a\\0b"}]', (1, 28, "wrong-type", "")),
        ('steps: [{station: build, env: {A: "\\x00"}}]', (1, 35, "wrong-type", "")),
        ("steps: [{station: build, env: {A=B: x}}]", (1, 32, "wrong-type", "")),
        ("triggers: [{type: custom, name: 'hello.*'}]\nsteps: [{station: build}]", (1, 33, "wrong-type", "mity event")),
        (
            "triggers: [{type: custom, name: tests_failed}]\nsteps: [{station: build}]",
            (1, 33, "wrong-type", "write `type: tests_failed`"),
        ),
        ("env: {'': x}\nsteps: [{station: build}]", (1, 7, "wrong-type", "")),
        ("steps: [{station: build, if: contains(env.A)}]", (1, 30, "bad-expression", "contains(list, x)")),
        ("steps: [{station: build, if: \"run.id == '' || always(1)\"}]", (1, 47, "bad-expression", "always(): true")),
        ("steps: [{name: x, command: 'echo ${{ join() }}'}]", (1, 38, "bad-expression", "join(list, separator)")),
        ("steps: [{station: build, sandbox: false}]", (1, 35, "unknown-key", "leave it out")),
        ("steps: [{name: a, type: checkpoint, runs_on: gpu}]", (1, 46, "unknown-key", "leave it out")),
        ("steps: [{station: build, runs_on: [a.b]}]", (1, 35, "wrong-type", "use letters")),
        ("states: {a: {final: success, sandbox: false}}", (1, 39, "unknown-key", "leave it out")),
        (
            "common_steps: {c: {command: x, parallel: some}}\nsteps: [{command: y, name: a}]",
            (1, 42, "wrong-type", ""),
        ),
        ("steps: [{use: common_steps.x}]", (1, 15, "unknown-step", "")),
        ("extends: nothing\nsteps: [{station: build}]", (1, 10, "unknown-workflow", "")),
        ("parameters: {a: {type: text}}\nsteps: [{station: build}]", (1, 24, "wrong-type", "known: ")),
        ("stages: [{name: a, steps: []}]", (1, 10, "missing-key", "")),
        ("stages: [{name: a, max_parallel: 0, parallel: true, steps: [{station: build}]}]", (1, 34, "wrong-type", "")),
        ("steps: [{station: build, backoff: {factor: 0.5}, on_failure: retry}]", (1, 44, "wrong-type", "")),
        ("steps: x", (1, 8, "wrong-type", "")),
        ("description: nothing to run", (1, 1, "missing-key", "")),
        ("steps: [{station: build}]\nstages: []", (2, 9, "missing-key", "")),
        ("steps: [{station: build, on_failure: {to: x}}]", (1, 38, "wrong-type", "")),
        (
            "defaults: {on_failure: {to: b}}\nstates: {a: {command: x, next: b}, b: {final: success}}",
            (1, 24, "wrong-type", ""),
        ),
        ("steps: [", (1, 9, "syntax", "")),
        ("- just\n- a list", (1, 1, "wrong-type", "")),
        ("", (1, 1, "syntax", "")),
        ("steps: " + "[" * 120 + "]" * 120, (1, 108, "too-large", "")),
    ],
)
def test_a_mistake_has_its_place_and_code(tmp_path: Path, text: str, expected: tuple[int, int, str, str]) -> None:
    line, column, code, hint = expected
    found = mistakes(tmp_path, text)
    assert any(
        (one.file, one.line, one.column, one.code) == ("flow.yaml", line, column, code) and hint in one.hint
        for one in found
    ), found


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """
        stages:
          - name: one
            steps:
              - {station: biuld}
              - {name: x, comand: make, command: make}
          - name: two
            parallel: perhaps
            steps:
              - {name: y, command: make, timeout: soon}
    """
    assert [(one.line, one.code) for one in mistakes(tmp_path, text)] == [
        *((4, "unknown-station"), (5, "unknown-key"), (7, "wrong-type"), (9, "wrong-type")),
    ]


@each(
    ("text", "place", "said"),
    [
        ("steps: [{station: test}]", (1, 19), "needs 'build' before it, which is not in this workflow"),
        ("common_steps: {c: {station: test}}\nsteps: [{use: c}]", (1, 29), "needs 'build' before it, which is not"),
        ("steps: [{station: test}, {station: build}]", (1, 19), "and here it runs behind it"),
        (
            "stages: [{name: s, parallel: true, steps: [{station: build}, {station: test}]}]",
            (1, 72),
            "and here it runs at the same time",
        ),
    ],
)
def test_what_a_station_needs_is_there_and_before_it(
    tmp_path: Path, text: str, place: tuple[int, int], said: str
) -> None:
    [found] = mistakes(tmp_path, text, NEEDY)
    assert (found.line, found.column, found.code) == (*place, "unknown-step")
    assert said in found.message
    assert found.hint == "give a step `{station: build}` before it"


def test_what_a_station_needs_may_stand_in_a_stage_of_any_place(tmp_path: Path) -> None:
    written(tmp_path, "stages: [{name: t, steps: [{station: test}]}, {name: b, steps: [{station: build}]}]")
    assert Library(tmp_path).find("flow.yaml", NEEDY)


def test_extending_in_a_circle_is_told_once(tmp_path: Path) -> None:
    found = mistakes(tmp_path, "name: a\nextends: a\nsteps: [{station: build}]\n")
    assert [(one.line, one.column, one.code) for one in found] == [(2, 10, "circle")]
    assert "'a' (flow.yaml:1) extends 'a'" in found[0].message


def test_the_command_line_shows_the_line_with_a_mark_and_as_data(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text("steps:\n  - {station: biuld}\n", encoding="utf-8")
    shown = mity("run", "flow.yaml")
    assert shown.code == EXIT_USAGE
    assert shown.err == (
        "flow.yaml:2:15: there is no station 'biuld': did you mean 'build'?  [unknown-station]\n"
        "    2 |   - {station: biuld}\n"
        "      |               ^~~~~\n"
    )
    [row] = mity("run", "flow.yaml", "--json").json["mistakes"]
    assert row == {
        "file": "flow.yaml",
        "line": 2,
        "column": 15,
        "code": "unknown-station",
        "message": "there is no station 'biuld'",
        "hint": "did you mean 'build'?",
    }
    assert not (mity.workspace / ".mity").exists(), "nothing is written for a definition that cannot be run"
    assert json.loads(mity("run", "nowhere", "--json").out)["exit_code"] == EXIT_USAGE


def test_a_right_definition_has_no_mistakes(tmp_path: Path) -> None:
    flow = read(tmp_path, "steps: [{station: build}, {station: test, if: steps.build.status == 'success'}]")
    assert [step.id for step in flow.steps()] == ["build", "test"]
    assert [stage.name for stage in flow.stages] == ["main"]


def test_a_mistake_in_a_file_that_is_extended_is_told_there(tmp_path: Path) -> None:
    written(tmp_path, "name: base\nabstract: true\ndefaults: {timeout: soon}\n", ".mity/workflows/base.yaml")
    [one] = mistakes(tmp_path, "extends: base\nsteps: [{station: build}]\n")
    assert (one.file, one.line, one.column) == (".mity/workflows/base.yaml", 3, 21)


@pytest.mark.slow
def test_what_is_hardly_meant_is_told_before_the_run(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(
        "name: flow\nstages:\n  - name: all\n    steps:\n      - {name: a, command: 'true', if: \"1 == 1\"}\n"
    )
    done = mity("run", "flow.yaml")
    assert done.code == 0, done.text
    assert "warning: flow.yaml:5:" in done.err
    assert "this condition is always true: it reads nothing of the run  [constant]" in done.err
    assert mity("run", "flow.yaml", "--quiet").err == ""


@each(
    ("text", "place", "said"),
    [
        ("env: {A-B: x}\nsteps: [{name: a, command: x}]", (1, 7), "no shell can read an environment variable named"),
        (
            "parameters: {n: {required: true, default: 1}}\nsteps: [{name: a, command: x}]",
            (1, 43),
            "a run must be given 'n', so this default is no more than what a form proposes",
        ),
        (
            "common_steps: {c: {command: x, parallel: true}}\nstages: [{name: s, steps: [{use: c}]}]",
            (1, 32),
            "'parallel' of a step is for definitions that list their steps without stages",
        ),
    ],
)
def test_what_does_nothing_is_warned_of(tmp_path: Path, text: str, place: tuple[int, int], said: str) -> None:
    library = Library(tmp_path)
    written(tmp_path, text)
    library.find("flow.yaml")
    [found] = library.warnings
    assert (found.line, found.column) == place
    assert said in found.message
