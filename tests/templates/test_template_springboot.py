"""The java-springboot template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml

from mity.errors import UsageError
from mity.projects.names import check_name
from mity.stacks.catalog import Catalogue
from mity.stacks.command_spec import CommandSpec
from mity.stacks.model import Stack
from rendering import cookiecutter, stack_of

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = TEMPLATES / "java-springboot"
LONGEST = "a" * 48 + "-z"
POM = "{http://maven.apache.org/POM/4.0.0}"
AWKWARD = {
    "description": 'It\'s "quoted" \\ <b>&amp; 100% – ünï 😀 ${project.description} $ { #\nand has a second line',
    "author_name": 'Ann "A" O’Neil <&>',
}


def render(target: Path, **answers: str) -> Path:
    return Path(
        cookiecutter(str(TEMPLATE), no_input=True, output_dir=str(target), extra_context=answers, accept_hooks=False)
    )


def stack() -> Stack:
    return stack_of(TEMPLATE.name)


def steps(verb: str) -> list[CommandSpec]:
    return [step for variant in stack().variants(verb) for step in variant.steps]


def pom(app: Path) -> ElementTree.Element:
    return ElementTree.fromstring((app / "pom.xml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application that no test changes."""
    return render(tmp_path_factory.mktemp("demo"))


def base(app: Path) -> Path:
    [program] = app.glob("src/main/java/**/Application.java")
    return program.parent


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "my-app2", LONGEST])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    project = pom(app)
    assert project.findtext(f"{POM}artifactId") == name
    said = project.findtext(f"{POM}description") or ""
    assert said.startswith('It\'s "quoted" \\ <b>&amp; 100% – ünï 😀 ')
    assert said.endswith("and has a second line")
    assert "${" not in said, "Maven would replace it"
    assert project.findtext(f"{POM}developers/{POM}developer/{POM}name") == AWKWARD["author_name"]
    json.loads((app / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    for path in (*app.rglob("*.yml"),):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    for pattern in stack().required_files:
        assert list(app.glob(pattern)), pattern


def test_nothing_is_left_unrendered(demo: Path) -> None:
    for path in demo.rglob("*"):
        assert "cookiecutter" not in path.name
        assert not path.is_file() or "cookiecutter" not in path.read_text(encoding="utf-8"), path


@pytest.mark.slow
@pytest.mark.parametrize("license", ["MIT", "Proprietary"])
def test_the_licence_is_the_same_everywhere(tmp_path: Path, license: str) -> None:
    app = render(tmp_path, license=license)
    named = pom(app).findtext(f"{POM}licenses/{POM}license/{POM}name")
    assert named == ("MIT" if license == "MIT" else None)
    assert ("MIT License" in (app / "LICENSE").read_text()) == (license == "MIT")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "package"),
    [
        ({"app_name": "shop"}, "com.example.shop"),
        ({"app_name": "My-Web_Shop"}, "com.example.mywebshop"),
        ({"app_name": "shop", "package_name": "shop"}, "com.example.shop"),
        ({"app_name": "my-shop", "package_name": "my_shop"}, "com.example.myshop"),
        ({"app_name": "go-to", "package_name": "go_to"}, "com.example.gotoapp"),
        ({"app_name": "shop", "package_name": "org.acme.shop"}, "org.acme.shop"),
    ],
)
def test_the_package_fits_java_and_its_folders(tmp_path: Path, answers: dict[str, str], package: str) -> None:
    """mity answers package_name by a plain name; a person by a whole package, or not at all."""
    app = render(tmp_path, **answers)
    assert pom(app).findtext(f"{POM}groupId") == package
    for root in ("src/main/java", "src/test/java"):
        for path in (app / root).rglob("*.java"):
            folder = path.parent.relative_to(app / root).as_posix().replace("/", ".")
            assert folder.startswith(package)
            assert re.search(rf"^package {re.escape(folder)};$", path.read_text(encoding="utf-8"), re.MULTILINE), path
    factories = (app / "src/main/resources/META-INF/spring.factories").read_text()
    for name in re.findall(rf"^{re.escape(package)}\.(\S+)$", factories, re.MULTILINE):
        assert (base(app) / (name.replace(".", "/") + ".java")).is_file(), name
    assert factories.count(package) == 2


@pytest.mark.slow
def test_the_name_of_the_application_does_not_change_the_formatting(tmp_path: Path) -> None:
    """The formatter breaks long lines and sorts imports, so the name stands only in imports, which are a last group."""
    package = "com.example." + LONGEST.replace("-", "")
    for path in render(tmp_path, app_name=LONGEST).rglob("*.java"):
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        for line in (line for block in blocks for line in block.splitlines() if package in line):
            assert line.startswith(("package ", "import ")), (path, line)
        for block in blocks:
            imported = [package in line for line in block.splitlines() if line.startswith("import ")]
            assert all(imported) or not any(imported), path
    for path in render(tmp_path, app_name="q-q").rglob("*.java"):
        assert "q-q" not in path.read_text(encoding="utf-8")


