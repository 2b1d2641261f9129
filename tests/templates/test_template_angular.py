"""The frontend-angular template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from packaging.version import Version

from mity.stacks.catalog import Catalogue
from mity.stacks.model import Stack
from npm_template import (
    AWKWARD,
    DESCRIPTION,
    TEMPLATES,
    check_ci,
    check_lock,
    check_pins,
    check_rendered,
    check_scripts,
    direct,
    programs,
    read,
    render,
    stack_of,
)
from rows import each

ID = "frontend-angular"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(ID, tmp_path_factory.mktemp("angular"), app_name="demo")


@pytest.fixture(scope="module")
def stack() -> Stack:
    return stack_of(ID)


class Page(HTMLParser):
    """What index.html says: its meta elements, and the attributes of all its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str | None] = {}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag == "meta" and (name := found.get("name")):
            self.meta[name] = found.get("content")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "My_App2", "a" * 40])
def test_rendered_files_are_well_formed(tmp_path: Path, stack: Stack, name: str) -> None:
    app = render(ID, tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    slug = name.lower().replace("_", "-")
    assert app.name == slug
    package, lock = read(app / "package.json"), read(app / "package-lock.json")
    assert (package["name"], lock["name"], lock["packages"][""]["name"]) == (slug, slug, slug)
    assert package["description"] == f"{DESCRIPTION} and has a second line"
    assert package["author"] == 'Ann "A" O’Neil'
    [(project, settings)] = read(app / "angular.json")["projects"].items()
    targets = settings["architect"]
    assert project == slug
    assert targets["test"]["options"]["buildTarget"] == f"{slug}:build:development"
    assert targets["serve"]["configurations"]["production"]["buildTarget"] == f"{slug}:build:production"
    page = Page((app / "src/index.html").read_text(encoding="utf-8"))
    assert page.meta["description"] == package["description"]
    assert f'APP_NAME = "{name}";' in (app / "src/app-name.ts").read_text(encoding="utf-8")
    read(app / ".devcontainer/devcontainer.json")
    for path in app.glob(".github/**/*.yml"):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    for pattern in stack.required_files:
        assert list(app.glob(pattern)), pattern


@pytest.mark.parametrize(("chosen", "written"), [("MIT", "MIT"), ("Proprietary", "UNLICENSED")])
def test_the_license_is_the_one_chosen(tmp_path: Path, chosen: str, written: str) -> None:
    app = render(ID, tmp_path, license=chosen)
    assert read(app / "package.json")["license"] == written
    assert read(app / "package-lock.json")["packages"][""]["license"] == written
    assert ("MIT License" in (app / "LICENSE").read_text(encoding="utf-8")) == (chosen == "MIT")


def test_nothing_is_left_unrendered(app: Path) -> None:
    check_rendered(app)
    assert "{%" not in (app / "README.md").read_text(encoding="utf-8")


def test_the_lock_is_that_of_the_package_names_no_host_and_is_complete(app: Path) -> None:
    check_lock(app)


def test_angular_is_of_one_version(app: Path) -> None:
    packages = read(app / "package-lock.json")["packages"]
    assert len({packages[f"node_modules/@angular/{name}"]["version"] for name in ("cdk", "material")}) == 1
    names = ("common", "compiler", "compiler-cli", "core", "forms", "platform-browser", "router")
    assert len({packages[f"node_modules/@angular/{name}"]["version"] for name in names}) == 1
    assert not any("zone.js" in place for place in packages), "the application has no zones"


def test_no_package_runs_a_script_when_it_is_installed(app: Path, stack: Stack) -> None:
    check_scripts(stack, app)


def test_commands_run_programs_of_packages_the_application_asks_for(app: Path, stack: Stack) -> None:
    assert programs(stack) == {"@angular", "eslint", "openapi-typescript", "prettier", "typescript", "vitest"}
    assert {"@angular/cli", "@angular/compiler-cli"} | programs(stack) - {"@angular"} <= direct(app)


def test_the_proof_has_every_command_of_the_ci_file(app: Path, stack: Stack) -> None:
    check_ci(stack, app)


def test_the_angular_program_asks_nothing_and_tells_nobody(app: Path, stack: Stack) -> None:
    assert read(app / "angular.json")["cli"]["analytics"] is False
    steps = [step for verb in stack.commands for v in stack.variants(verb) for step in v.steps]
    used = [step for step in steps if any(word.endswith("/ng.js") for word in step.argv)]
    assert len(used) == 2
    assert all(step.env["NG_CLI_ANALYTICS"] == "false" and "--no-progress" in step.argv for step in used)
    assert "--no-watch" in next(step.argv for step in used if "test" in step.argv)


def test_the_page_can_live_under_the_policy_of_the_server(app: Path) -> None:
    page = Page((app / "src/index.html").read_text(encoding="utf-8"))
    assert page.meta["api-url"] == "/api"
    assert ("base", {"href": "/"}) in page.elements
    assert any(tag == "app-root" and found.get("ngcspnonce") for tag, found in page.elements)
    assert not any(tag in {"script", "style"} for tag, _ in page.elements), "nothing in the text of the page"
    targets = read(app / "angular.json")["projects"]["demo"]["architect"]
    optimization = targets["build"]["configurations"]["production"]["optimization"]
    assert optimization["styles"]["inlineCritical"] is False
    assert optimization["fonts"] is False, "no build asks for fonts elsewhere"


def test_reports_and_artefacts_are_where_the_settings_put_them(app: Path, stack: Stack) -> None:
    targets = read(app / "angular.json")["projects"]["demo"]["architect"]
    assert targets["build"]["options"]["outputPath"] == "dist"
    assert all(path.startswith("dist/browser/") for path in stack.artefacts)
    [report] = [reporter[1] for reporter in targets["test"]["options"]["reporters"] if reporter[0] == "junit"]
    server = re.search(r'outputFile: "([^"]+)"', (app / "vitest.config.ts").read_text(encoding="utf-8"))
    assert server
    assert stack.report
    assert all(Path(path).match(stack.report.path) for path in (report["outputFile"], server[1]))
    assert report["outputFile"] != server[1]


def test_the_readme_shows_the_registry_as_it_is(app: Path) -> None:
    text = (app / "src/features/registry.ts").read_text(encoding="utf-8")
    blocks = re.findall(r"```ts\n(.*?)```", (app / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    line = '  { path: "notes", label: "Notes", loadChildren: () => import("./notes/notes.routes") },\n'
    assert blocks[0] == text.replace("];\n", f"{line}];\n")


def test_names_that_javascript_or_npm_would_refuse_are_reserved(app: Path, stack: Stack) -> None:
    reserved = set(stack.names.reserved)
    packages = {name.replace("-", "_") for name in direct(app) if not name.startswith("@")}
    assert {"class", "true", "null", "fs", "http", "node", "angular", "esbuild", "vite"} | packages <= reserved


def test_what_commands_make_is_ignored_by_git(app: Path, stack: Stack) -> None:
    ignored = (app / ".gitignore").read_text(encoding="utf-8").split()
    assert {pattern for pattern in stack.ignore if f"{pattern}/" not in ignored and pattern not in ignored} == set()


def test_the_node_that_is_asked_for_is_the_one_the_packages_need(app: Path, stack: Stack) -> None:
    node = next(need for need in stack.requires if need.tool == "node")
    packages = read(app / "package-lock.json")["packages"]
    assert packages["node_modules/@angular/core"]["engines"]["node"] == "^20.19.0 || ^22.12.0 || >=24.0.0"
    assert read(app / "package.json")["engines"]["node"] == "^20.19.0 || ^22.12.0 || >=24.0.0"
    assert all(
        node.allows(Version(version)) for version in ("20.19.0", "20.20.2", "22.12.0", "22.20.0", "24.0.0", "26.1.0")
    )
    assert not any(
        node.allows(Version(version)) for version in ("18.20.0", "20.18.3", "21.7.0", "22.0.0", "22.11.0", "23.4.0")
    )


def test_actions_and_images_are_pinned(app: Path) -> None:
    check_pins(app, r"node:\d+\.\d+\.\d+-\S+-slim")


def test_what_the_image_is_built_from_is_not_left_out(app: Path) -> None:
    sent = {line[1:] for line in (app / ".dockerignore").read_text(encoding="utf-8").split() if line[0] == "!"}
    assert {".npmrc", "angular.json", "package.json", "package-lock.json", "public", "serve.mjs", "src"} <= sent
    assert {"tsconfig.json", read_target(app)} <= sent
    assert all((app / name).exists() for name in sent)


def read_target(app: Path) -> str:
    """The TypeScript settings of the build."""
    target = read(app / "angular.json")["projects"]["demo"]["architect"]["build"]["options"]["tsConfig"]
    assert isinstance(target, str)
    return target


def test_a_rendered_application_is_recognised(app: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is not None
    assert found.stack.id == ID


@pytest.mark.slow
@each("name", ["angular.json", "serve.mjs", "src/app/app.config.ts", "package-lock.json"])
def test_any_other_angular_project_is_not_taken_for_one(tmp_path: Path, name: str) -> None:
    app = render(ID, tmp_path, app_name="other")
    (app / name).unlink()
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is None or found.stack.id != ID


@pytest.mark.slow
@pytest.mark.parametrize("other", ["frontend-react", "frontend-vue", "electron-app"])
def test_a_sister_is_not_taken_for_one(tmp_path: Path, other: str) -> None:
    if not (TEMPLATES / other / "cookiecutter.json").is_file():
        pytest.skip(f"no {other} here")
    found = Catalogue([TEMPLATES]).detect(render(other, tmp_path, app_name="other"))
    assert found is None or found.stack.id == other
