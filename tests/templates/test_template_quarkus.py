"""The java-quarkus template: its files agree with each other, whatever the application is called."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from functools import cache
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
TEMPLATE = TEMPLATES / "java-quarkus"
LONGEST = "a" * 48 + "-z"
MAVEN = {"m": "http://maven.apache.org/POM/4.0.0"}
AWKWARD = {
    "description": 'It\'s "quoted" \\ <b>&amp; 100% ${x} #{y} @database@ – ünï 😀\nand has a second line',
    "author_name": 'Ann "A" O’Neil',
}


def render(target: Path, **answers: str) -> Path:
    return Path(
        cookiecutter(str(TEMPLATE), no_input=True, output_dir=str(target), extra_context=answers, accept_hooks=False)
    )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application that no test changes."""
    return render(tmp_path_factory.mktemp("rendered"), app_name="shop")


@cache
def stack() -> Stack:
    return stack_of(TEMPLATE.name)


def steps() -> dict[str, list[CommandSpec]]:
    known = stack()
    return {verb: [step for variant in known.variants(verb) for step in variant.steps] for verb in known.commands}


def pom(app: Path) -> ET.Element:
    return ET.fromstring((app / "pom.xml").read_text(encoding="utf-8"))


def text_of(app: Path, path: str) -> str:
    found = pom(app).findtext(path, namespaces=MAVEN)
    assert found is not None, path
    return found


def settings(app: Path) -> list[str]:
    """The names in the one list of all settings."""
    [source] = app.glob("src/main/java/**/Setting.java")
    return re.findall(r"^    ([A-Z_]+)\(\"", source.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "my-app2", "Second_One", LONGEST])
def test_rendered_files_are_well_formed(tmp_path: Path, name: str) -> None:
    app = render(tmp_path / "it's ünï code", app_name=name, **AWKWARD)
    assert text_of(app, "m:artifactId") == name.lower().replace("_", "-")
    for path in app.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    for path in app.rglob("*.yml"):
        yaml.safe_load(path.read_text(encoding="utf-8"))
    info = json.loads((app / "src/main/resources/META-INF/openapi.json").read_text(encoding="utf-8"))["info"]
    assert (info["title"], info["description"]) == (name, AWKWARD["description"])
    [title_test] = app.rglob("OpenApiTest.java")
    assert f'equalTo("{name}")' in title_test.read_text(encoding="utf-8")
    for pattern in stack().required_files:
        assert list(app.glob(pattern)), pattern


def test_nothing_is_left_unrendered(app: Path) -> None:
    for path in app.rglob("*"):
        assert "cookiecutter" not in path.name
        assert not path.is_file() or "cookiecutter" not in path.read_text(encoding="utf-8"), path


@pytest.mark.slow
@each(
    ("answers", "package"),
    [
        ({"app_name": "my-app"}, "com.example.myapp"),
        ({"app_name": "my-app", "package_name": "my_app"}, "com.example.myapp"),
        ({"app_name": "my-app", "package_name": "org.acme.my_app"}, "org.acme.my_app"),
    ],
)
def test_sources_lie_where_their_package_says(tmp_path: Path, answers: dict[str, str], package: str) -> None:
    app = render(tmp_path, **answers)
    sources = list(app.rglob("*.java"))
    assert len(sources) > 20
    for source in sources:
        declared = re.findall(r"^package ([\w.]+);$", source.read_text(encoding="utf-8"), re.MULTILINE)
        place = ".".join(source.parent.relative_to(app).parts[3:])
        assert declared == [place], source
        assert f"{place}.".startswith(f"{package}."), source
    assert text_of(app, "m:groupId") == package


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x1", LONGEST])
def test_the_name_of_the_application_does_not_change_the_formatting(tmp_path: Path, name: str) -> None:
    """The formatter breaks long lines and sorts imports: own classes come last and lines stay short."""
    app = render(tmp_path, app_name=name)
    package = text_of(app, "m:groupId")
    assert f",{package},\\#</order>" in (app / "pom.xml").read_text(encoding="utf-8")
    for path in app.rglob("*.java"):
        lines = path.read_text(encoding="utf-8").splitlines()
        own = [line.startswith(f"import {package}.") for line in lines if re.match(r"import (?!static )", line)]
        assert own == sorted(own), f"{path}: what sorts imports puts its own behind all others"
        for line in lines:
            if not line.startswith(("package ", "import ")) and (name in line or package in line):
                assert len(line) <= 120, path


def test_every_version_is_pinned_and_no_host_is_named(app: Path) -> None:
    root = pom(app)
    for plugin in root.findall(".//m:plugin", MAVEN):
        version = plugin.findtext("m:version", namespaces=MAVEN)
        assert version is not None, plugin.findtext("m:artifactId", namespaces=MAVEN)
        assert re.fullmatch(r"[\d.]+|\$\{(quarkus|surefire)\.version\}", version), version
    for name in ("quarkus.version", "surefire.version"):
        assert re.fullmatch(r"[\d.]+", text_of(app, f"m:properties/m:{name}"))
    [bom] = root.findall("m:dependencyManagement//m:dependency", MAVEN)
    assert bom.findtext("m:scope", namespaces=MAVEN) == "import"
    own = [
        one for one in root.findall("m:dependencies/m:dependency", MAVEN) if one.find("m:version", MAVEN) is not None
    ]
    names = [one.findtext("m:artifactId", namespaces=MAVEN) for one in own]
    assert names == ["assertj-core"], "the platform says which fit together, except for what it does not know"
    assert re.fullmatch(r"[\d.]+", own[0].findtext("m:version", namespaces=MAVEN) or "")
    assert not list(app.glob("mvnw*"))
    for path in app.rglob("*"):
        if path.is_file():
            assert not re.search(r"repo\d?\.maven|repository>|mvnrepository", path.read_text(encoding="utf-8")), path


