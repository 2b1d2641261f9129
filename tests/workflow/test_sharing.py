"""Definitions that share parts: what a child takes, what it replaces, and every mistake in the file where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from definition import STATIONS, mistakes, read, written
from mity.workflow.core import Handler, Policy
from mity.workflow.library import Library
from mity.workflow.mistakes import InvalidDefinition
from rows import each

BASE = ".mity/workflows/base.yaml"
STEPS = "steps: [{station: build}]\n"


def places(folder: Path, text: str) -> list[tuple[str, int, int, str]]:
    """Where what is wrong, with the code."""
    return [(one.file, one.line, one.column, one.code) for one in mistakes(folder, text)]


def test_mappings_merge_by_key_lists_replace_and_names_are_ones_own(tmp_path: Path) -> None:
    written(
        tmp_path,
        """
        name: base
        title: The Base
        description: of the base
        version: 1.10
        parameters: {n: {type: integer, default: 1, values: [1, 2]}, m: {default: x}}
        steps: [{station: test}]
        """,
        BASE,
    )
    flow = read(
        tmp_path,
        """
        extends: base
        parameters: {n: {default: 2}}
        stages: [{name: only, steps: [{station: build}]}]
        """,
    )
    assert (flow.id, flow.name, flow.description, flow.version) == ("flow", "flow", "of the base", "1.10")
    assert [(one.name, one.type, one.default, one.values) for one in flow.parameters] == [
        *(("n", "integer", 2, (1, 2)), ("m", "string", "x", ())),
    ]
    assert [stage.name for stage in flow.stages] == ["only"], "stages take the place of the steps below"


def test_of_several_a_later_one_wins_and_they_may_extend_others(tmp_path: Path) -> None:
    written(
        tmp_path,
        """
        name: root
        env: {A: root, B: root, C: root, D: root}
        ---
        name: one
        extends: [root]
        env: {B: one, C: one, D: one}
        ---
        name: two
        abstract: true
        env: {C: two, D: two}
        """,
        BASE,
    )
    flow = read(tmp_path, "extends: [one, two]\nenv: {D: own}\n" + STEPS)
    assert flow.env == {"A": "root", "B": "one", "C": "two", "D": "own"}


def test_a_step_that_uses_a_common_one_may_change_all_of_it(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        common_steps:
          make: {name: build-it, command: make, if: 'true', env: {A: a, B: b}, retry_count: 1, on_failure: retry}
          plain: {station: test, timeout: 5m}
        steps:
          - use: common_steps.make
          - {use: make, id: other, condition: 'false', env: {B: c}, max_retries: 4}
          - {use: common_steps.make, name: built, station: build}
          - {uses: common_steps.plain}
        """,
    )
    assert [(one.id, one.body, one.condition, dict(one.env)) for one in flow.steps()] == [
        ("build-it", "command", "true", {"A": "a", "B": "b"}),
        ("other", "command", "false", {"A": "a", "B": "c"}),
        ("built", "build", "true", {"A": "a", "B": "b"}),
        ("plain", "test", "", {}),
    ]
    assert [one.on_failure[0].retries if one.on_failure else None for one in flow.steps()] == [1, 4, 1, None]
    assert [one.timeout_s for one in flow.steps()] == [None, None, None, 300]


def test_a_child_gives_a_common_step_another_body(tmp_path: Path) -> None:
    written(tmp_path, "name: base\ncommon_steps: {x: {station: test, timeout: 1m}}\nsteps: [{use: x}]\n", BASE)
    flow = read(tmp_path, "extends: base\ncommon_steps: {x: {command: make}}\n")
    assert [(one.id, one.body, one.timeout_s) for one in flow.steps()] == [("x", "command", 60)]


