"""The python-fastapi template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from ruff import find_ruff_bin

from mity.services.python_places import python_places
from mity.stacks.catalog import Catalogue, there
from mity.stacks.model import Stack
from mity.stacks.resolve import resolve_commands
from mity.system.tools import Toolbox
from rendering import cookiecutter, stack_of
from rows import each

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = TEMPLATES / "python-fastapi"
AWKWARD = {
    "description": 'It\'s "quoted" \\ 100% – ünï 😀\nand has a second line',
    "author_name": 'Ann "A" O’Neil',
}


def render(target: Path, **answers: str) -> Path:
    return Path(
        cookiecutter(str(TEMPLATE), no_input=True, output_dir=str(target), extra_context=answers, accept_hooks=False)
    )


def stack() -> Stack:
    return stack_of(TEMPLATE.name)


@pytest.mark.parametrize("name", ["demo", "my-app2", "a" * 40])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    package = name.replace("-", "_")
    project = tomllib.loads((app / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == name
    assert project["description"] == 'It\'s "quoted" \\ 100% – ünï 😀 and has a second line'
    json.loads((app / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    yaml.safe_load((app / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    for source in app.rglob("*.py"):
        compile(source.read_bytes(), str(source), "exec")
    assert (app / "src" / package / "main.py").is_file()
    for pattern in stack().required_files:
        assert list(app.glob(pattern)), pattern


def test_choices_are_as_the_formatter_and_the_linter_leave_them(tmp_path: Path) -> None:
    for auth, database in (("none", "postgres"), ("session", "sqlite"), ("jwt", "postgres")):
        render(tmp_path / auth, app_name="shop", auth=auth, database=database)
    for words in (("format", "--check"), ("check",)):
        done = subprocess.run([find_ruff_bin(), *words, "."], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_left_unrendered(tmp_path: Path) -> None:
    for path in render(tmp_path).rglob("*"):
        assert "cookiecutter" not in path.name
        assert not path.is_file() or "cookiecutter" not in path.read_text(encoding="utf-8"), path


def test_locks_agree_and_name_no_host(tmp_path: Path) -> None:
    app = render(tmp_path)
    texts = [(app / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements.runtime.lock")]
    locked = [dict(re.findall(r"^([\w.-]+)==([^ ]+)", text, re.MULTILINE)) for text in texts]
    assert {"fastapi", "hatchling", "editables", "pytest", "ruff", "mypy"} <= locked[0].keys()
    assert "psycopg" in locked[1]
    assert "pytest" not in locked[1]
    for name in locked[0].keys() & locked[1].keys():
        assert locked[0][name] == locked[1][name], name
    for text in texts:
        assert "://" not in text
        assert not re.search(r"^[^ #]+==[^ ]+(?!.*\\)$", text, re.MULTILINE), "a line without a hash"


def test_the_proof_has_every_command_of_the_ci_file(tmp_path: Path) -> None:
    jobs = yaml.safe_load((render(tmp_path) / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    told = {step["run"] for job in jobs.values() for step in job["steps"] if "run" in step}
    [variant] = stack().variants("ci")
    lines = [" ".join(word for word in step.argv if word != "UV=${uv}") for step in variant.steps]
    proven = {line.replace("${make}", "make").replace("${python}", "python") for line in lines}
    assert told - proven == {"pipx install 'uv>=0.8,<1'", "make audit", "make image"}, "the world, or an engine"
    assert proven < told


def test_names_that_python_or_the_application_needs_are_reserved() -> None:
    assert {"json", "logging", "class", "true", "fastapi", "sqlalchemy", "tests"} <= set(stack().names.reserved)


@each(
    ("manifest", "text", "expected"),
    [
        ("pyproject.toml", 'dependencies = [\n  "fastapi[standard]>=0.1",\n]', "fastapi-project"),
        ("pyproject.toml", "[tool.poetry.dependencies]\nfastapi = '^0.1'", "fastapi-project"),
        ("requirements.txt", "uvicorn\nFastAPI==0.1\n", "fastapi-project"),
        ("requirements.txt", "flask\n", "python-project"),
        ("Cargo.toml", "[package]", "rust-project"),
        ("go.mod", "module example.com/small", "go-project"),
        ("pom.xml", "<project/>", "maven-project"),
        ("build.gradle.kts", "plugins { java }", "gradle-project"),
        ("settings.gradle", "include 'a'", "gradle-project"),
        ("package.json", "{}", "node-project"),
        ("Makefile", "all:", None),
    ],
)
def test_a_project_is_recognised_by_its_files(tmp_path: Path, manifest: str, text: str, expected: str | None) -> None:
    (tmp_path / manifest).write_text(text)
    if expected == "fastapi-project":
        (tmp_path / "main.py").write_text("from fastapi import FastAPI\n")
    found = Catalogue([TEMPLATES]).detect(tmp_path)
    assert (found.stack.id if found else None) == expected


@each(("manifest", "kind"), [("setup.py", "python"), ("go.mod", "go"), ("Cargo.toml", "rust")])
def test_a_package_json_beside_another_manifest_is_for_tools(tmp_path: Path, manifest: str, kind: str) -> None:
    for name in (manifest, "package.json"):
        (tmp_path / name).write_text("{}")
    found = Catalogue([TEMPLATES]).detect(tmp_path)
    assert found is not None and found.stack.id == f"{kind}-project"


@each(
    ("files", "words"),
    [
        ({"tests/test_a.py": ""}, ["tests"]),
        ({"tests/test_a.py": "", "setup.cfg": "[tool:pytest]\naddopts = --doctest-modules\n"}, []),
        ({"tests/test_a.py": "", "pytest.ini": "[pytest]\ntestpaths = tests docs\n"}, []),
        ({"test.py": ""}, ["test.py"]),
    ],
    ids=["a folder of tests", "settings in setup.cfg", "settings in pytest.ini", "a file of tests"],
)
def test_pytest_collects_what_the_project_says(tmp_path: Path, files: dict[str, str], words: list[str]) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    kind = Catalogue([TEMPLATES]).get("python-project").stack
    values = {"venv_bin": ".venv/bin", **python_places(Toolbox(), kind, "test", tmp_path)}
    found = resolve_commands(kind, "test", tmp_path, {}, values, lambda one: there(tmp_path, one))
    assert list(found.commands[0].argv[4:]) == words


def test_a_rendered_application_is_recognised(tmp_path: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(render(tmp_path, app_name="demo"))
    assert found is not None
    assert found.stack.id == "python-fastapi"


@pytest.mark.parametrize(("pom", "phase"), [("<project/>", "test"), ("<project>\n  <modules>\n</project>", "package")])
def test_a_maven_project_of_one_module_is_not_packed_twice(tmp_path: Path, pom: str, phase: str) -> None:
    (tmp_path / "pom.xml").write_text(pom)
    tools = {"mvn": "mvn", "javac": "/jdk/bin/javac"}
    kind = Catalogue([TEMPLATES]).get("maven-project").stack
    found = resolve_commands(kind, "test", tmp_path, tools, {"own_files": "own"}, lambda one: there(tmp_path, one))
    assert found.commands[0].argv[-1] == phase
