"""What a definition means: keys become the core, shared parts are filled in, YAML 1.2 is read as such."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definition import KNOWN, mistakes, read, written
from examples import examples
from mity.errors import DefinitionError, UsageError
from mity.workflow.core import Handler, Policy
from mity.workflow.library import Library
from mity.workflow.load import definitions, load
from mity.workflow.mistakes import InvalidDefinition
from mity.workflow.model import Workflow
from mity.workflow.nodes import core_value
from mity.workflow.part_keys import TABLES
from rows import each


def test_the_keys_of_a_stage_and_a_step(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        title: Nightly
        version: 1.10
        env: {CHANNEL: beta, TOKEN: null}
        parameters: {level: {type: integer, default: 3, values: [1, 3]}, who: {}}
        stages:
          - name: all
            parallel: true
            max_parallel: 4
            if: parameters.level > 1
            steps:
              - {station: build, inputs: {level: "${{ parameters.level }}"}, timeout: 2m}
              - {name: say, command: [echo, hi], env: {A: "${{ parameters.who }}"}, description: says hi}
          - name: whole
            atomic: true
            steps:
              - {name: other, workflow: heal, inputs: {stations: [build]}}
        """,
    )
    assert (flow.id, flow.name, flow.version) == ("flow", "Nightly", "1.10")
    assert flow.env == {"CHANNEL": "beta", "TOKEN": None}
    assert [(one.name, one.type, one.default, one.required, one.values) for one in flow.parameters] == [
        *(("level", "integer", 3, False, (1, 3)), ("who", "string", None, True, ())),
    ]
    one, whole = flow.stages
    assert (one.max_parallel, one.condition, one.atomic, whole.atomic) == (4, "parameters.level > 1", "", "whole")
    build, say = one.steps
    assert (build.inputs, build.timeout_s) == ({"level": "${{ parameters.level }}"}, 120.0)
    assert (say.command, say.env, say.description) == (("echo", "hi"), {"A": "${{ parameters.who }}"}, "says hi")
    assert whole.steps[0].workflow == "heal"
    assert Workflow.from_json(flow.to_json()).to_json() == flow.to_json()


@each(
    ("keys", "chain"),
    [
        ("", None),
        ("on_failure: abort", (Handler(Policy.ABORT),)),
        ("on_failure: continue", (Handler(Policy.CONTINUE),)),
        ("on_failure: escalate", (Handler(Policy.ASK),)),
        ("on_failure: rollback", (Handler(Policy.ROLLBACK), Handler(Policy.ABORT))),
        ("on_failure: retry", (Handler(Policy.RETRY, 2, jitter=True),)),
        ("on_failure: retry, max_retries: 5, backoff: {initial: 500ms, factor: 3, max: 10s}",
         (Handler(Policy.RETRY, 5, 0.5, 3.0, 10.0, jitter=True),)),
        ("heal: true", (Handler(Policy.HEAL), Handler(Policy.ASK))),
        ("heal: true, on_failure: fail", (Handler(Policy.HEAL), Handler(Policy.ABORT))),
    ],
)  # fmt: skip
def test_what_happens_on_failure(tmp_path: Path, keys: str, chain: tuple[Handler, ...] | None) -> None:
    flow = read(tmp_path, f"steps: [{{station: build{', ' + keys if keys else ''}}}]")
    assert next(flow.steps()).on_failure == chain