def test_a_step_goes_before_its_stage_and_that_before_the_defaults(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        defaults: {timeout: 1m, on_failure: retry, max_retries: 7, env: {A: d, B: d, C: d}, max_parallel: 3}
        stages:
          - name: one
            parallel: true
            on_failure: skip
            env: {B: s, C: s}
            steps:
              - {name: a, command: x, env: {C: own}}
              - {name: b, command: x, timeout: 2m, on_failure: retry, max_retries: 1}
          - name: two
            steps: [{name: c, command: x}]
        """,
    )
    a, b, c = flow.steps()
    assert [stage.max_parallel for stage in flow.stages] == [3, 1]
    assert (dict(a.env), dict(c.env)) == ({"A": "d", "B": "s", "C": "own"}, {"A": "d", "B": "d", "C": "d"})
    assert (a.timeout_s, b.timeout_s) == (60, 120)
    assert [one.on_failure for one in (a, b, c)] == [
        *((Handler(Policy.SKIP),), (Handler(Policy.RETRY, 1, jitter=True),), (Handler(Policy.RETRY, 7, jitter=True),)),
    ]


def test_environments_keep_how_a_text_is_written(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        "env: {N: null, T: ~, E: , Q: ''}\n"
        "steps: [{name: a, command: x, env: {V: 1.10, F: true, O: 010, S: 'null', X: 12345e7, Y: on}}]\n",
    )
    assert flow.env == {"N": None, "T": None, "E": None, "Q": ""}
    step = next(flow.steps())
    assert step.env == {"V": "1.10", "F": "true", "O": "010", "S": "null", "X": "12345e7", "Y": "on"}
    assert places(tmp_path, "steps: [{name: a, command: x, env: {A: null, B: [1]}}]\n") == [
        *(("flow.yaml", 1, 40, "wrong-type"), ("flow.yaml", 1, 49, "wrong-type")),
    ]


@each(
    ("base", "text", "expected"),
    [
        ("extends: flow\n" + STEPS, "name: flow\nextends: base\n" + STEPS, [(BASE, 1, 10, "circle")]),
        ("extends: base\n" + STEPS, "extends: base\n" + STEPS, [(BASE, 1, 10, "circle")]),
        ("extends: nope\n" + STEPS, "extends: base\n" + STEPS, [(BASE, 1, 10, "unknown-workflow")]),
        ("- a list", "extends: [base, 7]\n" + STEPS,
         [(BASE, 1, 1, "wrong-type"), ("flow.yaml", 1, 17, "unknown-workflow")]),
        ("env: {A: [1]}\n", "extends: base\n" + STEPS, [(BASE, 1, 10, "wrong-type")]),
        ("common_steps: {x: {comand: y, station: build}}\n", "extends: base\n" + STEPS, [(BASE, 1, 20, "unknown-key")]),
        ("common_steps: {x: {station: build, if: a.b}}", "extends: base\nsteps: [use: x]",
         [(BASE, 1, 40, "unknown-context")]),
        ("common_steps: {x: {use: y}, y: {use: x}}", "extends: base\nsteps: [use: x]", [(BASE, 1, 38, "circle")]),
        ("common_steps: {x: {use: y}, y: [test]}", "extends: base\nsteps: [use: x]", [(BASE, 1, 25, "wrong-type")]),
    ],
)  # fmt: skip
def test_mistakes_in_shared_parts(
    tmp_path: Path, base: str, text: str, expected: list[tuple[str, int, int, str]]
) -> None:
    written(tmp_path, base, BASE)
    found = places(tmp_path, text)
    assert set(expected) <= set(found), found
    assert len(found) <= 2


def test_a_circle_names_both_places(tmp_path: Path) -> None:
    written(tmp_path, "extends: flow\n" + STEPS, BASE)
    [one] = mistakes(tmp_path, "# why\nextends: base\n" + STEPS)
    assert one.message == "'flow' (flow.yaml:2) extends 'base', which extends 'flow'"
    assert (one.file, one.line, one.hint) == (BASE, 1, "break the circle")


def test_a_chain_without_end_is_cut(tmp_path: Path) -> None:
    many = [f"name: a{n}\nextends: a{n + 1}\n{STEPS}" for n in range(120)]
    written(tmp_path, "---\n".join([*many, "name: a120\n" + STEPS]), BASE)
    [one] = mistakes(tmp_path, "extends: a0\n" + STEPS)
    assert one.code == "too-large"
    assert read(tmp_path, "extends: a100\n" + STEPS)


def test_an_abstract_one_may_name_what_those_that_extend_it_have(tmp_path: Path) -> None:
    text = """
        name: base
        abstract: true
        env: {B: "${{ parameters.later }}"}
        common_steps:
          say: {command: "echo ${{ steps.build.outputs.v }} ${{ outputs.v }}", if: "${{ stages.first.status }}"}
        rollback: {checkpoints: [{after: build}]}
        on_failure: [say]
        finally: [{command: "echo ${{ steps.build.status }}"}]
        conditions: [{if: "v == 'x'", then: abort_workflow}]
        gates: [{metric: coverage, min: 80%}]
        """
    written(tmp_path, text, BASE)
    child = """
        extends: base
        parameters: {later: {default: x}}
        stages:
          - name: first
            steps: [{name: build, command: make, outputs: [v], evidence: {coverage: c.xml}}]
          - {name: second, steps: [{use: common_steps.say}]}
        """
    library = Library(tmp_path)
    written(tmp_path, child)
    assert library.find("flow.yaml", STATIONS).gates
    for definition in library.definitions_in(BASE):
        assert library.check(definition, STATIONS) == []

    without = child.replace(", evidence: {coverage: c.xml}", "").replace("parameters: {later: {default: x}}", "")
    found = {one.code for one in mistakes(tmp_path, without)}
    assert {"unknown-parameter", "missing-key"} <= found, "one that extends it has all that it names"

    written(tmp_path, text.replace("gates:", "gate:"), BASE)
    library = Library(tmp_path)
    for definition in library.definitions_in(BASE):
        with pytest.raises(InvalidDefinition) as raised:
            library.check(definition, STATIONS)
        assert [one.code for one in raised.value.mistakes] == ["unknown-key"]


def test_a_common_step_may_use_another_one(tmp_path: Path) -> None:
    common = """
        name: base
        abstract: true
        common_steps:
          say: {command: "echo $A $B", env: {A: low, B: low}, timeout: 5m}
        """
    written(tmp_path, common, BASE)
    flow = read(
        tmp_path,
        """
        extends: base
        common_steps:
          louder: {use: common_steps.say, env: {B: high}, description: louder}
          loudest: {uses: louder, timeout: 1m}
        steps: [{use: common_steps.loudest}, {name: own, use: loudest, env: {A: own}}]
        """,
    )
    first, second = flow.stages[0].steps
    assert (first.id, first.command, first.description, first.timeout_s) == ("loudest", "echo $A $B", "louder", 60)
    assert (first.env, second.env) == ({"A": "low", "B": "high"}, {"A": "own", "B": "high"})


def test_common_steps_that_use_each_other_are_a_circle(tmp_path: Path) -> None:
    text = """\
        common_steps:
          a: {use: b}
          b: {use: common_steps.c}
          c: {uses: a}
        steps: [{use: common_steps.b}]
        """
    (found,) = mistakes(tmp_path, text)
    assert (found.line, found.column, found.code) == (2, 12, "circle")
    assert found.message == "common step 'b' uses 'c', which uses 'a', which uses 'b'"


def test_what_is_shared_is_not_told_to_do_nothing_where_its_user_says_otherwise(tmp_path: Path) -> None:
    shared = "name: base\nabstract: true\ncommon_steps: {t: {command: x, on_failure: retry, max_retries: 1}}\n"
    written(tmp_path, shared, BASE)
    child = (
        "extends: base\ncommon_steps: {t: {on_failure: skip}}\nsteps: [{use: t}, {name: u, use: t, on_failure: abort}]"
    )
    written(tmp_path, child)
    library = Library(tmp_path)
    (flow,) = library.definitions_in("flow.yaml")
    assert library.check(flow, STATIONS) == []
    written(tmp_path, child.replace("on_failure: abort", "on_failure: abort, backoff: {factor: 2}"))
    library = Library(tmp_path)
    (flow,) = library.definitions_in("flow.yaml")
    assert [one.message for one in library.check(flow, STATIONS)] == ["backoff does nothing without a retry"]
