"""Stacks and templates that hide sources, remove what is not theirs, or say one thing to people and another to mity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from small_project import SmallProject

from mity.changes.proof_tree import proof_tree
from mity.errors import DefinitionError, MityError
from mity.runs.state import RunState, Status
from mity.stacks.catalog import load
from mity.stacks.choices import Choice, chosen_folders
from mity.stacks.model import Stack
from mity.system.render import _check_made
from mity.system.template_source import Source
from mity.system.trees import remove_caches
from mity.text.yaml_data import parse_yaml
from rows import each, in_turns


def stack(**keys: Any) -> Stack:
    return Stack.model_validate({"id": "x", "title": "x", "language": "python", **keys})


HIDES = [
    *(
        "*",
        "**",
        "?*",
        "[!.]*",
        "*/*",
        "**/*",
        ".*",
        "*.*",
        "*.py",
        "**/*.py",
        "m*",
        "*.[pj][ys]",
        "test_*",
        "*_test.go",
    ),
    *("*.spec.ts", "conftest.py", "src", "tests", "s?c", ".git", ".GIT", ".mity", ".mity/workflows", ".github"),
    *("../x", "/etc", ".", ""),
]
HONEST = [
    *("node_modules", "dist", "build", "target", "*/target", "src/*/bin", "src/**/__pycache__", "*.egg-info"),
    *("*.tsbuildinfo", "*.log", ".pytest_cache", ".*_cache", "node_modules/.cache", "*_pb2.py", "*.pyc", "**/*.class"),
    *("Cargo.lock", "htmlcov", "src/generated/*.py", "next-env.d.ts", "*.min.js", "gen"),
]


@each("name", HIDES)
def test_no_name_of_generated_files_hides_what_people_write(name: str) -> None:
    for key in ("ignore", "caches", "passing"):
        with pytest.raises(ValidationError, match=r"means files of people too|is no name of generated files"):
            stack(**{key: [name]})


@each("name", HONEST)
def test_what_is_generated_may_be_named(name: str) -> None:
    assert stack(ignore=[name], caches=[name], passing=[name]).ignore == (name,)


def test_sources_of_typescript_are_compiled_beside_themselves() -> None:
    assert stack(language="typescript", ignore=["*.js"]).ignore == ("*.js",)
    with pytest.raises(ValidationError):
        stack(language="javascript", ignore=["*.js"])


def test_a_clean_start_removes_no_repository_and_nothing_of_mitys(tmp_path: Path) -> None:
    for name in (".git/x", ".mity/logs", "sub/.git/x", "cache/x"):
        (tmp_path / name).mkdir(parents=True)
    remove_caches(tmp_path, [".git", ".m*", "*/.git", "**/.git", "cache"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", ".mity", "sub"]
    assert (tmp_path / "sub/.git/x").is_dir()


def test_what_is_left_of_a_project_is_never_nothing(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("1")
    assert proof_tree(tmp_path, stack(ignore=HONEST).ignore)


TWICE = "id: x\ntitle: x\nlanguage: x\ncommands:\n  test: {argv: [pytest]}\n  test: {argv: ['true']}\n"


def test_a_command_that_is_there_twice_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "stack.yaml").write_text(TWICE)
    with pytest.raises(DefinitionError, match="line 6: the key 'test' is given twice"):
        load(tmp_path / "stack.yaml")


@each(
    "text", ["a: 1\n'a': 2", "{a: 1, a: 2}", "x: [{a: 1, b: 2, a: 3}]", "a: {b: 1}\nc: 1\na: 2", "? a\n: 1\n? a\n: 2"]
)
def test_a_key_is_there_once(text: str) -> None:
    with pytest.raises(ValueError, match="the key 'a' is given twice"):
        parse_yaml(text)


@each("text", ["a: {a: {a: 1}}", "- a: 1\n- a: 2", "a: [a, a]", "a: a\nb: a", "a: &x {b: 1}\nc: *x\nd: {<<: *x, b: 2}"])
def test_the_same_word_elsewhere_is_no_second_key(text: str) -> None:
    assert parse_yaml(text)


CHOICE = Choice.model_validate({"question": "q", "values": {"a": {"title": "a", "layers": ["c"]}, "b": {"title": "b"}}})
CODE = ["cookiecutter.json", "hooks/post_gen_project.py", "cookiecutter_hooks/x.py", "{{cookiecutter.x}}.py"]


@each("path", CODE)
def test_a_choice_brings_no_code_of_the_template(tmp_path: Path, path: str) -> None:
    (tmp_path / "c" / path).parent.mkdir(parents=True)
    (tmp_path / "c" / path).write_text("{}")
    with pytest.raises(DefinitionError, match="files of the application alone"):
        chosen_folders(tmp_path, {"v": CHOICE}, {"v": "a"})


def test_a_choice_brings_files_of_the_application(tmp_path: Path) -> None:
    for name in ("{{cookiecutter.app_slug}}", "{{ cookiecutter.app_slug }}"):
        (tmp_path / "c" / name).mkdir(parents=True)
    assert chosen_folders(tmp_path, {"v": CHOICE}, {"v": "a"}) == (tmp_path / "c",)


@each("path", [".mity/x", ".MITY", "sub/.mity/workflows/x.yaml", "a/b/.Mity"])
def test_a_template_brings_nothing_of_mitys_at_any_depth(tmp_path: Path, path: str) -> None:
    (tmp_path / "made" / path).parent.mkdir(parents=True)
    (tmp_path / "made" / path).write_text("x")
    (tmp_path / "cookiecutter.json").write_text("{}")
    with pytest.raises(MityError, match=r"brings \.mity"):
        _check_made(Source(tmp_path, "x"), tmp_path / "made", trusted=True)


def test_what_a_stack_is_called_is_one_line_without_hidden_signs() -> None:
    made = stack(title="x\n\x1b[2Jproven\u202e", language="py\nthon", version="1.0\n2")
    assert (made.title, made.language, made.version) == ("x \\e[2Jproven\\u202e", "py thon", "1.0 2")


CHANGES = {
    "other commands": "sed -i 's/exit 1/exit 0/' .mity/stack.yaml",
    "none": "rm .mity/stack.yaml",
    "no YAML": "echo '{' > .mity/stack.yaml",
    "a link": "mv .mity/stack.yaml other.yaml; ln -s ../other.yaml .mity/stack.yaml",
}


@pytest.mark.parametrize("change", in_turns(CHANGES, 1))
def test_no_command_decides_what_the_next_steps_prove(tmp_path: Path, change: str) -> None:
    project = SmallProject(tmp_path / "app", {"build": CHANGES[change], "test": "exit 1"})
    project.write("main.txt", "x")
    log = project.run("build", "test")
    assert log.state is RunState.FAILED
    said = "is not YAML" if change == "no YAML" else "was changed while this run was under way"
    assert f"stack.yaml {said}" in log.results["test"].message


def test_an_own_stack_that_stays_is_gone_by(tmp_path: Path) -> None:
    project = SmallProject(tmp_path / "app", {"build": "touch .mity/stack.yaml", "test": "true"})
    project.write("main.txt", "x")
    assert project.run("build", "test").results["test"].status is Status.DONE
