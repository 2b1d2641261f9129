"""The frontend-react template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.version import Version

from mity.stacks.catalog import Catalogue
from mity.stacks.model import Stack
from npm_template import check_ci
from rendering import cookiecutter, stack_of

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = TEMPLATES / "frontend-react"
DESCRIPTION = 'It\'s "quoted" \\ <b>&amp; 100% – ünï 😀'
AWKWARD = {"description": f"{DESCRIPTION}\nand has a second line", "author_name": 'Ann "A" O’Neil'}


def render(target: Path, **answers: str) -> Path:
    return Path(
        cookiecutter(str(TEMPLATE), no_input=True, output_dir=str(target), extra_context=answers, accept_hooks=False)
    )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(tmp_path_factory.mktemp("react"), app_name="demo")


def stack() -> Stack:
    return stack_of(TEMPLATE.name)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def direct(app: Path) -> set[str]:
    package = read(app / "package.json")
    return {*package["dependencies"], *package["devDependencies"]}


class Head(HTMLParser):
    """What index.html says in its head."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and (name := found.get("name")):
            self.meta[name] = found.get("content")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "My_App2", "a" * 40])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    slug = name.lower().replace("_", "-")
    assert app.name == slug
    package, lock = read(app / "package.json"), read(app / "package-lock.json")
    assert (package["name"], lock["name"], lock["packages"][""]["name"]) == (slug, slug, slug)
    assert package["description"] == f"{DESCRIPTION} and has a second line"
    assert package["author"] == 'Ann "A" O’Neil'
    page = Head((app / "index.html").read_text(encoding="utf-8"))
    assert page.meta["description"] == package["description"]
    assert f'APP_NAME = "{name}";' in (app / "src/app.ts").read_text(encoding="utf-8")
    read(app / ".devcontainer/devcontainer.json")
    for path in app.glob(".github/**/*.yml"):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    for pattern in stack().required_files:
        assert list(app.glob(pattern)), pattern


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "written"), [("MIT", "MIT"), ("Proprietary", "UNLICENSED")])
def test_the_license_is_the_one_chosen(tmp_path: Path, chosen: str, written: str) -> None:
    app = render(tmp_path, license=chosen)
    assert read(app / "package.json")["license"] == written
    assert read(app / "package-lock.json")["packages"][""]["license"] == written
    assert ("MIT License" in (app / "LICENSE").read_text(encoding="utf-8")) == (chosen == "MIT")


def test_nothing_is_left_unrendered(app: Path) -> None:
    for path in app.rglob("*"):
        assert "cookiecutter" not in path.name
        assert not path.is_file() or "cookiecutter" not in path.read_text(encoding="utf-8"), path


def test_the_lock_is_that_of_the_package_and_names_no_host(app: Path) -> None:
    text = (app / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    package, root = read(app / "package.json"), json.loads(text)["packages"][""]
    for key in ("version", "dependencies", "devDependencies", "engines"):
        assert root[key] == package[key], key


def test_the_lock_is_complete_for_every_system(app: Path) -> None:
    packages = read(app / "package-lock.json")["packages"]
    assert len(packages) > 100
    for place, entry in packages.items():
        assert not place or re.fullmatch(r"sha512-[\w+/]+=*", entry["integrity"]), place
        for kind in ("dependencies", "devDependencies", "optionalDependencies"):
            for name in entry.get(kind, {}):
                assert any(f"{parent}node_modules/{name}" in packages for parent in parents(place)), (place, name)
    systems = {system for entry in packages.values() for system in entry.get("os", ())}
    assert {"darwin", "linux", "win32"} <= systems


def parents(place: str) -> list[str]:
    """Where the dependencies of a package may lie, nearest first."""
    ends = [match.start() for match in re.finditer(r"node_modules/", place)]
    return [f"{place}/" if place else "", *(place[:end] for end in reversed(ends))]


def test_no_package_runs_a_script_when_it_is_installed(app: Path) -> None:
    settings = (app / ".npmrc").read_text(encoding="utf-8").split()
    assert {"ignore-scripts=true", "fund=false", "audit=false", "omit-lockfile-registry-resolved=true"} <= set(settings)
    assert "--ignore-scripts" in stack().variants("install")[0].steps[0].argv
    assert not any(entry.get("hasInstallScript") for entry in read(app / "package-lock.json")["packages"].values())


def test_commands_run_programs_of_packages_the_application_asks_for(app: Path) -> None:
    words = [w for verb in stack().commands for v in stack().variants(verb) for step in v.steps for w in step.argv]
    used = {named[0] for word in words if (named := re.findall(r"^node_modules/((?:@[^/]+/)?[^/]+)/", word))}
    assert used == {"@typescript/native", "openapi-typescript", "oxlint", "prettier", "vite", "vitest"}
    assert used <= direct(app)


def test_names_that_javascript_or_npm_would_refuse_are_reserved(app: Path) -> None:
    reserved = set(stack().names.reserved)
    packages = {name.replace("-", "_") for name in direct(app) if not name.startswith("@")}
    assert {"class", "true", "null", "fs", "http", "node", "react", "vite"} | packages <= reserved


def test_what_commands_make_is_ignored_by_git(app: Path) -> None:
    ignored = (app / ".gitignore").read_text(encoding="utf-8").split()
    assert {pattern for pattern in stack().ignore if f"{pattern}/" not in ignored and pattern not in ignored} == set()


def test_the_node_that_is_asked_for_is_the_one_the_packages_need(app: Path) -> None:
    need = next(item for item in stack().requires if item.tool == "node")
    assert read(app / "package.json")["engines"]["node"] == "^20.19.0 || ^22.12.0 || >=24.0.0"
    for version in ("20.19.0", "20.20.2", "22.12.0", "22.20.0", "24.0.0", "26.1.0"):
        assert need.allows(Version(version)), version
    for version in ("18.20.0", "20.18.3", "21.7.0", "22.0.0", "22.11.0", "23.4.0"):
        assert not need.allows(Version(version)), version


def test_the_proof_has_every_command_of_the_ci_file(app: Path) -> None:
    check_ci(stack(), app)


def test_actions_and_images_are_pinned(app: Path) -> None:
    workflow = (app / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (\S+)", workflow)
    assert uses
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", use) for use in uses), uses
    images = re.findall(r"^FROM (\S+)", (app / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(re.fullmatch(r"node:\d+\.\d+\.\d+-\S+-slim", image) for image in images), images


def test_a_rendered_application_is_recognised(app: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is not None
    assert found.stack.id == "frontend-react"


def test_any_other_react_project_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "package.json").write_text('{"dependencies": {"react": "^19", "react-router": "^7"}}')
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "src" / "main.tsx").write_text("createRoot(document.body)")
    found = Catalogue([TEMPLATES]).detect(tmp_path)
    assert found is None or found.stack.id != "frontend-react"