def test_recovery_steps_and_their_rounds(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        steps:
          - station: build
            on_failure:
              - {name: clean, command: make clean}
              - retry: 3
          - station: test
            on_failure: [{name: report, command: make report}]
        """,
    )
    first, second = (
        [(one.policy, one.retries, one.steps[0].id) for one in step.on_failure or ()] for step in flow.steps()
    )
    assert (first, second) == ([(Policy.STEPS, 3, "clean")], [(Policy.STEPS, 0, "report")])


def test_shared_parts_are_filled_in_and_the_child_wins(tmp_path: Path) -> None:
    written(
        tmp_path,
        """
        name: proofs
        abstract: true
        defaults: {timeout: 5m}
        env: {A: base, B: base}
        common_steps:
          build: {station: build, timeout: 1m}
          say: {command: echo base}
        """,
        ".mity/workflows/proofs.yaml",
    )
    flow = read(
        tmp_path,
        """
        extends: proofs
        env: {B: own}
        common_steps:
          say: {command: echo own}
        steps:
          - use: common_steps.build
          - {use: common_steps.say, name: speak}
          - {station: test}
        """,
    )
    assert flow.env == {"A": "base", "B": "own"}
    assert [(one.id, one.station, one.command, one.timeout_s) for one in flow.steps()] == [
        *(("build", "build", "", 60.0), ("speak", "", "echo own", 300.0), ("test", "test", "", 300.0)),
    ]
    with pytest.raises(UsageError, match="is abstract"):
        Library(tmp_path).find("proofs")


def test_a_workspaces_file_wins_over_a_shipped_one(tmp_path: Path) -> None:
    assert len(list(Library(tmp_path).find("create-app").steps())) == 6
    written(tmp_path, "name: create-app\nsteps: [{station: build}]\n", ".mity/workflows/mine.yml")
    assert [one.id for one in Library(tmp_path).find("create-app").steps()] == ["build"]
    with pytest.raises(UsageError, match="there is no workflow 'craete-app': did you mean 'create-app'"):
        Library(tmp_path).find("craete-app")


def test_every_shipped_definition_is_right_with_the_stations_that_ship(tmp_path: Path) -> None:
    from mity.app import App

    registry = App(tmp_path).registry
    library = Library(tmp_path)
    for name in ("create-app", "heal", "add-feature", "remove-feature", "add-feature-by-agent"):
        flow = library.find(name, registry)
        assert [one.id for one in flow.steps()][-1] in ("commit", "launch")
        assert [stage.name for stage in flow.stages if stage.atomic] == (["change"] if "feature" in name else [])


@each(
    ("text", "value"),
    [
        *(("on", "on"), ("no", "no"), ("yes", "yes"), ("24:00", "24:00"), ("1.2.3", "1.2.3"), ("1_000", "1_000")),
        *(("~", None), ("null", None), ("NULL", None), ("nUll", "nUll"), ("True", True), ("false", False)),
        *(("0", 0), ("7", 7), ("-7", -7), ("1.5", 1.5), ("-0.25", -0.25), ("12345678901234567", 12345678901234567)),
        *(("010", "010"), ("007", "007"), ("0o10", "0o10"), ("0x1F", "0x1F"), ("1.10", "1.10"), ("12345e7", "12345e7")),
        *((".5", ".5"), ("+7", "+7"), ("1.", "1."), ("-0.0", -0.0), (".inf", ".inf"), (".nan", ".nan")),
        *(("9" * 5000, "9" * 5000), ("0.1234567890123456789", "0.1234567890123456789")),
    ],
)
def test_plain_scalars_are_numbers_only_when_nothing_of_how_they_are_written_is_lost(text: str, value: object) -> None:
    assert core_value(text) == value
    assert type(core_value(text)) is type(value)


def test_json_and_several_documents(tmp_path: Path) -> None:
    flow = read(tmp_path, '{"name": "flow", "steps": [{"station": "build", "inputs": {"a": [1, "1"]}}]}')
    assert next(flow.steps()).inputs == {"a": [1, "1"]}
    two = "# .x/workflows/first.yaml\nsteps: [{station: build}]\n---\nname: second\nsteps: [{station: test}]\n"
    assert [one.name for one in definitions(two, "two.yaml")] == ["first", "second"]
    with pytest.raises(InvalidDefinition, match="has no name"):
        definitions("steps: []\n---\nsteps: []\n", "two.yaml")


@each(
    ("given", "said"),
    [
        ({}, "needs the parameter 'who'"),
        ({"who": "me", "levle": "1"}, "has no parameter 'levle': did you mean 'level'"),
        ({"who": "me", "level": "high"}, "'level' of workflow 'flow' must be an integer"),
        ({"who": "me", "level": "true"}, "must be an integer"),
        ({"who": "me", "level": "2"}, "must be one of 1, 3"),
        ({"who": 7}, "must be a string"),
    ],
)
def test_parameters_are_checked(tmp_path: Path, given: dict[str, object], said: str) -> None:
    flow = read(
        tmp_path, "parameters: {level: {type: integer, default: 3, values: [1, 3]}, who: {}}\nsteps: [{station: build}]"
    )
    assert Library(tmp_path).checked(flow, {"who": "1", "level": "1"}) == {"level": 1, "who": "1"}
    assert Library(tmp_path).checked(flow, {"who": "me"}) == {"level": 3, "who": "me"}
    with pytest.raises(UsageError, match=said):
        Library(tmp_path).checked(flow, given)


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
def test_a_thousand_steps_are_checked_in_a_moment(tmp_path: Path) -> None:
    lines = [f"  - {{name: s{n}, station: build, if: \"steps.s{n - 1}.status == 'success'\"}}" for n in range(1, 1000)]
    text = "steps:\n  - {name: s0, station: build}\n" + "\n".join(lines)
    taken_s = []
    for _ in range(3):
        began = time.process_time()
        assert len(list(read(tmp_path, text).steps())) == 1000
        taken_s.append(time.process_time() - began)
    print(f"{min(taken_s):.3f} s")
    assert min(taken_s) < 0.6, "0.15 s on a quiet machine"


SCALARS = st.one_of(st.text(max_size=8), st.integers(-5, 5), st.booleans(), st.none(), st.just("${{ a."))
KEYS = st.sampled_from(sorted({name for keys in TABLES.values() for name in keys} | {"x-a", "<<"}))
TREES = st.recursive(
    SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one, max_size=4), max_leaves=20
)


@examples(150)
@given(TREES)
def test_whatever_is_written_there_is_a_workflow_or_mistakes_with_a_place(tree: object) -> None:
    import yaml

    text = yaml.safe_dump(tree, allow_unicode=True)
    try:
        for one in definitions(text, "odd.yaml"):
            load(one, {"odd.yaml": text}, lambda name: None, KNOWN)
    except InvalidDefinition as error:
        lines = text.splitlines()
        assert error.mistakes
        assert all(1 <= one.line <= len(lines) + 1 and one.column >= 1 and one.message for one in error.mistakes)
    except DefinitionError as error:
        pytest.fail(f"a mistake without a place: {error}")


def test_mistakes_keep_the_place_in_a_quoted_text(tmp_path: Path) -> None:
    [one] = mistakes(tmp_path, "steps:\n  - {station: build, inputs: {a: 'x ${{ a. }}'}}")
    assert (one.line, one.column, one.code) == (2, 44, "bad-expression")
