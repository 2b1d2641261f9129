"""The validate station: what a template must not leave behind, found without running any of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from small_project import SmallProject

from fake_stations import FakeStation, in_order
from mity import ExecutionLog, RunState, StationRegistry, StationResult, Verdict, WorkflowContext, WorkflowExecutor
from mity.stations.validate import Validate


@pytest.fixture
def app(tmp_path: Path) -> SmallProject:
    return SmallProject(tmp_path / "app", {"build": "true"}, required_files=["main.*", "README.md"])


def scaffolded(app: SmallProject, **files: str) -> ExecutionLog:
    """Writes files as a template of this stack would, and validates them."""
    for path, text in {"main.py": "pass\n", "README.md": "# App\n", **files}.items():
        if not (app.root / path).is_symlink():
            app.write(path, text)
    owned = {path.relative_to(app.root).as_posix(): path for path in app.root.rglob("*") if path.is_file()}
    rows = {name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for name, path in owned.items()}
    app.write(".mity/ownership.json", json.dumps({"files": rows}))
    return validated(app)


def validated(app: SmallProject) -> ExecutionLog:
    def scaffold(context: WorkflowContext) -> StationResult:
        context.set_output("scaffolded_files", 2)
        return StationResult.done("made", {"made": True})

    services, first = app.app().services, FakeStation("scaffold", scaffold)
    registry = StationRegistry()
    registry.register(first)
    registry.register(Validate, "", lambda scope: Validate(services.of(scope)))
    context = WorkflowContext(app.root, "app", output_path=app.root)
    return WorkflowExecutor(registry).execute(in_order(first, Validate(services)), context)


def test_whole_files_are_counted_and_parsed(app: SmallProject) -> None:
    log = scaffolded(app, **{"a.json": "{}", "b.toml": "x = 1", "c.yaml": "x: 1", "tsconfig.json": "// a remark\n{}"})
    evidence = log.results["validate"].evidence
    assert log.verdict is Verdict.PROVEN
    assert (evidence["required"], evidence["missing"], evidence["edited"]) == (2, [], [])
    assert evidence["parsed"] >= 4


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("a.txt", "one\n\nby {{ cookiecutter.author }}\n", "a.txt:3: a template placeholder was not rendered"),
        ("a.txt", "{{- cookiecutter.x }}", "a.txt:1: a template placeholder was not rendered"),
        ("a.json", "{'a': 1}", "a.json: "),
        ("b.toml", "x = ", "b.toml: "),
        ("c.yml", "a: [1", "c.yml: "),
    ],
    ids=["expression", "trimmed", "json", "toml", "yaml"],
)
def test_what_is_wrong_with_a_file_is_named(app: SmallProject, path: str, text: str, said: str) -> None:
    log = scaffolded(app, **{path: text})
    assert log.state is RunState.WAITING_FOR_INPUT
    assert log.results["validate"].message.startswith(f"validate: {said}")
    assert not log.results["validate"].evidence


def test_a_required_file_that_is_missing_is_named(app: SmallProject) -> None:
    scaffolded(app)
    (app.root / "main.py").unlink()
    log = validated(app)
    assert log.results["validate"].message.startswith("validate: main.*: required and not there")


def test_a_link_that_leads_out_is_never_read(app: SmallProject, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("not JSON")
    (app.root / "a.json").symlink_to(tmp_path / "secret.json")
    assert "a.json: a link that leads out of the project" in scaffolded(app).results["validate"].message


def test_what_changed_and_went_since_is_told_and_no_failure(app: SmallProject) -> None:
    scaffolded(app, **{"a.txt": "a", "b.txt": "b"})
    app.write("a.txt", "mine")
    (app.root / "b.txt").unlink()
    evidence = validated(app).results["validate"].evidence
    assert (evidence["edited"], evidence["missing"]) == (["a.txt"], ["b.txt"])
