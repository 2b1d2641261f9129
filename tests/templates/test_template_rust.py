"""The rust-api template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from mity.projects.names import check_name
from mity.stacks.catalog import Catalogue
from mity.stacks.command_spec import CommandSpec
from mity.stacks.model import Stack
from rendering import cookiecutter, stack_of
from rows import each

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = TEMPLATES / "rust-api"
LONGEST = "a" * 48 + "-z"
SOURCE = "registry+somewhere"
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


def steps(verb: str) -> list[CommandSpec]:
    return [step for variant in stack().variants(verb) for step in variant.steps]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "my-app2", LONGEST])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    manifest = tomllib.loads((app / "Cargo.toml").read_text(encoding="utf-8"))
    assert manifest["package"]["name"] == manifest["bin"][0]["name"] == name
    assert manifest["package"]["description"] == 'It\'s "quoted" \\ 100% – ünï 😀 and has a second line'
    assert manifest["package"]["license"] == "MIT"
    for path in (*app.rglob("*.toml"), app / "Cargo.lock.pins"):
        tomllib.loads(path.read_text(encoding="utf-8"))
    json.loads((app / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    for path in app.rglob("*.yml"):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    for pattern in stack().required_files:
        assert list(app.glob(pattern)), pattern


def test_a_proprietary_application_names_its_licence_file(tmp_path: Path) -> None:
    package = tomllib.loads((render(tmp_path, license="Proprietary") / "Cargo.toml").read_text())["package"]
    assert "license" not in package
    assert package["license-file"] == "LICENSE"


def test_nothing_is_left_unrendered(tmp_path: Path) -> None:
    for path in render(tmp_path).rglob("*"):
        assert "cookiecutter" not in path.name
        assert not path.is_file() or "cookiecutter" not in path.read_text(encoding="utf-8"), path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x1", LONGEST])
def test_the_name_of_the_application_does_not_change_the_formatting(tmp_path: Path, name: str) -> None:
    """rustfmt breaks long lines and sorts imports, so the name stands only where neither can happen."""
    package = name.replace("-", "_")
    for path in render(tmp_path, app_name=name).rglob("*.rs"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if name in line and line.startswith("const PROGRAM: "):
                assert len(line) <= 100
            elif package in line:
                assert re.match(rf"use ::{package}::[\w:]*(\{{[\w, ]+\}})?;$", line), line
                assert len(line) <= 100


def test_pins_name_no_host_and_are_whole(tmp_path: Path) -> None:
    app = render(tmp_path)
    text = (app / "Cargo.lock.pins").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^source", text, re.MULTILINE)
    packages = tomllib.loads(text)["package"]
    own = [package for package in packages if "checksum" not in package]
    assert [package["name"] for package in own] == ["demo"]
    manifest = tomllib.loads((app / "Cargo.toml").read_text(encoding="utf-8"))
    wanted = {**manifest["dependencies"], **manifest["dev-dependencies"]}
    assert set(own[0]["dependencies"]) == set(wanted)
    versions = {f"{package['name']} {package['version']}" for package in packages}
    names = {package["name"] for package in packages}
    for package in packages:
        for needed in package.get("dependencies", []):
            assert needed in names | versions, f"{package['name']} needs {needed}"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="stands in for cargo by a script")
@pytest.mark.parametrize("name", ["aaa", "demo", "zzz"])
def test_the_first_lock_is_the_pins_with_the_registry_that_cargo_tells(tmp_path: Path, name: str) -> None:
    app = render(tmp_path / "it's ünï code", app_name=name)
    cargo = tmp_path / "cargo"
    said = json.dumps({"packages": [{"dependencies": [{"source": SOURCE}]}]})
    cargo.write_text(f"#!/bin/sh\necho '{said}'\n")
    cargo.chmod(0o755)
    [step] = [step for step in steps("install") if step.argv[0] == "${python}"]
    argv = [word.replace("${cargo}", str(cargo)).replace("${python}", sys.executable) for word in step.argv]
    subprocess.run(argv, cwd=app, check=True)
    text = (app / "Cargo.lock").read_text(encoding="utf-8")
    assert text.startswith("# This file is automatically @generated by Cargo.\n# It is not intended")
    packages = tomllib.loads(text)["package"]
    names = [package["name"] for package in packages]
    assert names == sorted(names), "cargo would write it in another order"
    assert {package["name"] for package in packages if "source" not in package} == {name}
    assert {package["source"] for package in packages if package["name"] != name} == {SOURCE}
    pins = tomllib.loads((app / "Cargo.lock.pins").read_text(encoding="utf-8"))["package"]
    assert [(p["name"], p.get("checksum")) for p in packages if p["name"] != name] == [
        (p["name"], p.get("checksum")) for p in pins if p["name"] != name
    ]


def test_names_that_rust_cargo_or_the_application_needs_are_reserved(tmp_path: Path) -> None:
    reserved = set(stack().names.reserved)
    assert {"fn", "async", "true", "std", "core", "test", "deps", "incremental", "axum", "sqlx"} <= reserved
    pins = tomllib.loads((render(tmp_path) / "Cargo.lock.pins").read_text(encoding="utf-8"))["package"]
    assert {package["name"] for package in pins} - {"demo"} <= reserved
    assert check_name("server", reserved).slug == "server"


def test_each_build_leaves_a_new_program() -> None:
    [build] = steps("build")
    assert build.argv[1] == "install"
    assert "--force" in build.argv
    [launch] = steps("launch")
    assert launch.argv == ("dist/bin/${app_slug}",)
    assert stack().artefacts == ("dist/bin/*",)


def test_commands_keep_to_the_lock() -> None:
    for verb in ("build", "test", "typecheck"):
        assert all({"--locked", "--frozen"} & set(step.argv) for step in steps(verb)), verb


def test_no_version_of_rust_is_forced_on_an_offline_machine(tmp_path: Path) -> None:
    toolchain = tomllib.loads((render(tmp_path) / "rust-toolchain.toml").read_text(encoding="utf-8"))
    assert toolchain == {"toolchain": {"channel": "stable"}}, "rustup would fetch a version or components"


def test_the_oldest_rust_is_the_same_everywhere(tmp_path: Path) -> None:
    app = render(tmp_path)
    oldest = tomllib.loads((app / "Cargo.toml").read_text())["package"]["rust-version"]
    [cargo] = [tool for tool in stack().requires if tool.tool == "cargo"]
    assert cargo.version == f">={oldest}"
    workflow = yaml.safe_load((app / ".github/workflows/ci.yml").read_text())
    assert workflow["jobs"]["check"]["strategy"]["matrix"]["rust"] == [oldest, "stable"]
    answers = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
    assert "rust_version" not in answers, "an update would keep the answer of an earlier version"


def test_the_proof_has_every_command_of_the_ci_file(tmp_path: Path) -> None:
    workflow = yaml.safe_load((render(tmp_path) / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    told = {
        step["run"].split("make ")[-1] for step in workflow["jobs"]["check"]["steps"] if "make " in step.get("run", "")
    }
    [variant] = stack().variants("ci")
    assert {step.argv[1] for step in variant.steps} == told == {"setup", "lint", "test", "build"}
    assert {step.argv[0] for step in variant.steps} == {"${make}"}


def test_a_rendered_application_is_recognised(tmp_path: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(render(tmp_path, app_name="demo"))
    assert found is not None
    assert found.stack.id == "rust-api"


@pytest.mark.slow
@each("lost", ["src/health.rs", "src/features/mod.rs", "Cargo.toml"])
def test_another_rust_project_is_not_taken_for_one(tmp_path: Path, lost: str) -> None:
    app = render(tmp_path, app_name="demo")
    (app / lost).unlink()
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is None or found.stack.id != "rust-api"
