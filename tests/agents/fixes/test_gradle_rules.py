"""Rules for projects of Gradle: what a commit of the same script or source had is written again, and nothing else."""

from __future__ import annotations

from pathlib import Path

from dependency_case import advice, case, fix, project, silent, text
from test_earlier_entry import commit

from mity.agents.fixes.general.earlier_entry import EarlierEntry
from mity.agents.fixes.java.gradle_dependency import GradleDependency
from mity.agents.fixes.java.java_import import JavaImport
from mity.healing.model import ErrorType

A = "app/src/main/java/a/A.java"
CODE = "package a;\n\nimport org.joda.time.LocalTime;\n\nclass A {\n    LocalTime now = new LocalTime();\n}\n"
SCRIPT = """apply plugin: 'java'

dependencies {
    implementation("org.slf4j:slf4j-api:2.0.9")
    implementation 'joda-time:joda-time:2.2'
    testImplementation 'junit:junit:4.12'
}
"""
LOST = "    implementation 'joda-time:joda-time:2.2'\n"
SAID = "/{root}/app/src/main/java/a/A.java:3: error: package org.joda.time does not exist\n"


def changed(root: Path, now: str, *, code: str = CODE) -> None:
    """A project whose script, or source, another commit has changed."""
    project(root, {"app/build.gradle": SCRIPT, "settings.gradle": "include 'app'\n", A: CODE})
    commit(root)
    project(root, {"app/build.gradle": now, A: code})
    commit(root)


def said(root: Path, output: str) -> str:
    return output.replace("/{root}", str(root))


def test_a_library_that_was_dropped_is_declared_where_it_stood(tmp_path: Path) -> None:
    both = SCRIPT.replace(LOST, "").replace('    implementation("org.slf4j:slf4j-api:2.0.9")\n', "")
    changed(tmp_path, both.replace("4.12", "4.13"))
    made = fix(GradleDependency(), case(tmp_path, said(tmp_path, SAID)))
    assert text(made, "app/build.gradle") == both.replace("4.12", "4.13").replace("{\n", "{\n" + LOST, 1)
    assert [one.path for one in made.edits] == ["app/build.gradle"]


def test_what_no_commit_had_is_a_persons(tmp_path: Path) -> None:
    changed(tmp_path, SCRIPT)
    assert "declare the one you mean" in advice(GradleDependency(), case(tmp_path, said(tmp_path, SAID)))
    assert silent(GradleDependency(), case(tmp_path, "error: cannot find symbol\n"))


def test_a_version_and_a_plug_in_that_do_not_exist_are_as_before(tmp_path: Path) -> None:
    wrong = SCRIPT.replace("joda-time:2.2", "joda-time:22.2").replace("'java'", "'jawa'")
    changed(tmp_path, wrong)
    for output, back in (
        ("> Could not find joda-time:joda-time:22.2.\n", ("joda-time:22.2", "joda-time:2.2")),
        ("> Plugin with id 'jawa' not found.\n", ("'jawa'", "'java'")),
    ):
        assert text(fix(EarlierEntry(), case(tmp_path, output)), "app/build.gradle") == wrong.replace(*back)


def test_an_import_is_from_where_the_file_had_it(tmp_path: Path) -> None:
    """javac shows the place by a sign below the line; `java.time` has a class of the name as well."""
    changed(tmp_path, SCRIPT, code=CODE.replace("import org.joda.time.LocalTime;\n\n", ""))
    output = (
        "> Task :app:compileJava FAILED\n/{root}/" + A + ":4: error: cannot find symbol\n"
        "    LocalTime now = new LocalTime();\n    ^\n  symbol:   class LocalTime\n  location: class A\n"
    )
    made = fix(JavaImport(), case(tmp_path, said(tmp_path, output), error_type=ErrorType.BUILD))
    assert "import org.joda.time.LocalTime;" in text(made, A)