def test_words_of_java_are_reserved() -> None:
    reserved = set(stack().names.reserved)
    words = json.loads((TEMPLATE / "cookiecutter.json").read_text())["__words"].split()
    assert set(words) | {"true", "false", "null"} <= reserved
    with pytest.raises(UsageError, match="reserved"):
        check_name("class", reserved)
    assert check_name("record", reserved).slug == "record"


def test_what_surefire_and_the_formatter_would_fetch_later_is_listed(demo: Path) -> None:
    text = (demo / "pom.xml").read_text()
    assert "org.apache.maven.surefire:surefire-junit-platform:${maven-surefire-plugin.version}" in text
    assert text.count("<version>${palantir-java-format.version}</version>") == 2
    goals = ("dependency:go-offline", "dependency:get@test-runner", "surefire:help")
    [install] = steps("install")
    assert set(goals) <= set(install.argv)
    assert " ".join(goals) in (demo / "Makefile").read_text()


def test_versions_are_pinned_and_no_registry_is_named(demo: Path) -> None:
    text = (demo / "pom.xml").read_text()
    versions = re.findall(r"<(?:[\w.-]+\.)?version>([^<]+)<", text)
    assert all(re.fullmatch(r"[\d.]+|\$\{[\w.-]+\}|\[[\d.]+,\)|17", version) for version in versions), versions
    assert "<repositor" not in text
    assert not list(demo.rglob("maven-wrapper*"))


def test_maven_neither_asks_nor_paints(demo: Path) -> None:
    for verb in ("install", "build", "test", "lint", "typecheck", "format"):
        for step in steps(verb):
            assert {"--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"} <= set(step.argv), verb
            assert step.env["JAVA_HOME"] == "${javac_home}"
    makefile = (demo / "Makefile").read_text()
    for verb in ("setup", "lint", "test", "build", "run"):
        assert re.search(rf"^{verb}:", makefile, re.MULTILINE)


def test_the_program_itself_is_launched() -> None:
    [launch] = steps("launch")
    assert launch.argv[0] == "${java}"
    assert launch.argv[2] == "target/${app_slug}.jar"
    assert stack().artefacts == ("target/*.jar",)


def test_settings_are_the_same_everywhere(demo: Path) -> None:
    configuration = (demo / "src/main/resources/application.yml").read_text()
    used = set(re.findall(r"\$\{([A-Z_]+):", configuration))
    shown = set(re.findall(r"^([A-Z_]+)=", (demo / ".env.example").read_text(), re.MULTILINE))
    readme = (demo / "README.md").read_text().split("## Settings")[1].split("##")[0]
    told = set(re.findall(r"`([A-Z_]{4,})`", readme)) - {"TRACE", "DEBUG", "INFO", "WARN", "ERROR"}
    assert used == shown == told
    fields = (base(demo) / "settings" / "Settings.java").read_text()
    for name in yaml.safe_load(configuration)["app"]:
        assert re.search(rf"\b{re.sub(r'-(.)', lambda found: found[1].upper(), name)}\b", fields), name


def test_the_oldest_java_is_the_same_everywhere(demo: Path) -> None:
    oldest = pom(demo).findtext(f"{POM}properties/{POM}java.version")
    assert {tool.version for tool in stack().requires if tool.tool in ("java", "javac")} == {f">={oldest}"}
    workflow = yaml.safe_load((demo / ".github/workflows/ci.yml").read_text())
    assert workflow["jobs"]["check"]["strategy"]["matrix"]["java"][0] == oldest
    assert f"<version>[{oldest},)</version>" in (demo / "pom.xml").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("answers", [{}, {"package_name": "org.acme.deep.shop"}])
def test_a_rendered_application_is_recognised(tmp_path: Path, answers: dict[str, str]) -> None:
    found = Catalogue([TEMPLATES]).detect(render(tmp_path, app_name="demo", **answers))
    assert found is not None
    assert found.stack.id == "java-springboot"


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["settings/SettingsCheck.java", "features/package-info.java", "pom.xml"])
def test_another_java_project_is_not_taken_for_one(tmp_path: Path, lost: str) -> None:
    app = render(tmp_path, app_name="demo")
    (app / lost if lost == "pom.xml" else base(app) / lost).unlink()
    found = Catalogue([TEMPLATES]).detect(app)
    assert found is None or found.stack.id != "java-springboot"


def test_the_proof_has_every_command_of_the_ci_file(tmp_path: Path) -> None:
    workflow = yaml.safe_load((render(tmp_path) / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = [step for job in ("check", "supply") for step in workflow["jobs"][job]["steps"]]
    told = {step["run"].split("make ")[-1] for step in steps if "make " in step.get("run", "")}
    [variant] = stack().variants("ci")
    assert {step.argv[1] for step in variant.steps} == told == {"setup", "lint", "test", "build", "sbom"}
    assert {step.argv[0] for step in variant.steps} == {"${make}"}
