"""The frontend-vue template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from packaging.version import Version

from mity.stacks.catalog import Catalogue
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
from rendering import app_sources
from rows import each

STACK = "frontend-vue"
NODE = (20, 19, 0)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(STACK, tmp_path_factory.mktemp("vue"), app_name="demo")


class Page(HTMLParser):
    """What index.html says: its meta elements, and the ids of its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str | None] = {}
        self.ids: set[str | None] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and (name := found.get("name")):
            self.meta[name] = found.get("content")
        self.ids.add(found.get("id"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "My_App2", "a" * 40])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(STACK, tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    slug = name.lower().replace("_", "-")
    assert app.name == slug
    package, lock = read(app / "package.json"), read(app / "package-lock.json")
    assert (package["name"], lock["name"], lock["packages"][""]["name"]) == (slug, slug, slug)
    assert package["description"] == f"{DESCRIPTION} and has a second line"
    assert package["author"] == 'Ann "A" O’Neil'
    page = Page((app / "index.html").read_text(encoding="utf-8"))
    assert page.meta["description"] == package["description"]
    assert f'APP_NAME = "{name}";' in (app / "src/app.ts").read_text(encoding="utf-8")
    read(app / ".devcontainer/devcontainer.json")
    for path in app.glob(".github/**/*.yml"):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    for pattern in stack_of(STACK).required_files:
        assert list(app.glob(pattern)), pattern


@pytest.mark.slow
@each("text", ["back\\slash", '"', "100% {x} $HOME #1 `y`", "'<b>&amp;", "😀"])
def test_any_description_is_kept_as_it_is(tmp_path: Path, text: str) -> None:
    app = render(STACK, tmp_path, app_name="demo", description=text, author_name=text)
    package = read(app / "package.json")
    assert (package["description"], package["author"]) == (text, text)
    assert Page((app / "index.html").read_text(encoding="utf-8")).meta["description"] == text
    assert text in (app / "README.md").read_text(encoding="utf-8")
    assert text in (app / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "written"), [("MIT", "MIT"), ("Proprietary", "UNLICENSED")])
def test_the_license_is_the_one_chosen(tmp_path: Path, chosen: str, written: str) -> None:
    app = render(STACK, tmp_path, license=chosen)
    assert read(app / "package.json")["license"] == written
    assert read(app / "package-lock.json")["packages"][""]["license"] == written
    assert ("MIT License" in (app / "LICENSE").read_text(encoding="utf-8")) == (chosen == "MIT")


def test_what_is_vues_is_not_taken_for_the_template_language(app: Path) -> None:
    check_rendered(app)
    endings = (".vue", ".ts", ".js", ".mjs", ".css", ".svg")
    sources = {path: file for path, file in app_sources(STACK).items() if path.endswith(endings)}
    assert len(sources) > 30
    for path, file in sources.items():
        text = file.read_text(encoding="utf-8")
        if "cookiecutter" not in text:
            assert (app / path).read_text(encoding="utf-8") == text, path
    readme = (app / "README.md").read_text(encoding="utf-8")
    assert ">{{ note }}<" in readme
    assert not re.search(r"\{%", readme)
    assert "${{ matrix.node }}" in (app / ".github/workflows/ci.yml").read_text(encoding="utf-8")


def test_the_lock_is_whole_for_every_system_and_names_no_host(app: Path) -> None:
    check_lock(app)


def test_no_package_runs_a_script_when_it_is_installed(app: Path) -> None:
    check_scripts(stack_of(STACK), app)
    packages = read(app / "package-lock.json")["packages"]
    # It is made for Vue 3 as it comes; its script would change that for other versions.
    assert [place for place, entry in packages.items() if entry.get("hasInstallScript")] == [
        "node_modules/@tanstack/vue-query/node_modules/vue-demi"
    ]


def accepts(range_: str, version: tuple[int, int, int]) -> bool:
    """Whether a version is in a range as package.json's engines are written."""
    for alternative in range_.split("||"):
        found = re.fullmatch(r"(\^|>=)? ?v?(\d+)(?:\.(\d+))?(?:\.(\d+))?( \S+)?", alternative.strip())
        assert found, f"cannot read {alternative!r}"
        least = (int(found[2]), int(found[3] or 0), int(found[4] or 0))
        if least <= version and (found[1] == ">=" or least[0] == version[0]):
            return True
    return False


def test_no_package_wants_a_newer_node_than_the_oldest_one(app: Path) -> None:
    assert accepts("^18 || >=20.18.1", NODE)
    assert not accepts("^18 || ^22.12.0 || >=24", NODE)
    entries = read(app / "package-lock.json")["packages"].items()
    wanted = {place: entry["engines"]["node"] for place, entry in entries if "node" in entry.get("engines", {})}
    assert {place: range_ for place, range_ in wanted.items() if not accepts(range_.replace("14 >=", ">="), NODE)} == {}


