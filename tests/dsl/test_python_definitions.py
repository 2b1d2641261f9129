"""Python builds the core that a file gives: same steps, same checks, and YAML that is read as the same again."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from mity.dsl import (
    FunctionWorkflow,
    Machine,
    Parameters,
    agent,
    call,
    checkpoint,
    choose,
    command,
    each,
    expression,
    functions,
    parallel,
    stage,
    station,
    step,
    verify,
    when,
    workflow,
)
from mity.dsl.definitions import Built
from mity.operations.changed_definition import core
from mity.operations.show_workflow import as_yaml
from mity.workflow.library import Library
from mity.workflow.load import is_abstract
from mity.workflow.model import Workflow


class Survey(BaseModel):
    """What a survey is given."""

    folder: str
    names: list[str] = ["a", "b"]
    depth: int | None = None
    share: float = 0.5
    deep: bool = False
    kind: Literal["x", "y"] = Field("x", description="which one")
    more: dict[str, int] = Field(default_factory=dict)


@step(outputs=["count", "names"], timeout="5m")
def count_files(folder: str, least: int = 0) -> dict[str, Any]:
    """Counts the files of a folder."""
    found = [one.name for one in Path(folder).iterdir()]
    return {"count": max(len(found), least), "names": found}


@workflow("survey", version="1.10")
def survey(p: Parameters[Survey]) -> None:
    """Looks around."""
    found = count_files(folder=p.folder, least=1)
    with each(p.names, parallel=4) as name:
        command("lint", name, 3)
    with when((found.count > 8) & (p.kind == "x")):
        checkpoint(f"{found.count} files", timeout="24h", name="look")


WRITTEN = """
name: survey
version: "1.10"
description: Looks around.
parameters:
  folder: {type: string}
  names: {type: list, default: [a, b]}
  depth: {type: integer, required: false}
  share: {type: number, default: 0.5}
  deep: {type: boolean, default: false}
  kind: {type: string, default: x, values: [x, y], description: which one}
  more: {type: object, default: {}}
stages:
  - name: main
    steps:
      - station: count-files
        inputs: {folder: "${{ parameters.folder }}", least: 1}
        outputs: [count, names]
        timeout: 5m
  - name: each
    for_each: ${{ parameters.names }}
    parallel: true
    max_parallel: 4
    steps: [{name: lint, command: [lint, "${{ item }}", "3"]}]
  - name: main-2
    steps:
      - {name: look, type: checkpoint, message: "${{ steps.count-files.outputs.count }} files", timeout: 24h,
         condition: steps.count-files.outputs.count > 8 && parameters.kind == 'x'}
"""


def read(folder: Path, text: str, name: str = "flow.yaml") -> Workflow:
    """The workflow of a file."""
    (folder / name).write_text(text, encoding="utf-8")
    return Library(folder).find(name)


def test_a_function_gives_the_core_that_a_file_gives(tmp_path: Path) -> None:
    assert survey.core().to_json() == read(tmp_path, WRITTEN).to_json()


def everything() -> Callable[[], None]:
    """A workflow with a step of each kind."""

    @workflow("everything", env={"A": "1"}, timeout="2h", gates=[{"metric": "coverage", "min": 80}])
    def made() -> None:
        lint = command("ruff", "check", ".", outputs=["count"], on_failure="continue", evidence={"sarif": "a.sarif"})
        with parallel(3, fail_fast=False):
            command("echo", functions.length(fromjson := expression("fromJson('[1, 2]')")))
            command("echo", choose(lint.status == "success", 'it\'s "fine" }}', None), fromjson[0])
        with stage("release", atomic=True, timeout="1h"):
            station("build")
            verify("test", "lint")
        agreed = checkpoint("Ship it?", approvers=["me"])
        when(agreed.approved & ~(lint.outcome == "failure") | functions.failure(), command("ship", cwd="dist"))
        agent("Write of it.", scopes=["docs/**"], name="notes", risky=True)
        agent(prompt_file="ask.md", agent="claude", budget={"time_budget_secs": 5})
        call("refactor", inputs={"pattern": "src", "target": "dst"})

    return made


def test_what_each_kind_of_step_becomes(tmp_path: Path) -> None:
    made = everything()
    assert isinstance(made, FunctionWorkflow)
    found = [(stage.name, stage.max_parallel, [one.id for one in stage.steps]) for stage in made.core().stages]
    assert found == [
        ("main", 1, ["ruff"]),
        ("parallel", 3, ["echo", "echo-2"]),
        ("release", 1, ["build", "verify"]),
        ("main-2", 1, ["checkpoint", "ship", "notes", "agent", "refactor"]),
    ]
    steps = {one.id: one for one in made.core().steps()}
    assert steps["echo-2"].command[1] == (
        "${{ steps.ruff.status == 'success' ? fromJson('\"it\\u0027s \\\"fine\\\" \\u007d\\u007d\"') : null }}"
    )
    assert steps["ship"].condition == (
        "checkpoints.checkpoint.approved && !(steps.ruff.outcome == 'failure') || failure()"
    )
    assert steps["ship"].line > 0 and made.definition["stages"][0]["steps"][0]["on_failure"] == "continue"


def test_conditions_add_up() -> None:
    @workflow("flow")
    def made(p: Parameters[Survey]) -> None:
        with when(p.deep):
            when(p.share > 1, command("a", condition=p.kind == "x"), command("b", condition="${{ parameters.deep }}"))
            with when(p.kind == "y"), each([1]):
                command("c")
        command("d")

    found = [(stage.condition, [one.condition for one in stage.steps]) for stage in made.core().stages]
    assert found == [
        (
            "",
            [
                "(parameters.deep) && (parameters.share > 1) && (parameters.kind == 'x')",
                "(parameters.deep) && (parameters.share > 1) && (parameters.deep)",
            ],
        ),
        ("(parameters.deep) && (parameters.kind == 'y')", [""]),
        ("", [""]),
    ]


FIX = (
    Machine("fix", version="2")
    .state("test", command("make", "test"), next="done", failed={"to": "fix", "visits": 3})
    .state("fix", agent("repair it"), next=[(expression("run.mode") == "hybrid", "test"), "failed"], failed="failed")
    .final("done")
)


def test_a_machine_gives_the_states_that_a_file_gives(tmp_path: Path) -> None:
    written = """
        name: fix
        version: "2"
        states:
          test: {command: [make, test], next: done, on_failure: {to: fix, visits: 3}}
          fix:
            agent: {prompt: repair it}
            next: [{if: run.mode == 'hybrid', to: test}, {to: failed}]
            on_failure: {to: failed}
          done: {final: success}
    """
    made = FIX.core()
    assert made.machine and made.to_json() == read(tmp_path, textwrap.dedent(written)).to_json()


@pytest.mark.parametrize("made", [survey, everything(), FIX], ids=lambda one: one.name)
def test_shown_as_yaml_it_is_the_same_workflow(tmp_path: Path, made: Built) -> None:
    again = read(tmp_path, as_yaml(made.document), f"{made.name}.yaml")
    assert again.to_json() == made.core().to_json()
    assert core(again) == core(made.core())


RUNNABLE = [one.name for one in Library(Path(os.devnull)).entries() if not is_abstract(one.definition)]


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNABLE)
def test_a_shipped_workflow_shown_as_yaml_is_the_same(tmp_path: Path, name: str) -> None:
    library = Library(tmp_path)
    known = library.find(name).to_json()
    assert read(tmp_path, as_yaml(library.document(name)), "shown.yaml").to_json() == known
