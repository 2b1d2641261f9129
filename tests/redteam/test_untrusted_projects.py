"""Cloned projects: what their `.mity/` names runs only after it was shown and trusted; no link there is followed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import LIGHT, Mity
from mity.app import App
from mity.errors import UsageError
from mity.trust.build_code import build_code
from mity.trust.item import command_line, printable
from mity.trust.project import check_home, stack_item
from rows import each

STACK = """
schema: 1
id: tiny
title: A stack of a clone
language: text
commands:
  build: {argv: [touch, "%s"]}
artefacts: ["x"]
"""
FLOW = "name: %s\nstages:\n  - name: all\n    steps:\n      - {name: evil, command: 'touch %s'}\n"


@pytest.fixture
def pwned(tmp_path: Path) -> Path:
    """The file that code of the clone would make."""
    return tmp_path / "pwned"


@pytest.fixture
def clone(mity: Mity) -> Path:
    """A cloned project, which is a Python project to mity, with an empty `.mity`; the workspace too."""
    root = mity.workspace
    (root / ".mity").mkdir()
    (root / "pyproject.toml").write_text('[project]\nname = "clone"\nversion = "1"\n')
    return root


def evil_stack(root: Path, pwned: Path) -> tuple[str, ...]:
    (root / ".mity" / "stack.yaml").write_text(STACK % pwned)
    return ("heal", ".", "--station", "build")


def evil_agent(root: Path, pwned: Path) -> tuple[str, ...]:
    (root / ".mity" / "config.toml").write_text(f'[agent]\ncommand = ["touch", "{pwned}"]\n')
    return ("heal", ".", "--station", "build")


def evil_preset(root: Path, pwned: Path) -> tuple[str, ...]:
    (root / ".mity" / "config.toml").write_text(f'[agent]\npreset = "touch {pwned}"\n')
    return ("heal", ".", "--station", "build")


def evil_workflow(root: Path, pwned: Path) -> tuple[str, ...]:
    (root / ".mity" / "workflows").mkdir()
    (root / ".mity" / "workflows" / "nightly.yaml").write_text(FLOW % ("nightly", pwned))
    return ("run", "nightly")


def named_by_path(root: Path, pwned: Path) -> tuple[str, ...]:
    evil_workflow(root, pwned)
    return ("run", ".mity/workflows/nightly.yaml")


def shadowed_verb(root: Path, pwned: Path) -> tuple[str, ...]:
    (root / ".mity" / "workflows").mkdir()
    (root / ".mity" / "workflows" / "heal.yaml").write_text(
        FLOW % ("heal", pwned) + "parameters:\n  stations: {type: list, default: []}\n"
    )
    return ("heal", ".", "--station", "build")


def shadowed_base(root: Path, pwned: Path) -> tuple[str, ...]:
    (root / ".mity" / "workflow-templates").mkdir()
    steps = {f"{one}": {"command": f"touch {pwned}"} for one in ("build", "test", "launch", "check", "commit")}
    base = {"name": "proofs", "abstract": True, "common_steps": steps}
    (root / ".mity" / "workflow-templates" / "proofs.json").write_text(json.dumps(base))
    return ("heal", ".", "--station", "build")


def called_workflow(root: Path, pwned: Path) -> tuple[str, ...]:
    evil_workflow(root, pwned)
    (root / "mine.yaml").write_text("name: mine\nstages:\n  - name: all\n    steps:\n      - {workflow: nightly}\n")
    return ("run", "mine.yaml")


CLONES = (
    *(evil_stack, evil_agent, evil_preset, evil_workflow, named_by_path, shadowed_verb, shadowed_base),
    called_workflow,
)
Evil = Callable[[Path, Path], tuple[str, ...]]


@pytest.mark.parametrize("evil", CLONES, ids=lambda one: str(one.__name__))
def test_nothing_that_the_clone_names_runs_unasked(mity: Mity, clone: Path, pwned: Path, evil: Evil) -> None:
    words = evil(clone, pwned)
    done = mity(*words)
    assert done.code == 3, done.text
    assert not pwned.exists()
    assert f"touch {pwned}" in done.err, "what would run is shown"
    assert "mity trust" in done.err and "--trust" in done.err
    assert not (clone / ".mity" / "logs").exists(), "no run was begun"


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
@pytest.mark.parametrize("evil", CLONES, ids=lambda one: str(one.__name__))
def test_a_dry_run_runs_nothing_of_the_clone(mity: Mity, clone: Path, pwned: Path, evil: Evil) -> None:
    done = mity(*evil(clone, pwned), "--dry-run", "--trust")
    assert done.code in (0, 2), done.text
    assert not pwned.exists()


def test_json_says_what_would_run(mity: Mity, clone: Path, pwned: Path) -> None:
    done = mity(*evil_workflow(clone, pwned), "--json")
    assert (done.code, done.json["exit_code"]) == (3, 3)
    [item] = done.json["untrusted"]
    assert item["would_run"] == [f"nightly/evil: touch {pwned}"]


@pytest.mark.slow
def test_trust_is_kept_until_what_was_trusted_changes(mity: Mity, clone: Path, pwned: Path, tmp_path: Path) -> None:
    words = evil_workflow(clone, pwned)
    assert mity("trust", "--dry-run").code == 0
    assert mity(*words).code == 3, "to look is not to trust"
    before = sorted(clone.rglob("*"))
    assert mity("trust").code == 0
    assert sorted(clone.rglob("*")) == before, "the consent is no part of the project"
    assert mity(*words).code == 0
    pwned.unlink()
    assert mity(*words, env={"XDG_STATE_HOME": str(tmp_path / "somebody else")}).code == 3
    flow = clone / ".mity" / "workflows" / "nightly.yaml"
    flow.write_text(flow.read_text().replace("touch ", "touch -c "))
    assert mity(*words).code == 3
    assert mity(*words, "--trust").code == 0
    assert mity(*words).code == 0
    assert mity("trust", "--withdraw").code == 0
    assert mity(*words).code == 3


@pytest.mark.parametrize("path", ["build.sh", "feature/each/x.py", "sub/deep/tool", "features/evil.sh", "other.yaml"])
def test_any_file_that_a_command_may_read_is_part_of_the_consent(clone: Path, pwned: Path, path: str) -> None:
    evil_stack(clone, pwned)
    before = stack_item(clone)
    (clone / ".mity" / path).parent.mkdir(parents=True, exist_ok=True)
    (clone / ".mity" / path).write_text("x")
    assert stack_item(clone) != before


@pytest.mark.parametrize("path", ["app.json", "memory.json", "logs/x.json", "features/todo.yaml", "config.toml"])
def test_what_mity_writes_itself_ends_no_consent(clone: Path, pwned: Path, path: str) -> None:
    evil_stack(clone, pwned)
    before = stack_item(clone)
    (clone / ".mity" / path).parent.mkdir(parents=True, exist_ok=True)
    (clone / ".mity" / path).write_text("x")
    assert stack_item(clone) == before


def test_an_agent_that_the_user_names_is_not_asked_about(clone: Path, pwned: Path) -> None:
    evil_agent(clone, pwned)
    for word, asked in (("", 1), ("off", 0), ("true", 0), ("claude", 0)):
        app = App(clone, agent=word)
        assert len(app.beginning.untrusted(app.prepare_heal("", "build"))) == asked


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["run", "dry run"])
def test_an_agent_that_is_not_there_is_told_at_once(mity: Mity, clone: Path, words: tuple[str, ...]) -> None:
    done = mity("heal", "--agent", "claud", *words)
    assert (done.code, "there is no agent 'claud'" in done.err, "did you mean 'claude'" in done.err) == (2, True, True)
    assert not (clone / ".mity" / "logs").exists()


def test_an_ordinary_project_and_its_own_workflow_are_asked_about_nothing(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(FLOW % ("flow", mity.workspace / "made"))
    assert mity("run", "flow.yaml").code == 0
    assert (mity.workspace / "made").exists()
    assert "nothing that would need trust" in mity("trust").out


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_trust_that_cannot_be_kept_counts_for_the_run(mity: Mity, clone: Path, pwned: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    words, env = evil_workflow(clone, pwned), {"XDG_STATE_HOME": str(tmp_path / "file")}
    assert mity(*words, "--trust", env=env).code == 0
    assert mity(*words, env=env).code == 3
    kept = mity("trust", env=env)
    assert (kept.code, "cannot write" in kept.err) == (1, True)


# Logs that came with a clone


def forged(mity: Mity, root: Path, name: str, change: Callable[[dict[str, object]], None]) -> None:
    """A log of a run that another user began and did not end."""
    (root / "flow.yaml").write_text(FLOW.replace("touch %s", "%s") % ("flow", "test -e ready"))
    other = {"XDG_STATE_HOME": str(mity.home / name)}
    assert mity("run", "flow.yaml", env=other).code in (1, 3)
    [path] = (root / ".mity" / "logs").glob("*.json")
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_log_of_a_clone_resumes_no_commands_unasked(mity: Mity, pwned: Path) -> None:
    def change(data: dict[str, object]) -> None:
        text = json.dumps(data["workflow"]).replace("test -e ready", f"touch {pwned}")
        data["workflow"] = json.loads(text)

    forged(mity, mity.workspace, "other", change)
    refused = mity("resume", "--choose", "retry")
    assert (refused.code, pwned.exists()) == (3, False), refused.text
    assert f"touch {pwned}" in refused.err
    unlike = mity("resume", "--choose", "retry", "--trust")
    assert (unlike.code, pwned.exists()) == (2, False), "the log does not say what the file says"
    assert mity("resume", "--choose", "retry", "--trust", "--keep-definition").code == 0
    assert pwned.exists()


def test_an_answer_in_a_log_runs_no_commands_unasked(mity: Mity, pwned: Path) -> None:
    def change(data: dict[str, object]) -> None:
        data["answers"] = {"evil": {"choice": "help", "text": f"$ touch {pwned}", "run": True, "by": "x"}}

    forged(mity, mity.workspace, "other", change)
    refused = mity("resume")
    assert (refused.code, pwned.exists()) == (3, False), refused.text
    assert f"$ touch {pwned}" in refused.err


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_log_carries_no_consent_for_a_template(mity: Mity, tmp_path: Path) -> None:
    template = tmp_path / "template"
    shutil.copytree(LIGHT, template)
    page = template / "{{cookiecutter.app_slug}}" / "README.md"
    good = page.read_text()
    page.write_text("{{ cookiecutter.nothing }}")
    assert mity("create-app", "demo", "--template", str(template), "--trust").code == 1
    page.write_text(good)
    make = template / "{{cookiecutter.app_slug}}" / "make.py"
    make.write_text(f"open({str(tmp_path / 'pwned')!r}, 'w')\n" + make.read_text())
    done = mity("resume")
    assert done.code == 1
    assert "was not trusted, or that changed since" in done.text
    assert not (tmp_path / "pwned").exists()
    assert not (mity.workspace / "demo").exists()


def test_a_run_of_ones_own_resumes_without_a_question(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(FLOW.replace("touch %s", "%s") % ("flow", "test -e ready"))
    assert mity("run", "flow.yaml").code in (1, 3)
    (mity.workspace / "ready").touch()
    assert mity("resume", "--choose", "retry").code == 0


# Links and devices


@each(
    "path",
    [".", "logs", "locks", "cache", "heal.git", "aside", "features", "workflows", "exports", "reports", "config.toml",
     "app.json", "stack.yaml", "memory.json", "ownership.json", "bases.json", "heal.git/changes", "heal.git/objects",
     "logs/0001-heal-abcd.journal", "logs/0001-heal-abcd", "logs/.gitignore", "cache/.gitignore", "locks/x.lock"],
)  # fmt: skip
@each("target", ["out", "nowhere"])
def test_no_link_in_mitys_folder_is_followed(tmp_path: Path, path: str, target: str) -> None:
    project = tmp_path / "project"
    place = project / ".mity" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "out").mkdir()
    if path == ".":
        project.mkdir(exist_ok=True)
        (project / ".mity").rmdir() if (project / ".mity").exists() else None
        place = project / ".mity"
    place.symlink_to(tmp_path / target)
    with pytest.raises(UsageError, match="is a link, and mity follows none"):
        check_home(project)


def test_a_pipe_in_mitys_folder_does_not_hang(mity: Mity) -> None:
    (mity.workspace / ".mity").mkdir()
    os.mkfifo(mity.workspace / ".mity" / "config.toml")
    done = mity("heal", ".")
    assert (done.code, "is neither a file nor a folder" in done.err) == (2, True)


def test_links_among_the_results_of_commands_are_the_projects_own(tmp_path: Path) -> None:
    (tmp_path / ".mity" / "cache" / "venv" / "bin").mkdir(parents=True)
    (tmp_path / ".mity" / "cache" / "venv" / "bin" / "python").symlink_to("/usr/bin/python3")
    check_home(tmp_path)
    check_home(tmp_path / "nothing")
    clone = tmp_path / ".mity" / "clones" / "fleet-x"
    (clone / ".mity").mkdir(parents=True)
    (clone / ".mity" / "logs").symlink_to("/nowhere")
    check_home(tmp_path)  # a hostile repository of a fleet does not lock out the workspace of all others
    with pytest.raises(UsageError, match="is a link"):
        check_home(clone)
    (clone.parent / "led-out").symlink_to("/nowhere")
    with pytest.raises(UsageError, match="is a link"):
        check_home(tmp_path)


@pytest.mark.parametrize("name", ["logs", "cache", "heal.git"])
def test_a_verb_says_so_and_writes_nothing(mity: Mity, clone: Path, tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (clone / ".mity" / name).symlink_to(victim)
    done = mity("heal", ".", "--station", "build")
    assert (done.code, f"{clone}/.mity/{name} is a link" in done.err) == (2, True), done.text
    assert list(victim.iterdir()) == []


# What is shown


@each(
    ("name", "text", "said"),
    [
        ("package.json", '{"scripts": {"preinstall": "evil"}}', "npm runs at install: evil"),
        ("package.json", '{"scripts": {"prepare": "evil"}}', "npm runs at install: evil"),
        ("sub/package.json", '{"scripts": {"test": "evil"}}', "npm run test: evil"),
        ("package.json", "[" * 50_000, "is not JSON"),
        ("package.json", '{"scripts": ["x"], "name": 1}', ""),
        ("pyproject.toml", '[build-system]\nbuild-backend = "b"\nbackend-path = ["."]', "backend b from ['.']"),
        ("pyproject.toml", '[project]\nname = "x"', "build backend setuptools"),
        ("pyproject.toml", "a = " + "[" * 20_000, "is not TOML"),
        ("pyproject.toml", '[build-system]\n[tool.hatch.build.hooks.custom]\nx = 1', "hatch build hooks: custom"),
        ("setup.py", "", "setuptools runs it"),
        ("conftest.py", "", "pytest runs it"),
        ("build.rs", "", "Cargo runs it"),
        ("Cargo.toml", '[package]\nname = "x"\nbuild = "evil.rs"', "Cargo runs evil.rs"),
        ("pom.xml", "<plugin><artifactId>exec-maven-plugin</artifactId></plugin>", "Maven plugin exec-maven-plugin"),
        ("build.gradle.kts", 'plugins { id("evil") }', "Gradle plugin evil"),
        ("mvnw", "#!/bin/sh", "the Maven wrapper"),
        (".mvn/extensions.xml", "<extensions/>", "extensions of Maven"),
        ("app.csproj", '<Exec Command="evil" />', 'MSBuild runs <Exec Command="evil" />'),
        (".npmrc", "script-shell=./evil", "settings of npm"),
        ("Makefile", "all:", "a program of make"),
    ],
)  # fmt: skip
def test_what_build_tools_run_by_themselves_is_listed(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    lines = build_code(tmp_path)
    assert any(line.startswith(f"{name}: ") and said in line for line in lines) if said else lines == []


@each(
    ("argv", "shown"),
    [
        (["sh", "-c", "a b"], "sh -c 'a b'"),
        (["a", ""], "a ''"),
        (["${python}", "x.py"], "${python} x.py"),
        (["a\nb"], "'a\\nb'"),
        (["x\u001b[1A\u001b[2K"], "x\\x1b[1A\\x1b[2K"),
        (["\u202eelif"], "\\u202eelif"),
    ],
)
def test_a_command_is_shown_as_it_is(argv: list[str], shown: str) -> None:
    assert printable(command_line(argv)) == shown
