"""The electron-app template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from packaging.version import Version

from mity.errors import UsageError
from mity.projects.names import check_name
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

ID = "electron-app"
STACK = stack_of(ID)
BUILDER = "electron-builder.yml"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(ID, tmp_path_factory.mktemp("electron"), app_name="demo")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "My_App2", "a" * 40])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(ID, tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    slug = name.lower().replace("_", "-")
    assert app.name == slug
    package, lock = read(app / "package.json"), read(app / "package-lock.json")
    assert (package["name"], lock["name"], lock["packages"][""]["name"]) == (slug, slug, slug)
    assert package["description"] == f"{DESCRIPTION} and has a second line"
    assert package["author"] == 'Ann "A" O’Neil'
    assert package["productName"] == name
    builder = yaml.safe_load(text(app / BUILDER))
    assert (builder["productName"], builder["executableName"]) == (name, slug)
    assert re.fullmatch(r"[a-z][\w-]*(\.[a-z][a-z0-9-]*)+", builder["appId"])
    assert f'APP_NAME = "{name}";' in text(app / "src/shared/app.ts")
    assert f"<title>{name}</title>" in text(app / "src/renderer/index.html")
    read(app / ".devcontainer/devcontainer.json")
    for path in app.glob(".github/**/*.yml"):
        yaml.safe_load(text(path))
    for pattern in STACK.required_files:
        assert list(app.glob(pattern)), pattern


def test_a_name_from_cookiecutter_itself_may_be_awkward(tmp_path: Path) -> None:
    app = render(ID, tmp_path, app_name='A "B" \\ <C> & ünï', app_slug="a-b")
    name = 'A "B" \\ <C> & ünï'
    assert read(app / "package.json")["productName"] == name
    assert yaml.safe_load(text(app / BUILDER))["productName"] == name
    [literal] = re.findall(r"APP_NAME = (.*);", text(app / "src/shared/app.ts"))
    assert json.loads(literal) == name
    assert "<C>" not in text(app / "src/renderer/index.html")


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "written"), [("MIT", "MIT"), ("Proprietary", "UNLICENSED")])
def test_the_license_is_the_one_chosen(tmp_path: Path, chosen: str, written: str) -> None:
    app = render(ID, tmp_path, license=chosen)
    assert read(app / "package.json")["license"] == written
    assert read(app / "package-lock.json")["packages"][""]["license"] == written
    assert ("MIT License" in text(app / "LICENSE")) == (chosen == "MIT")


def test_nothing_is_left_unrendered(app: Path) -> None:
    check_rendered(app)


def test_the_lock_is_complete_and_names_no_host(app: Path) -> None:
    check_lock(app)


def test_no_package_runs_a_script_when_it_is_installed(app: Path) -> None:
    check_scripts(STACK, app)
    packages = read(app / "package-lock.json")["packages"]
    # It is used on Windows only, to pack: it makes no difference that its script does not run.
    assert [place for place, entry in packages.items() if entry.get("hasInstallScript")] == [
        "node_modules/electron-winstaller"
    ]


def test_no_command_can_download_electron(app: Path) -> None:
    words = [w for verb in STACK.commands for v in STACK.variants(verb) for step in v.steps for w in step.argv]
    assert not [w for w in words if re.search(r"electron/(cli|install|index)|\.bin/|^npx$|electron-builder", w)]
    for variant in STACK.variants("launch"):
        [program] = [w for w in variant.steps[0].argv if w.startswith("node_modules/")] or [""]
        assert program in {*(marker.file for marker in variant.files), ""}, "only where it is there already"


def test_commands_run_programs_of_packages_the_application_asks_for(app: Path) -> None:
    assert programs(STACK) == {"electron", "electron-vite", "oxlint", "prettier", "typescript", "vitest"}
    assert programs(STACK) <= direct(app)


def test_every_launch_is_the_same_trial_run(app: Path) -> None:
    *real, harness = STACK.variants("launch")
    assert len(real) == 3
    for variant in real:
        assert not variant.harness
        assert not variant.page, "its page is in its own window"
        assert variant.files
    assert "in place of Electron" in harness.harness
    assert harness.page
    assert not harness.files
    environments = [variant.steps[-1].env for variant in STACK.variants("launch")]
    assert all(env == environments[0] for env in environments)
    trial = {"APP_SMOKE": "1", "HOST": "${host}", "PORT": "${port}", "ELECTRON_RUN_AS_NODE": ""}
    assert trial.items() <= environments[0].items()
    settings = text(app / "src/main/settings.ts")
    read_by_app = set(re.findall(r"^  ([A-Z_]+): z", settings, re.MULTILINE))
    assert read_by_app == set(environments[0]) - {"ELECTRON_RUN_AS_NODE"}
    told = set(re.findall(r"`([A-Z_]+)`", text(app / "README.md")))
    assert read_by_app - {"ELECTRON_RENDERER_URL"} <= told


def test_what_the_page_must_show_is_what_main_answered(app: Path) -> None:
    assert STACK.page is not None
    assert STACK.page.root == "#root"
    assert '<div id="root">' in text(app / "src/renderer/index.html")
    assert STACK.page.contains in text(app / "src/renderer/pages/HomePage.tsx")


def test_windows_are_safe(app: Path) -> None:
    policy = text(app / "src/main/policy.ts")
    for line in ("contextIsolation: true", "sandbox: true", "nodeIntegration: false", "webSecurity: true"):
        assert f"  {line},\n" in policy
    sources = "".join(text(path) for path in (app / "src").rglob("*.ts*"))
    assert "sandbox: false" not in sources
    assert "no-sandbox" not in sources, "a matter of the trial run alone"
    assert "<meta http-equiv" not in text(app / "src/renderer/index.html"), "the policy is a header"


def test_every_fuse_is_set(app: Path) -> None:
    fuses = yaml.safe_load(text(app / BUILDER))["electronFuses"]
    on = {name for name, value in fuses.items() if value}
    assert len(fuses) == 8
    assert on == {"enableCookieEncryption", "enableEmbeddedAsarIntegrityValidation", "onlyLoadAppFromAsar"}


def test_names_that_javascript_or_npm_would_refuse_are_reserved(app: Path) -> None:
    reserved = set(STACK.names.reserved)
    packages = {name.replace("-", "_") for name in direct(app) if not name.startswith("@")}
    assert {"class", "true", "null", "fs", "http", "node", "electron", "release"} | packages <= reserved
    for name in ("electron", "Electron-Vite", "zod"):
        with pytest.raises(UsageError, match="reserved"):
            check_name(name, STACK.names.reserved)


def test_what_commands_make_is_ignored_by_git(app: Path) -> None:
    ignored = text(app / ".gitignore").split()
    assert {pattern for pattern in STACK.ignore if f"{pattern}/" not in ignored and pattern not in ignored} == set()


def test_the_node_that_is_asked_for_is_the_one_the_packages_need(app: Path) -> None:
    node = next(need for need in STACK.requires if need.tool == "node")
    assert read(app / "package.json")["engines"]["node"] == "^20.19.0 || ^22.12.0 || >=24.0.0"
    assert all(node.allows(Version(v)) for v in ("20.19.0", "20.20.2", "22.12.0", "22.20.0", "24.0.0", "26.1.0"))
    assert not any(node.allows(Version(v)) for v in ("18.20.0", "20.18.3", "21.7.0", "22.11.0", "23.4.0"))


def test_the_proof_has_every_command_of_the_ci_file(app: Path) -> None:
    check_ci(STACK, app, "smoke")


def test_actions_and_images_are_pinned(app: Path) -> None:
    check_pins(app, r"node:\d+\.\d+\.\d+-\S+-slim")


def test_a_rendered_application_is_recognised(app: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is not None
    assert found.stack.id == ID


def test_any_other_electron_project_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "src" / "main").mkdir(parents=True)
    (tmp_path / "package.json").write_text('{"devDependencies": {"electron": "^45", "react": "^19"}}')
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "electron.vite.config.ts").write_text("export default {}")
    (tmp_path / "src" / "main" / "index.ts").write_text('import { app } from "electron";')
    found = Catalogue([TEMPLATES]).detect(tmp_path)
    assert found is None or found.stack.id != ID


def test_a_sister_is_not_taken_for_one(tmp_path: Path) -> None:
    found = Catalogue([TEMPLATES]).detect(render("frontend-react", tmp_path))
    assert found is not None
    assert found.stack.id == "frontend-react"
