"""`mity add-feature` on a light application: it lands whole and proven, or the application is as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from features.conftest import PROJECT, TODO, AppFixture
from harness import git

STATIONS = ["baseline", "analyze", "architect", "implement", "build", "check", "test", "launch", "review", "commit"]


def test_a_feature_lands_proven_and_committed(bare: AppFixture) -> None:
    done = bare("add-feature", "project", *PROJECT, "--json")
    assert done.code == 0, done.text
    assert [row["station"] for row in done.json["results"]] == STATIONS
    skipped = [row["result"]["reason"] for row in done.json["results"] if row["result"]["status"] == "skipped"]
    assert skipped == ["condition"], "the commit is proven already, so the baseline is not due"
    evidence = {row["station"]: row["result"]["evidence"] for row in done.json["results"]}
    assert evidence["implement"]["red"]["exit_code"] == 1
    assert evidence["test"]["tests"] == 2
    assert bare.subjects[0] == "Add the feature project"
    assert git(bare.root, "status", "--porcelain") == ""
    assert '"budget": "decimal",' in bare.text("features/projects.py")
    assert 'NAME = "project"\n' in bare.text("features/projects.py")  # the application's formatter has seen it
    assert "CREATE TABLE projects" in bare.text("migrations/001_create_projects.sql")
    assert bare.text(".mity/features/project.yaml").startswith("mity: feature/1\nname: project\n")
    [path] = (bare.root / ".mity/logs").glob("*.json")
    plan = json.loads(path.read_text())["context"]["outputs"]["plan"]
    assert {action["path"] for action in plan["actions"]} >= {"features/projects.py", "features/registry.py"}
    assert "for people" not in path.read_text(), "the log keeps the plan without the texts"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_same_again_changes_nothing(grown: AppFixture) -> None:
    before, subjects = grown.state, grown.subjects
    done = grown("add-feature", "todo", *TODO)
    assert (done.code, "nothing to do" in done.out) == (0, True)
    assert grown("add-feature", "--spec", ".mity/features/todo.yaml").code == 0
    assert (grown.state, grown.subjects) == (before, subjects)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_field_more_brings_a_migration_and_keeps_the_owners_changes(grown: AppFixture) -> None:
    grown.edit("features/todos.py", "What it is, for people.", "What it is, for people and programs.")
    done = grown("add-feature", "todo", *TODO, "--field", "due:date,optional", "--json")
    assert done.code == 0, done.text
    implement = next(row["result"] for row in done.json["results"] if row["station"] == "implement")
    assert implement["evidence"]["merged"] == ["features/todos.py"]
    assert '+    "due": "date",' in implement["evidence"]["merged_diff"]["features/todos.py"]
    text = grown.text("features/todos.py")
    assert "for people and programs" in text
    assert '"due": "date",' in text
    assert "after 002_create_todos\nALTER TABLE todos ADD COLUMN due" in grown.text("migrations/003_extend_todos.sql")
    again = grown("add-feature", "todo", *TODO, "--field", "due:date,optional")
    assert "nothing to do" in again.out


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_edited_record_of_a_feature_says_what_is_wanted(grown: AppFixture) -> None:
    record = grown.root / ".mity/features/todo.yaml"
    record.write_text(record.read_text() + "- name: due\n  type: date\n  optional: true\n")
    done = grown("add-feature", "--spec", ".mity/features/todo.yaml", "--json")
    assert done.code == 0, done.text
    assert "ADD COLUMN due" in grown.text("migrations/003_extend_todos.sql")
    assert git(grown.root, "status", "--porcelain") == ""
    (grown.root / "notes.txt").write_text("mine\n")
    record.write_text(record.read_text() + "- name: size\n  type: int\n  optional: true\n")
    refused = grown("add-feature", "--spec", ".mity/features/todo.yaml")
    assert (refused.code, "(notes.txt): commit them first" in refused.err) == (2, True)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--field", "title:str,min=1"), "'todo' has a field 'done' with data in it"),
        ((*TODO[:2], "--field", "done:int", *TODO[4:]), "the field 'done' cannot change its 'type'"),
        ((*TODO, "--field", "size:int"), "the new field 'size' has no value for what is stored already"),
        ((*TODO, "--plural", "todo_list"), "the plural of 'todo' cannot change"),
        (("--field", "title:str,min=2", *TODO[2:]), "'title' would take less than before (min 1 becomes 2)"),
        (("--field", "title:str,min=1,max=50", *TODO[2:]), "'title' would take less than before (max 200 becomes 50)"),
    ],
)
def test_changes_that_stored_data_cannot_take_are_refused(grown: AppFixture, words: tuple[str, ...], said: str) -> None:
    before = grown.state
    done = grown("add-feature", "todo", *words)
    assert (done.code, said in done.err) == (2, True), done.text
    assert grown.state == before


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_feature_that_breaks_a_proof_leaves_the_application_as_it_was(bare: AppFixture) -> None:
    """The light stack's linter refuses what the formatter was kept from mending."""
    bare.edit("make.py", "line.rstrip() +", "line +")
    before, subjects = bare.state, bare.subjects
    done = bare("add-feature", "project", *PROJECT, "--json")
    assert done.code == 3, done.text
    assert done.json["results"][-1]["station"] == "check"
    offered = [option["choice"] for option in done.json["needs_input"]["options"]]
    assert "skip" not in offered
    assert "put back, byte for byte" in done.err or done.json["state"] == "waiting_for_input"
    assert (bare.state, bare.subjects) == (before, subjects)
    bare.edit("make.py", "line +", "line.rstrip() +")
    again = bare("resume", "--json")
    assert again.code == 0, again.text
    assert bare.subjects[0] == "Add the feature project"


