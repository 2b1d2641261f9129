"""What every npm template must hold: checks of its lock, its scripts and its pins, shared by the template tests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from mity.stacks.catalog import load
from mity.stacks.model import Stack
from rendering import cookiecutter

TEMPLATES = Path(__file__).parents[2] / "templates"
DESCRIPTION = 'It\'s "quoted" \\ <b>&amp; 100% – ünï 😀'
AWKWARD = {"description": f"{DESCRIPTION}\nand has a second line", "author_name": 'Ann "A" O’Neil'}


def render(stack: str, target: Path, **answers: str) -> Path:
    """The application as cookiecutter makes it from the template of a stack."""
    options = {"no_input": True, "output_dir": str(target), "extra_context": answers, "accept_hooks": False}
    return Path(cookiecutter(str(TEMPLATES / stack), **options))


def stack_of(stack: str) -> Stack:
    """The stack.yaml of a template."""
    return load(TEMPLATES / stack / "stack.yaml").stack


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def direct(app: Path) -> set[str]:
    """The packages that package.json asks for."""
    package = read(app / "package.json")
    return {*package.get("dependencies", {}), *package["devDependencies"]}


def check_lock(app: Path) -> None:
    """The lock is that of package.json, names no host, and is complete for every system."""
    text = (app / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    package, packages = read(app / "package.json"), json.loads(text)["packages"]
    for key in ("version", "dependencies", "devDependencies", "engines"):
        assert packages[""].get(key) == package.get(key), key
    assert len(packages) > 100
    for place, entry in packages.items():
        assert not place or re.fullmatch(r"sha512-[\w+/]+=*", entry["integrity"]), place
        for kind in ("dependencies", "devDependencies", "optionalDependencies"):
            for name in entry.get(kind, {}):
                assert any(f"{parent}node_modules/{name}" in packages for parent in _parents(place)), (place, name)
    systems = {system for entry in packages.values() for system in entry.get("os", ())}
    assert {"darwin", "linux", "win32"} <= systems


def check_scripts(stack: Stack, app: Path) -> None:
    """No package runs a script when it is installed."""
    settings = (app / ".npmrc").read_text(encoding="utf-8").split()
    assert {"ignore-scripts=true", "fund=false", "audit=false", "omit-lockfile-registry-resolved=true"} <= set(settings)
    assert "--ignore-scripts" in stack.variants("install")[0].steps[0].argv


def check_pins(app: Path, image: str) -> None:
    """Actions are pinned by commit, base images (a regular expression) by version."""
    workflow = (app / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (\S+)", workflow)
    assert uses
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", use) for use in uses), uses
    images = re.findall(r"^FROM (\S+)", (app / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert images
    assert all(re.fullmatch(image, found) for found in images), images


def check_ci(stack: Stack, app: Path, *more: str) -> None:
    """The command `ci` has every verb of the workflow's jobs that need no machine of their own, and `more` of them."""
    jobs = yaml.safe_load((app / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    steps = [*jobs["check"]["steps"], *jobs["supply"]["steps"]]
    told = [step["run"].removeprefix("make ") for step in steps if "run" in step]
    [variant] = stack.variants("ci")
    assert [step.argv[1] for step in variant.steps] == told == ["setup", "lint", "test", "build", *more, "sbom"]
    assert {step.argv[0] for step in variant.steps} == {"${make}"}
    assert all(f"\n{verb}:" in (app / "Makefile").read_text(encoding="utf-8") for verb in told)


def check_rendered(app: Path) -> None:
    """Nothing of the template language is left in the names and texts of the application."""
    for path in app.rglob("*"):
        assert "cookiecutter" not in path.name
        assert not path.is_file() or "cookiecutter" not in path.read_text(encoding="utf-8"), path


def programs(stack: Stack) -> set[str]:
    """The packages whose programs the commands of a stack run."""
    words = [w for verb in stack.commands for v in stack.variants(verb) for step in v.steps for w in step.argv]
    return {word.split("/")[1] for word in words if word.startswith("node_modules/")}


def _parents(place: str) -> list[str]:
    """Where the dependencies of a package may lie, nearest first."""
    ends = [match.start() for match in re.finditer(r"node_modules/", place)]
    return [f"{place}/" if place else "", *(place[:end] for end in reversed(ends))]