def test_commands_run_programs_of_packages_the_application_asks_for(app: Path) -> None:
    used = programs(stack_of(STACK))
    assert used == {"eslint", "openapi-typescript", "prettier", "vue-tsc", "vite", "vitest"}
    assert used <= direct(app)
    make = (app / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\(BIN\)/([\w-]+)/", make)) == used


def test_the_makefile_runs_the_programs_that_the_stack_runs(app: Path) -> None:
    make = (app / "Makefile").read_text(encoding="utf-8").replace("$(BIN)", "node_modules")
    for verb in ("build", "test", "lint", "typecheck", "format"):
        for variant in stack_of(STACK).variants(verb):
            for step in variant.steps:
                assert " ".join(step.argv[1:]) in make, (verb, step.argv)


def test_names_that_javascript_or_npm_would_refuse_are_reserved(app: Path) -> None:
    reserved = set(stack_of(STACK).names.reserved)
    packages = {name.replace("-", "_") for name in direct(app) if not name.startswith("@")}
    assert {"class", "true", "null", "fs", "http", "node", "vue", "vite"} | packages <= reserved


def test_what_commands_make_is_ignored_by_git(app: Path) -> None:
    ignored = (app / ".gitignore").read_text(encoding="utf-8").split()
    stack = stack_of(STACK)
    assert {pattern for pattern in stack.ignore if f"{pattern}/" not in ignored and pattern not in ignored} == set()


def test_the_node_that_is_asked_for_is_the_one_the_packages_need(app: Path) -> None:
    node = next(need for need in stack_of(STACK).requires if need.tool == "node")
    assert read(app / "package.json")["engines"]["node"] == "^20.19.0 || ^22.13.0 || >=24.0.0"
    assert all(
        node.allows(Version(version)) for version in ("20.19.0", "20.20.2", "22.13.0", "22.20.0", "24.0.0", "26.1.0")
    )
    assert not any(
        node.allows(Version(version)) for version in ("18.20.0", "20.18.3", "21.7.0", "22.0.0", "22.12.0", "23.4.0")
    )


def test_the_proof_has_every_command_of_the_ci_file(app: Path) -> None:
    check_ci(stack_of(STACK), app)


def test_actions_and_images_are_pinned(app: Path) -> None:
    check_pins(app, r"node:\d+\.\d+\.\d+-\S+-slim")


def test_a_browser_looks_for_what_the_page_has(app: Path) -> None:
    page = stack_of(STACK).page
    assert page is not None
    root = page.root.removeprefix("#")
    assert root in Page((app / "index.html").read_text(encoding="utf-8")).ids
    assert f'getElementById("{root}")' in (app / "src/main.ts").read_text(encoding="utf-8")
    assert page.contains in (app / "src/components/AppLayout.vue").read_text(encoding="utf-8")


def test_what_the_image_is_built_from_is_there(app: Path) -> None:
    let_in = (app / ".dockerignore").read_text(encoding="utf-8").split()
    assert let_in[0] == "*"
    assert all((app / name.removeprefix("!")).exists() for name in let_in[1:])
    needed = {"package.json", "package-lock.json", ".npmrc", "index.html", "src", "public", "serve.mjs", "tests"}
    needed |= {path.name for path in app.glob("tsconfig*.json")} | {"vite.config.ts"}
    assert {f"!{name}" for name in needed} <= set(let_in)


def test_only_a_rendered_application_is_recognised(app: Path, tmp_path: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is not None
    assert found.stack.id == STACK
    other = Path(shutil.copytree(app, tmp_path / "other"))
    (other / "serve.mjs").unlink()
    found = Catalogue([TEMPLATES]).detect(other)
    assert found is None or found.stack.id != STACK


@pytest.mark.slow
def test_a_sister_is_not_taken_for_one(tmp_path: Path) -> None:
    for sister in sorted(path.parent.name for path in TEMPLATES.glob("*/cookiecutter.json")):
        if sister != STACK and (TEMPLATES / sister / "stack.yaml").is_file():
            found = Catalogue([TEMPLATES]).detect(render(sister, tmp_path / sister, app_name="demo"))
            assert found is None or found.stack.id != STACK, sister


def test_any_other_vue_project_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "package.json").write_text('{"dependencies": {"vue": "^3.5", "vue-router": "^5"}}')
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "src" / "main.ts").write_text("createApp(App)")
    found = Catalogue([TEMPLATES]).detect(tmp_path)
    assert found is None or found.stack.id != STACK
