"""Which library a Java project lacks, and in which version: by its parents, its modules, Maven's local repository."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from config_case import a_case, advice_of, committed, edited, fix_of, nothing_of

from mity.agents.fixes.java.java_import import JavaImport
from mity.agents.fixes.java.java_import_path import JavaImportPath
from mity.agents.fixes.java.maven_dependency import MavenDependency
from mity.healing.model import ErrorType

A = "src/main/java/com/acme/shop/A.java"
T = "src/test/java/com/acme/shop/ATest.java"
DEPENDENCY = "    <dependency>\n      <groupId>{}</groupId>\n      <artifactId>{}</artifactId>\n{}    </dependency>\n"


def dependency(coordinates: str, version: str = "", scope: str = "") -> str:
    lines = f"      <version>{version}</version>\n" if version else ""
    lines += f"      <scope>{scope}</scope>\n" if scope else ""
    return DEPENDENCY.format(*coordinates.split(":"), lines)


def pom(*dependencies: str, parent: str = "", managed: str = "") -> str:
    inner = f"  <dependencies>\n{''.join(dependencies)}  </dependencies>\n" if dependencies else ""
    if managed:
        inner += (
            f"  <dependencyManagement>\n    <dependencies>\n{managed}    </dependencies>\n  </dependencyManagement>\n"
        )
    group, name, version = (parent or "::").split(":")
    words = f"<groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>"
    above = f"  <parent>{words}</parent>\n" if parent else ""
    return f"<project>\n{above}  <artifactId>own</artifactId>\n{inner}  <build/>\n</project>\n"


def lacks(package: str, file: str = A) -> str:
    return f"[ERROR] COMPILATION ERROR :\n[ERROR] {file}:[3,20] package {package} does not exist\n"


def uses(name: str) -> str:
    return f"package com.acme.shop;\n\nimport {name};\n\nclass A {{\n}}\n"


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A local repository of Maven with nothing in it."""
    folder = tmp_path / "repository"
    monkeypatch.setenv("MAVEN_OPTS", f"-Dmaven.repo.local={folder}")
    monkeypatch.delenv("MAVEN_ARGS", raising=False)
    return folder


def put(repository: Path, coordinates: str, version: str, *classes: str, text: str = "<project/>") -> None:
    group, name = coordinates.split(":")
    folder = repository.joinpath(*group.split("."), name, version)
    folder.mkdir(parents=True)
    (folder / f"{name}-{version}.pom").write_text(text)
    if classes:
        with zipfile.ZipFile(folder / f"{name}-{version}.jar", "w") as packed:
            for one in classes:
                packed.writestr(one.replace(".", "/") + ".class", b"")


def test_a_library_of_the_table_is_taken_in_the_newest_release_that_is_there(tmp_path: Path, repository: Path) -> None:
    files = {T: uses("org.junit.Test"), "pom.xml": pom(dependency("a:b", "1"))}
    failure = a_case(tmp_path / "p", lacks("org.junit", T), files, error=ErrorType.DEPENDENCY)
    wanted = dependency("junit:junit", "4.13.2", "test")
    assert wanted in edited(fix_of(MavenDependency(), failure), "pom.xml")
    for version in ("4.9", "4.12", "4.13-beta-3"):
        put(repository, "junit:junit", version, "org.junit.Test")
    assert wanted.replace("4.13.2", "4.12") in edited(fix_of(MavenDependency(), failure), "pom.xml")


@pytest.mark.parametrize("above", ["pom of the project", "pom of the repository", "imported"])
def test_a_version_that_is_managed_is_not_repeated(tmp_path: Path, repository: Path, above: str) -> None:
    managed = dependency("junit:junit", "4.11")
    own, files = pom(dependency("a:b", "1"), parent="x:up:1"), {}
    if above == "imported":
        put(repository, "x:bom", "1", text=pom(managed=managed))
        bom = dependency("x:bom", "1", "import")
        put(repository, "x:up", "1", text=pom(managed=bom))
    elif above == "pom of the project":
        files = {"pom.xml": pom(managed=managed).replace("own", "up")}
    else:
        put(repository, "x:up", "1", text=pom(managed=managed))
    module = "shop/" if files else ""
    files |= {f"{module}{T}": uses("org.junit.Test"), f"{module}pom.xml": own}
    failure = a_case(tmp_path / "p", lacks("org.junit", f"{module}{T}"), files, error=ErrorType.DEPENDENCY)
    assert dependency("junit:junit", "", "test") in edited(fix_of(MavenDependency(), failure), f"{module}pom.xml")


def test_the_version_of_another_module_or_of_the_family_is_taken(tmp_path: Path) -> None:
    files = {
        f"one/{A}": uses("org.slf4j.Logger"),
        "one/pom.xml": pom(dependency("org.slf4j:slf4j-simple", "${slf4j}")),
        f"two/{A}": uses("com.google.common.base.Joiner"),
        "two/pom.xml": pom(),
        f"three/{A}": uses("com.google.common.base.Joiner"),  # which compiles there
        "three/pom.xml": pom(dependency("com.google.guava:guava", "30.0-jre")),
    }
    said = lacks("org.slf4j", f"one/{A}") + lacks("com.google.common.base", f"two/{A}")
    fix = fix_of(MavenDependency(), a_case(tmp_path / "p", said, files, error=ErrorType.DEPENDENCY))
    assert dependency("org.slf4j:slf4j-api", "${slf4j}") in edited(fix, "one/pom.xml")
    assert dependency("com.google.guava:guava", "30.0-jre") in edited(fix, "two/pom.xml")


