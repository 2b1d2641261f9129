"""Applications of several parts: made, proven, extended and repaired as one, each part by its own stack."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import psutil
import pytest
from parts_app import PartsApp

from harness import git
from mity import RunState, Status, Verdict
from mity.errors import UsageError
from mity.operations.add_feature import FeatureRequest
from mity.operations.create_app import CreateApp
from mity.operations.run_workflow import RunOptions

TASK = FeatureRequest("task", ("title:str,max=20", "done:bool=false"))
NOTE = FeatureRequest("note", ("text:str,max=20", "task:ref,to=task"))


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PartsApp:
    """Nothing is made yet, and there is no browser."""
    monkeypatch.setenv("MITY_BROWSER", "no-browser")
    monkeypatch.setenv("MITY_WATCH_S", "0.1")
    return PartsApp(tmp_path)


@pytest.mark.slow
def test_both_parts_are_made_and_proven_as_one(parts: PartsApp) -> None:
    log = parts.create(answers={"colour": "red", "web.colour": "green"})
    assert log.state is RunState.COMPLETED, log.failed_station()
    made = sorted(str(path.relative_to(parts.root)) for path in parts.root.rglob("server.py"))
    assert made == ["api/server.py", "web/server.py"]
    assert not (parts.root / "web/extra").exists()
    assert [(parts.root / part / "colour").read_text(encoding="utf-8") for part in ("api", "web")] == ["red", "green"]
    tested, launched = log.results["test"], log.results["launch"]
    assert (tested.evidence["tests"], tested.message) == (2, "api: 1 passed; web: 1 passed")
    assert [one["path"] for one in log.results["build"].evidence["artefacts"]] == [
        "api/dist/made.txt",
        "web/dist/made.txt",
    ]
    assert launched.evidence["together"][0].endswith("/api/- answered 404")
    assert launched.evidence["parts"]["api"]["pid"] != launched.evidence["parts"]["web"]["pid"]
    assert git(parts.root, "rev-list", "--count", "HEAD") == "1"
    assert "Mity-Tests: 2" in git(parts.root, "log", "-1", "--format=%B")
    assert git(parts.root, "status", "--porcelain") == ""
    with pytest.raises(UsageError, match=r"api is a part of the application .*shop: name that one"):
        parts.app(parts.root / "api").application()


@pytest.mark.slow
def test_a_feature_goes_through_both_parts_in_one_commit_and_out_again(parts: PartsApp) -> None:
    parts.create()
    for request in (TASK, NOTE):
        app = parts.app(parts.root)
        log = app.run(app.prepare_feature(request))
        assert log.state is RunState.COMPLETED, log.failed_station()
    changed = git(parts.root, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert {"api/features/notes.txt", "web/features/notes.txt", "api/tests/notes.txt"} <= set(changed)
    features = log.results["launch"].evidence["features"]
    assert [(row["feature"], row["page"]) for row in features] == [("note", "/notes"), ("task", "/tasks")]
    described = parts.app(parts.root).application().describe("note")
    assert (described["drift"], "web/features/notes.txt" in described["files"]) == ({}, True)
    app = parts.app(parts.root)
    removed = app.run(app.prepare_removal("note", ""))
    assert removed.state is RunState.COMPLETED, removed.failed_station()
    assert not (parts.root / "web/features/notes.txt").exists()
    assert not (parts.root / "api/features/notes.txt").exists()
    assert list(parts.app(parts.root).application().features) == ["task"]


@pytest.mark.slow
def test_a_feature_that_fails_in_one_part_leaves_neither_with_it(parts: PartsApp) -> None:
    parts.create()
    before = git(parts.root, "rev-parse", "HEAD")
    (parts.root / "web/broken").touch()
    git(parts.root, "add", "--all")
    git(parts.root, "commit", "--quiet", "--message", "broken")
    app = parts.app(parts.root)
    log = app.run(app.prepare_feature(TASK))
    assert log.state is not RunState.COMPLETED
    assert not (parts.root / "api/features/tasks.txt").exists()
    assert not (parts.root / "web/features/tasks.txt").exists()
    assert git(parts.root, "rev-list", "--count", f"{before}..HEAD") == "1"


@pytest.mark.slow
def test_a_failure_names_its_part_and_is_repaired_there(parts: PartsApp) -> None:
    parts.create()
    (parts.root / "web/flaky").touch()
    asked = parts.app(parts.root)
    log = asked.run(asked.prepare_heal("", "build"))
    assert log.results["build"].message.startswith("build: web: "), log.results["build"].message
    (parts.root / "web/flaky").touch()
    healing = parts.app(parts.root, heal=True)
    log = healing.run(healing.prepare_heal("", ""))
    assert log.state is RunState.COMPLETED, log.failed_station()
    story = log.results["build"].healing
    assert story is not None
    assert [(one["part"], one["verdict"]) for one in story["attempts"]] == [("web", "kept")]
    assert log.results["test"].evidence["tests"] == 2


@pytest.mark.slow
def test_what_is_kept_running_is_both_parts(parts: PartsApp) -> None:
    log = parts.create(keep_running=True)
    running = log.context.get_output("running")
    kept = [psutil.Process(one["pid"]) for one in (running, *running["behind"])]
    try:
        assert [one.is_running() for one in kept] == [True, True]
    finally:
        for one in kept:
            one.kill()


@pytest.mark.slow
def test_tests_that_one_part_loses_are_missed(parts: PartsApp) -> None:
    parts.create()
    app = parts.app(parts.root)
    app.run(app.prepare_feature(TASK))
    (parts.root / "web/tests/tasks.txt").unlink()
    app = parts.app(parts.root, heal=True)
    log = app.run(app.prepare_heal("", "test"))
    assert "web/tasks.txt" in log.results["test"].message
    assert log.results["test"].message.endswith("restore them, or commit that they are gone")


@pytest.mark.slow
def test_a_dry_run_shows_both_parts_and_writes_nothing(parts: PartsApp) -> None:
    parts.workspace.mkdir()
    app = parts.app()
    request = CreateApp("shop", parts.workspace, "light-whole")
    shown = dict(app.preview(app.prepare_create(request).operation))
    assert {"shop/api/server.py", "shop/web/server.py"} <= set(shown["scaffold"].notes)
    assert [line.partition(" && ")[0] for line in shown["build"].commands] == ["cd api", "cd web"]
    assert list(parts.workspace.iterdir()) == []


def test_a_stack_that_is_not_offered_is_refused_in_a_sentence(parts: PartsApp) -> None:
    parts.workspace.mkdir()
    with pytest.raises(UsageError, match="'rust' is not one of light-api for 'api'"):
        parts.create(answers={"api": "rust"})
    with pytest.raises(UsageError, match="the application has no part 'wob': did you mean"):
        parts.create(answers={"wob.colour": "red"})
    with pytest.raises(UsageError, match="the template has no variable 'color': did you mean"):
        parts.create(answers={"web.color": "red"})
    assert list(parts.workspace.iterdir()) == []


@pytest.mark.slow
def test_a_part_brings_no_stack_and_is_no_link(parts: PartsApp, tmp_path: Path) -> None:
    """What came with a project runs only when it was trusted, and consent is asked for the whole."""
    parts.create()
    own = {"schema": 1, "id": "x", "title": "x", "language": "x", "commands": {"build": {"argv": ["touch", "seen"]}}}
    (parts.root / "api/.mity/stack.yaml").write_text(json.dumps(own), encoding="utf-8")
    app = parts.app(parts.root)
    app.run(app.prepare_heal("", "build"))
    assert not (parts.root / "api/seen").exists()
    (parts.root / "api/.mity/link").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="is a link"):
        parts.app(parts.root)
    (parts.root / "api/.mity/link").unlink()
    shutil.move(parts.root / "api", tmp_path / "elsewhere")
    (parts.root / "api").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="is a link"):
        parts.app(parts.root).prepare_heal("", "build")


@pytest.mark.slow
def test_what_could_not_be_looked_at_in_one_part_was_not_looked_at(parts: PartsApp) -> None:
    parts.create()
    steps = [{"station": "run-checks", "inputs": {"kind": "lint"}}, {"station": "find-tests"}]
    flow = parts.root / ".mity/workflows/look.yaml"
    flow.parent.mkdir()
    flow.write_text(json.dumps({"name": "look", "stages": [{"name": "look", "steps": steps}]}), encoding="utf-8")
    app = parts.app(parts.root)
    operation = app.prepare_run("look", RunOptions())
    app.gate.consents.give(app.beginning.untrusted(operation))
    log = app.run(operation)
    assert "api: passed: " in log.results["run-checks"].message
    assert "web: the project has no linter" in log.results["run-checks"].message
    found = log.results["find-tests"]
    assert found.status is Status.UNAVAILABLE
    assert found.message.count("no file of tests was found") == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("web", "elif target and", "elif False and", r"web: .*/api/-: its header content-type is not"),
        ("api", '"POST" and', '"PUT" and', r"web: the feature task: POST /api/tasks answered 404"),
    ],
    ids=["no way to the API", "what is posted gets lost"],
)
def test_parts_that_do_not_reach_each_other_are_no_application(
    parts: PartsApp, part: str, old: str, new: str, said: str
) -> None:
    parts.create()
    app = parts.app(parts.root)
    app.run(app.prepare_feature(TASK))
    server = parts.root / part / "server.py"
    server.write_text(server.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    app = parts.app(parts.root)
    log = app.run(app.prepare_heal("", "launch"))
    assert re.search(said, log.results["launch"].message), log.results["launch"].message


@pytest.mark.slow
def test_a_part_whose_proof_shows_nothing_leaves_the_whole_unproven(parts: PartsApp) -> None:
    kind = parts.stacks / "light-web/stack.yaml"
    stack = json.loads(kind.read_text(encoding="utf-8"))
    del stack["artefacts"]
    kind.write_text(json.dumps(stack), encoding="utf-8")
    log = parts.create()
    assert log.results["build"].success
    assert not log.results["build"].proven
    assert log.verdict is not Verdict.PROVEN


@pytest.mark.slow
def test_a_repair_that_helped_stays_in_its_part_or_goes_back_to_it(parts: PartsApp) -> None:
    parts.create()
    settings, odd = parts.root / "web/settings.json", '{\n  "colour": "red",\n}\n'
    settings.write_text(odd, encoding="utf-8")
    (parts.root / "web/hopeless").touch()
    app = parts.app(parts.root, heal=True)
    log = app.run(app.prepare_heal("", "build"))
    story = log.results["build"].healing
    assert story is not None
    assert (story["attempts"][0]["part"], story["attempts"][0]["verdict"]) == ("web", "kept")
    assert "--- a/web/settings.json" in story["attempts"][0]["diff"]
    assert settings.read_text(encoding="utf-8") == odd
    assert not (parts.root / "settings.json").exists()
    (parts.root / "web/hopeless").unlink()
    app = parts.app(parts.root, heal=True)
    assert app.run(app.prepare_heal("", "build")).state is RunState.COMPLETED
    assert json.loads(settings.read_text(encoding="utf-8")) == {"colour": "red"}
