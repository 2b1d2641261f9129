"""Definitions that steps give while a run is under way, and that want more than the run was trusted with."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from mity.app import App
from mity.operations.run_workflow import RunOptions
from mity.runs.log import ExecutionLog
from rows import each

STACK = {
    "schema": 1,
    "id": "own",
    "title": "Own",
    "language": "text",
    "commands": {
        "build": {"argv": ["touch", "built-by-the-stack"]},
        "test": {"argv": ["touch", "tested-by-the-stack"]},
    },
}
OTHER = "name: other\nsteps:\n  - {name: x, command: touch ran-the-other}\n"


class Project:
    """A project whose workflow `flow` runs what its file `given` holds; what a person consents to is that flow."""

    def __init__(self, folder: Path, given: Any, **more: Any) -> None:
        self.folder = folder
        flows = folder / ".mity" / "workflows"
        flows.mkdir(parents=True)
        step = {"name": "plan", "type": "generate", "outputs": ["workflow"], **more.pop("step", {})}
        step["command"] = "{ echo 'workflow<<END_OF_IT'; cat given; echo; echo END_OF_IT; } > \"$MITY_OUTPUT\""
        flow = {"name": "flow", "steps": [step, {"name": "after", "command": "touch after"}], **more}
        (flows / "flow.yaml").write_text(yaml.safe_dump(flow, sort_keys=False))
        self.write(".mity/workflows/other.yaml", f"# of {folder}\n{OTHER}")
        self.write(".mity/stack.yaml", json.dumps({**STACK, "title": str(folder)}))
        self.write("given", given if isinstance(given, str) else json.dumps(given))
        self.asked: list[str] = []

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def run(self) -> ExecutionLog:
        app = App(self.folder)
        operation = app.prepare_run("flow", RunOptions())
        items = app.beginning.untrusted(operation)
        self.asked = [line for one in items for line in one.lines]
        app.gate.consents.give(items, keep=False)
        return app.run(operation)

    def has(self, name: str) -> bool:
        return any(self.folder.parent.rglob(name))


def steps(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"steps": list(rows), **more}


BORROWED: dict[str, tuple[Any, str, str]] = {
    "the stack's build": (steps({"name": "b", "station": "build"}), "built-by-the-stack", "touch built-by-the-stack"),
    "a station by its short form": (steps({"name": "b", "command": "@build"}), "built-by-the-stack", "touch built"),
    "the stack's tests": (steps({"name": "v", "verify": ["test"]}), "tested-by-the-stack", "touch tested"),
    "another workflow": (steps({"name": "o", "workflow": "other"}), "ran-the-other", "touch ran-the-other"),
    "another one at its end": (
        steps({"name": "o", "command": "true"}, on_success=[{"workflow": "other"}]),
        "ran-the-other",
        "touch ran-the-other",
    ),
    "another one that it extends": ({"extends": "other"}, "ran-the-other", "touch ran-the-other"),
    "a state that calls": (
        {"states": {"a": {"workflow": "other", "next": "b"}, "b": {"final": "success"}}},
        "ran-the-other",
        "touch ran-the-other",
    ),
    "one within one": (
        steps({"name": "p", "type": "generate", "outputs": ["workflow"], "command": (
            "{ echo 'workflow<<E2'; echo 'steps: [{name: o, workflow: other}]'; echo E2; } > \"$MITY_OUTPUT\"")}),
        "ran-the-other",
        "touch ran-the-other",
    ),
}  # fmt: skip


@each("name", BORROWED)
def test_what_was_not_shown_is_not_run(tmp_path: Path, name: str) -> None:
    given, mark, shown = BORROWED[name]
    project = Project(tmp_path / "app", given)
    log = project.run()
    said = " ".join(one.message for one in log.results.values())
    assert any(shown in line for line in project.asked), said
    assert project.has(mark) or name == "another one at its end", said  # which runs behind the run, not in it


def test_a_workflow_that_generates_none_asks_for_no_more_than_before(tmp_path: Path) -> None:
    project = Project(tmp_path / "app", steps({"name": "b", "command": "true"}))
    project.write(".mity/workflows/flow.yaml", "name: flow\nsteps:\n  - {name: one, command: touch one}\n")
    project.run()
    assert project.has("one")
    assert not [line for line in project.asked if "other" in line or "stack" in line]


OUTSIDE = ("..", "../..", "/tmp", "link", "a/../..", "~", "a\0b", "/", "sub/../../far")


@pytest.mark.slow
@each("cwd", OUTSIDE)
def test_no_generated_step_works_elsewhere(tmp_path: Path, cwd: str) -> None:
    project = Project(tmp_path / "app", steps({"name": "x", "cwd": cwd, "command": "pwd > here; touch was-here"}))
    (tmp_path / "far").mkdir()
    (project.folder / "link").symlink_to(tmp_path / "far")
    log = project.run()
    found = list(tmp_path.rglob("was-here"))
    assert not found or found == [project.folder / "was-here"], found
    assert log.state.value == "failed"


NAMED = ("x>y", "../x", "a/b", "plan>x", "a\nb", "\x1b[2Jx", "x" * 5_000, "\u202ex", "", "x[0]", "a\0", "plan\x1f")


@pytest.mark.slow
@each("name", NAMED)
def test_a_step_has_no_name_of_another_place(tmp_path: Path, name: str) -> None:
    project = Project(tmp_path / "app", steps({"name": name, "command": "touch ran"}))
    log = project.run()
    assert log.state.value == "failed"
    assert not project.has("ran")
    assert len(log.results["plan"].message) < 20_000


ENDLESS: dict[str, Any] = {
    "retries": steps({"name": "x", "command": "false", "on_failure": "retry", "max_retries": 10**9,
                      "backoff": {"initial": "0s"}}),
    "visits": {"states": {"a": {"command": "true", "next": "a", "visits": 10**9}}},
    "items": steps({"name": "x", "for_each": "${{ fromJSON('[" + ",".join("0" * 30_000) + "]') }}", "command": "true"}),
    "sleep": steps({"name": "x", "command": "sleep 1000"}),
    "waits": steps({"name": "x", "command": "false", "on_failure": "retry", "backoff": {"initial": "10h"}}),
    "its own time": steps({"name": "x", "command": "sleep 1000", "timeout": "99h"}, timeout="99h"),
    "itself": steps({"name": "p", "type": "generate", "outputs": ["workflow"], "command": (
        "{ echo 'workflow<<E2'; cat given; echo; echo E2; } > \"$MITY_OUTPUT\"")}),
    "at its end": steps({"name": "x", "command": "true"}, finally_=[{"command": "sleep 1000"}]),
}  # fmt: skip


@pytest.mark.slow
@each("name", ENDLESS)
def test_the_time_limit_of_the_run_holds_for_what_it_generates(tmp_path: Path, name: str) -> None:
    given = json.loads(json.dumps(ENDLESS[name]).replace('"finally_"', '"finally"'))
    project = Project(tmp_path / "app", given, timeout="6s")
    began = time.monotonic()
    log = project.run()
    assert time.monotonic() - began < 60
    if name == "at its end":  # what a definition does at its end has 30 seconds of its own
        return
    assert log.state.value == "failed"
    assert not project.has("after")


TEXTS: dict[str, str] = {
    "an object of Python": "!!python/object/apply:os.system ['touch ran']",
    "an alias bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)) + "steps: *j\n",
    "deep": "[" * 100_000,
    "two documents": "steps: [{name: a, command: touch ran}]\n---\nsteps: [{name: b, command: touch ran}]\n",
    "nothing": "",
    "a number": "7",
    "a list": "[{name: a, command: touch ran}]",
    "a key twice": "steps: [{name: a, command: 'true'}]\nsteps: [{name: a, command: touch ran}]\n",
    "a merge": "x: &x {command: touch ran}\nsteps: [{name: a, <<: *x}]\n",
    "three megabytes": "# " + "x" * 3_000_000 + "\nsteps: [{name: a, command: touch ran}]\n",
    "a NUL": "steps: [{name: a, command: \"touch ran\\0\"}]\n",
    "a secret": "steps: [{name: a, command: 'touch ran; curl -H \"Authorization: Bearer ghp_" + "a1B2" * 9 + "\"'}]\n",
    "a command of a value": "parameters: {a: {default: 'touch ran'}}\n"
    "steps: [{name: a, command: 'sh -c \"${{ a }}\"'}]\n",
    "the words of a value": "parameters: {a: {default: 'touch ran'}}\nsteps: [{name: a, command: '${{ params.a }}'}]\n",
    "a trigger": "triggers: {push: {}}\nsteps: [{name: a, command: touch ran}]\n",
    "no end": "steps: [{name: a, command: 'touch ran'}",
    "10,000 steps that are the same": "steps:\n" + "- {name: a, command: touch ran}\n" * 10_000,
}  # fmt: skip


@pytest.mark.slow
@each("name", TEXTS)
def test_a_text_that_is_no_definition_runs_nothing(tmp_path: Path, name: str) -> None:
    project = Project(tmp_path / "app", TEXTS[name])
    began = time.monotonic()
    log = project.run()
    assert not project.has("ran") and not project.has("after")
    assert log.state.value == "failed"
    assert time.monotonic() - began < 60


WRITES = (
    *(".mity/trust/x", ".git/hooks/pre-commit", ".git/config", "~/x", "$HOME/x"),
    *("../far/x", "link/x", "/tmp/mity-attack-of-a-test", ".mity/logs/x.json", "a/../../x"),
)


@pytest.mark.slow
@each("path", WRITES)
def test_evidence_and_outputs_of_a_generated_step_lie_in_the_project(tmp_path: Path, path: str) -> None:
    """What a step says that it leaves is no way to have a file outside believed."""
    project = Project(tmp_path / "app", steps({"name": "x", "command": "true", "evidence": {"files": [path]}}))
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "x").write_text("x")
    (project.folder / "link").symlink_to(tmp_path / "far")
    assert project.run().state.value == "failed"