def test_a_library_that_no_table_knows_is_found_by_its_class(tmp_path: Path, repository: Path) -> None:
    files = {A: uses("com.rare.tool.Thing"), "pom.xml": pom(dependency("a:b", "1"))}
    failure = a_case(tmp_path / "p", lacks("com.rare.tool"), files, error=ErrorType.DEPENDENCY)
    assert "no known library provides com.rare.tool" in advice_of(MavenDependency(), failure)
    put(repository, "com.rare:tool", "2.1", "com.rare.tool.Thing")
    assert dependency("com.rare:tool", "2.1") in edited(fix_of(MavenDependency(), failure), "pom.xml")
    put(repository, "com.rare:tool-all", "2.1", "com.rare.tool.Thing")
    assert "no known library provides com.rare.tool" in advice_of(MavenDependency(), failure)


def test_a_class_of_a_declared_library_is_imported(tmp_path: Path, repository: Path) -> None:
    put(repository, "x:inject", "1", "x.inject.Named")
    body = "package com.acme.shop;\n\n@Named\nclass A {\n}\n"
    said = f"[ERROR] {A}:[3,2] cannot find symbol\n"
    files = {A: body, "pom.xml": pom(dependency("x:inject", "1"))}
    fix = fix_of(JavaImport(), a_case(tmp_path / "p", said, files, error=ErrorType.BUILD))
    assert "import x.inject.Named;" in edited(fix, A)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("com.acme.shpo.other.B", "com.acme.shop.other.B"),
        ("com.acme.shop.other.Bb", "com.acme.shop.other.B"),
        ("x.injcet.Named", "x.inject.Named"),
    ],
)
def test_a_slip_in_an_import_is_corrected(tmp_path: Path, repository: Path, wrong: str, right: str) -> None:
    put(repository, "x:inject", "1", "x.inject.Named")
    other = "src/main/java/com/acme/shop/other/B.java"
    text = f"package com.acme.shop;\n\nimport {wrong};\n\nclass A {{\n    {right.rpartition('.')[2]} b;\n}}\n"
    files = {
        A: text,
        other: "package com.acme.shop.other;\n\npublic class B {}\n",
        "pom.xml": pom(dependency("x:inject", "1")),
    }
    said = lacks(wrong.rpartition(".")[0])
    fix = fix_of(JavaImportPath(), a_case(tmp_path / "p", said, files, error=ErrorType.DEPENDENCY))
    assert edited(fix, A) == text.replace(wrong, right)
    tested = {T: text, other: files[other], "pom.xml": files["pom.xml"]}
    failure = a_case(tmp_path / "q", said.replace(A, T), tested, error=ErrorType.DEPENDENCY)
    assert "mity does not edit tests" in advice_of(JavaImportPath(), failure)


def test_an_import_of_what_is_there_has_another_cause(tmp_path: Path) -> None:
    other = {"src/main/java/com/acme/shop/other/B.java": "package com.acme.shop.other;\n\npublic class B {}\n"}
    files = {A: uses("com.acme.shop.other.B"), "pom.xml": pom(), **other}
    assert nothing_of(
        JavaImportPath(), a_case(tmp_path / "p", lacks("com.acme.shop.other"), files, error=ErrorType.BUILD)
    )


def test_a_dependency_of_an_earlier_commit_comes_back_as_it_was(tmp_path: Path, repository: Path) -> None:
    put(repository, "odd.group:thing", "3.0", "com.rare.tool.Thing")
    files = {A: uses("com.rare.tool.Thing"), "pom.xml": pom(dependency("a:b", "1"))}
    failure = a_case(tmp_path / "p", lacks("com.rare.tool"), files, error=ErrorType.DEPENDENCY)
    assert "no known library" in advice_of(MavenDependency(), failure)
    committed(tmp_path / "p", "pom.xml", pom(dependency("a:b", "1"), dependency("odd.group:thing", "2.5")))
    (tmp_path / "p/pom.xml").write_text(files["pom.xml"])
    assert dependency("odd.group:thing", "2.5") in edited(fix_of(MavenDependency(), failure), "pom.xml")


def test_another_module_of_the_project_is_declared(tmp_path: Path) -> None:
    up = "<project><groupId>com.acme</groupId><artifactId>up</artifactId><version>1.0</version></project>"
    files = {
        "pom.xml": up,
        "app/pom.xml": pom(dependency("a:b", "1"), parent="com.acme:up:1.0"),
        "core/pom.xml": pom(parent="com.acme:up:1.0"),
        "app/src/main/java/com/acme/app/App.java": uses("com.acme.core.Sum"),
        "core/src/main/java/com/acme/core/Sum.java": "package com.acme.core;\n\npublic class Sum {}\n",
    }
    said = lacks("com.acme.core", "app/src/main/java/com/acme/app/App.java")
    fix = fix_of(MavenDependency(), a_case(tmp_path / "p", said, files, error=ErrorType.BUILD))
    assert dependency("com.acme:own", "1.0") in edited(fix, "app/pom.xml")