def test_the_oldest_tools_are_the_same_everywhere(app: Path) -> None:
    oldest = {tool.tool: tool.version for tool in stack().requires}
    java = text_of(app, "m:properties/m:maven.compiler.release")
    assert oldest["java"] == oldest["javac"] == f">={java}"
    maven = text_of(app, ".//m:requireMavenVersion/m:version")
    assert f"[{oldest['mvn'].removeprefix('>=')},)" == maven
    workflow = yaml.safe_load((app / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["check"]["strategy"]["matrix"]["java"][0] == java
    dockerfile = (app / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^FROM \S+temurin[-:](\d+)", dockerfile, re.MULTILINE) == [java, java]
    assert f"JDK {java} " in (app / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_checked_used_and_explained(app: Path) -> None:
    known = settings(app)
    assert len(known) >= 8
    free = {"DATABASE_USER", "DATABASE_PASSWORD"}
    properties = (app / "src/main/resources/application.properties").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+):", properties)) == {*known, *free, "TEST_DATABASE_URL"}
    example = (app / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == {*known, *free}
    table = (app / "README.md").read_text(encoding="utf-8").split("| variable |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([A-Z_]+)`(?=,| `| \|)", table)) >= {*known, *free}


def test_the_usual_port_is_the_same_everywhere(app: Path) -> None:
    port = stack().port.preferred
    for name in ("src/main/resources/application.properties", ".env.example", "Dockerfile", "README.md"):
        assert re.search(rf"(?<!\d){port}(?!\d)", (app / name).read_text(encoding="utf-8")), name
    assert json.loads((app / ".devcontainer/devcontainer.json").read_text())["forwardPorts"] == [port]


def test_the_example_of_a_feature_is_complete(app: Path) -> None:
    blocks = re.findall(
        r"^`(src/\S+)`:\n\n```\w+\n(.*?)^```$", (app / "README.md").read_text(), re.DOTALL | re.MULTILINE
    )
    assert [Path(name).name for name, _ in blocks] == ["V1__create_notes.sql", "Note.java", "NoteResource.java"]
    for name, text in blocks:
        assert not (app / name).exists()
        assert not name.endswith(".java") or "package com.example.shop.features.notes;" in text


def test_a_makefile_has_the_five_verbs(app: Path) -> None:
    text = (app / "Makefile").read_text(encoding="utf-8")
    assert {"setup", "lint", "test", "build", "run"} <= set(re.findall(r"^(\w+):", text, re.MULTILINE))


def test_the_program_itself_is_launched_and_maven_gets_the_right_java() -> None:
    known = steps()
    [launch] = known["launch"]
    assert launch.argv[0] == "${java}"
    assert launch.argv[-1] in stack().artefacts
    for verb in known.keys() - {"launch", "ci"}:
        for step in known[verb]:
            assert step.argv[0] == "${mvn}", verb
            assert step.env["JAVA_HOME"] == "${java_home}", verb


def test_names_that_java_needs_are_reserved() -> None:
    reserved = set(stack().names.reserved)
    assert {"new", "class", "int", "true", "null", "default", "package"} <= reserved
    assert check_name("record", reserved).slug == "record"


@pytest.mark.slow
def test_a_rendered_application_is_recognised(tmp_path: Path) -> None:
    for number, package in enumerate(["demo", "org.acme.demo", "demo.of.a.deep.package"]):
        found = Catalogue([TEMPLATES]).detect(render(tmp_path / str(number), app_name="demo", package_name=package))
        assert found is not None
        assert found.stack.id == "java-quarkus"


@pytest.mark.parametrize("lost", ["MigrationsCheck.java", "package-info.java", "pom.xml", "application.properties"])
def test_another_java_project_is_not_taken_for_one(app: Path, tmp_path: Path, lost: str) -> None:
    copy = shutil.copytree(app, tmp_path / "copy")
    for path in copy.rglob(lost):
        path.unlink()
    found = Catalogue([TEMPLATES]).detect(copy)
    assert found is None or found.stack.id != "java-quarkus"


def test_the_proof_has_every_command_of_the_ci_file(tmp_path: Path) -> None:
    workflow = yaml.safe_load((render(tmp_path) / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = [step for job in ("check", "supply") for step in workflow["jobs"][job]["steps"]]
    told = {step["run"].split("make ")[-1] for step in steps if "make " in step.get("run", "")}
    [variant] = stack().variants("ci")
    assert {step.argv[1] for step in variant.steps} == told == {"setup", "lint", "test", "build", "sbom"}
    assert {step.argv[0] for step in variant.steps} == {"${make}"}