def test_what_is_not_committed_is_not_mixed_in(bare: AppFixture) -> None:
    (bare.root / "notes.txt").write_text("mine\n")
    (bare.root / ".mity" / "memory.json").write_text("{}\n")  # what a repair learned is nobody's own work
    done = bare("add-feature", "project", *PROJECT)
    assert (done.code, "1 changes that are not committed (notes.txt)" in done.err) == (2, True), done.text
    assert not (bare.root / "features").exists()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_it_can_go_to_a_branch_and_the_application_is_looked_at_first_when_nobody_proved_it(bare: AppFixture) -> None:
    main = git(bare.root, "branch", "--show-current")
    bare.write("notes.txt", "mine\n")
    done = bare("add-feature", "project", *PROJECT, "--branch", "--json")
    assert done.code == 0, done.text
    assert {row["station"]: row["result"]["status"] for row in done.json["results"]} == dict.fromkeys(STATIONS, "done")
    assert git(bare.root, "branch", "--show-current") == "feature/project"
    assert git(bare.root, "log", "--format=%s", main).splitlines() == ["mine", "Create shop from a template"]
    done = bare("add-feature", "todo", "--field", "title:str", "--branch", "feature/project")
    assert (done.code, "there is a branch 'feature/project' already" in done.err) == (2, True)
    assert bare("add-feature", "todo", "--field", "title:str", "--branch", "a..b").code == 2


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_dry_run_shows_files_difference_and_commands_and_writes_nothing(grown: AppFixture) -> None:
    before = grown.state
    done = grown("add-feature", "todo", *TODO, "--field", "due:date,optional", "--dry-run")
    assert done.code == 0
    assert "update  features/todos.py" in done.out
    assert '+    "due": "date",' in done.out
    assert "--- /dev/null\n+++ b/migrations/003_extend_todos.sql" in done.out
    assert "$ git add --all" in done.out
    plan = grown("add-feature", "note", "--field", "text:text", "--dry-run", "--json").json
    assert {"path": "features/notes.py", "kind": "create"} in plan["files"]
    assert grown.state == before
    assert not list((grown.root / ".mity" / "logs").glob("*-add-feature-*.json"))[2:]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_removed_feature_leaves_history_and_nothing_else(grown: AppFixture) -> None:
    done = grown("remove-feature", "todo", "--json")
    assert done.code == 0, done.text
    assert grown.subjects[0] == "Remove the feature todo"
    assert not (grown.root / "features/todos.py").exists()
    assert not (grown.root / "tests/features/test_todos.py").exists()
    assert not (grown.root / ".mity/features/todo.yaml").exists()
    assert "todo" not in grown.text("features/registry.py")
    assert "DROP TABLE todos" in grown.text("migrations/003_drop_todos.sql")
    assert [row["name"] for row in grown("features", "--json").json["features"]] == ["project"]
    again = grown("add-feature", "todo", *TODO, "--dry-run", "--json").json
    assert {"path": "migrations/004_create_todos.sql", "kind": "create"} in again["files"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@pytest.mark.parametrize(
    ("name", "said"),
    [("project", "'todo' refers to 'project'"), ("todos", "did you mean 'todo'?")],
)
def test_what_cannot_be_removed(grown: AppFixture, name: str, said: str) -> None:
    done = grown("remove-feature", name)
    assert (done.code, said in done.err) == (2, True), done.text


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_features_are_listed_with_their_drift(grown: AppFixture) -> None:
    grown.edit("features/todos.py", "for people", "for all")
    (grown.root / "tests/features/test_projects.py").unlink()
    found = {row["name"]: row for row in grown("features", "--json").json["features"]}
    assert found["todo"]["drift"] == {"features/todos.py": "edited"}
    assert found["project"]["drift"] == {"tests/features/test_projects.py": "missing"}
    assert found["todo"]["fields"] == ["title:str", "done:bool", "project:ref"]
    shown = grown("features").out
    assert "1 files changed" in shown
    assert "project: tests/features/test_projects.py missing" in shown


def test_elsewhere_it_says_what_is_missing(bare: AppFixture, tmp_path: Path) -> None:
    done = bare("add-feature", "todo", "--field", "title:str", "--app", str(tmp_path))
    assert (done.code, "was not created by mity" in done.err) == (2, True)
    assert "no features yet" in bare("features").out
    (bare.root / ".mity/ownership.json").write_text("{")
    done = bare("features")
    assert (done.code, ".mity/ownership.json is damaged: take it back from git" in done.err) == (2, True)
