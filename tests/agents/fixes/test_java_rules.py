"""Rules for projects of Maven and the JVM, where the faults do not reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_case import a_case, advice_of, edited, fix_of, nothing_of
from java_pom import pom

from mity.agents.fixes.general.markdown_fence import MarkdownFence
from mity.agents.fixes.java.applied_migration import AppliedMigration
from mity.agents.fixes.java.damaged_download import DamagedDownload
from mity.agents.fixes.java.duplicate_dependency import DuplicateDependency
from mity.agents.fixes.java.java_import import JavaImport
from mity.agents.fixes.java.library_skew import LibrarySkew
from mity.agents.fixes.java.managed_version import ManagedVersion
from mity.agents.fixes.java.maven_dependency import MavenDependency
from mity.agents.fixes.java.missing_bean import MissingBean
from mity.agents.fixes.java.missing_property import MissingProperty
from mity.agents.fixes.java.moved_class import MovedClass
from mity.agents.fixes.java.newer_jdk import NewerJdk
from mity.agents.fixes.java.no_such_version import NoSuchVersion
from mity.agents.fixes.java.service_down import ServiceDown
from mity.agents.fixes.java.version_conflict import VersionConflict
from mity.healing.model import ErrorType

A = "src/main/java/com/acme/shop/A.java"
OTHER = "src/main/java/com/acme/shop/other/B.java"


def at(file: str, line: int, column: int, text: str) -> str:
    return f"[ERROR] COMPILATION ERROR :\n[ERROR] {file}:[{line},{column}] {text}\n"


def java(*imports: str, body: str = "class A {}", package: str = "com.acme.shop") -> str:
    return f"package {package};\n\n{''.join(f'import {one};{chr(10)}' for one in imports)}\n{body}\n"


MISSING = at(A, 3, 34, "package org.apache.commons.codec.binary does not exist")


def test_a_library_of_the_table_is_added_without_a_version(tmp_path: Path) -> None:
    files = {"pom.xml": pom("com.h2database:h2"), A: java("org.apache.commons.codec.binary.Hex")}
    fix = fix_of(MavenDependency(), a_case(tmp_path, MISSING, files, error=ErrorType.DEPENDENCY))
    assert edited(fix, "pom.xml") == pom("com.h2database:h2", "commons-codec:commons-codec")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_and_comments_of_a_pom_stay(tmp_path: Path, ends: str) -> None:
    text = pom("com.h2database:h2").replace("  <dependencies>", "  <!-- ä < dependency -->\n  <dependencies>")
    files = {"pom.xml": text.replace("\n", ends), A: java("org.apache.commons.codec.binary.Hex")}
    fix = fix_of(MavenDependency(), a_case(tmp_path, MISSING, files, error=ErrorType.DEPENDENCY))
    made = edited(fix, "pom.xml")
    assert "<!-- ä < dependency -->" in made
    assert made.count("\n") == made.count(ends) == text.count("\n") + 4


def test_what_tests_alone_need_is_added_for_tests(tmp_path: Path) -> None:
    file = "src/test/java/com/acme/shop/ATest.java"
    files = {"pom.xml": pom("com.h2database:h2"), file: java("org.awaitility.Awaitility"), A: java()}
    output = at(file, 3, 22, "package org.awaitility does not exist")
    fix = fix_of(MavenDependency(), a_case(tmp_path, output, files, error=ErrorType.DEPENDENCY))
    assert "<artifactId>awaitility</artifactId>\n      <scope>test</scope>" in edited(fix, "pom.xml")


@pytest.mark.parametrize("version", ["3.5.0", "2.7.1"])
def test_another_major_release_is_not_guessed_for(tmp_path: Path, version: str) -> None:
    files = {"pom.xml": pom(version=version), A: java("org.apache.commons.codec.binary.Hex")}
    said = advice_of(MavenDependency(), a_case(tmp_path, MISSING, files, error=ErrorType.DEPENDENCY))
    assert "org.apache.commons.codec.binary" in said


def test_flyway_gets_the_part_for_its_database_and_is_built_again(tmp_path: Path) -> None:
    case = a_case(
        tmp_path, "FlywayException: Unsupported Database: PostgreSQL 16.2", {"pom.xml": pom("com.h2database:h2")}
    )
    assert "flyway-database-postgresql" in edited(fix_of(MavenDependency(), case), "pom.xml")


def test_an_own_package_or_one_of_java_ee_is_no_library(tmp_path: Path) -> None:
    files = {"pom.xml": pom(), A: java("com.acme.shop.gone.C", "javax.servlet.Filter")}
    output = at(A, 3, 27, "package com.acme.shop.gone does not exist") + at(
        A, 4, 21, "package javax.servlet does not exist"
    )
    assert nothing_of(MavenDependency(), a_case(tmp_path, output, files, error=ErrorType.DEPENDENCY))
    foreign = {A: java("com.acme.shop.gone.C", "org.apache.commons.codec.binary.Hex")}
    output = output.replace("javax.servlet", "org.apache.commons.codec.binary")
    made = fix_of(MavenDependency(), a_case(tmp_path, output, foreign, error=ErrorType.DEPENDENCY))
    assert "commons-codec" in edited(made, "pom.xml")


def test_imports_are_found_by_place_in_any_language(tmp_path: Path) -> None:
    files = {A: java("java.io.File", "java.util.List", body="class A {\n\tList<File> f = new ArrayList<>();\n}")}
    fix = fix_of(JavaImport(), a_case(tmp_path, at(A, 7, 28, "Symbol nicht gefunden"), files, error=ErrorType.BUILD))
    assert "import java.io.File;\nimport java.util.ArrayList;\nimport java.util.List;\n" in edited(fix, A)


def test_a_class_inside_another_needs_the_import_of_the_outer_one(tmp_path: Path) -> None:
    files = {A: java(body="class A {\n    Map.Entry<String, String> last;\n}")}
    case = a_case(tmp_path, at(A, 5, 8, "package Map does not exist"), files, error=ErrorType.BUILD)
    assert edited(fix_of(JavaImport(), case), A).startswith("package com.acme.shop;\n\nimport java.util.Map;\n")


def test_a_name_with_two_homes_is_asked_about(tmp_path: Path) -> None:
    body = "class A {\n    Logger l;\n}"
    files = {
        A: java(body=body),
        OTHER: java("org.slf4j.MDC", "org.jboss.logging.Messages", package="com.acme.shop.other"),
    }
    said = advice_of(JavaImport(), a_case(tmp_path, at(A, 5, 5, "cannot find symbol"), files, error=ErrorType.BUILD))
    assert "org.jboss.logging or org.slf4j" in said


def test_an_own_class_is_imported_and_an_unknown_one_named(tmp_path: Path) -> None:
    files = {
        A: java(body="class A {\n    B b;\n    Cc c;\n}"),
        OTHER: java(body="public class B {}", package="com.acme.shop.other"),
    }
    both = at(A, 5, 5, "cannot find symbol")
    assert "import com.acme.shop.other.B;" in edited(
        fix_of(JavaImport(), a_case(tmp_path, both, files, error=ErrorType.BUILD)), A
    )
    said = advice_of(JavaImport(), a_case(tmp_path, at(A, 6, 5, "cannot find symbol"), files, error=ErrorType.BUILD))
    assert "A.java:6 uses Cc, which is not defined anywhere" in said


def test_tests_are_never_edited(tmp_path: Path) -> None:
    test = "src/test/java/com/acme/shop/ATest.java"
    files = {
        test: java("com.acme.shop.B", body="class ATest {\n    UUID u;\n}"),
        OTHER: java(body="class B {}", package="com.acme.shop.other"),
    }
    assert "does not edit tests" in advice_of(
        JavaImport(), a_case(tmp_path, at(test, 6, 5, "x"), files, error=ErrorType.BUILD)
    )
    assert "does not edit tests" in advice_of(
        MovedClass(), a_case(tmp_path, at(test, 3, 21, "x"), files, error=ErrorType.BUILD)
    )


def test_a_jdk_is_taken_only_when_it_is_new_enough(tmp_path: Path) -> None:
    case = a_case(tmp_path, "error: release version 99 not supported", kind="toolchain", argv=("mvn", "package"))
    assert "requires Java 99" in advice_of(NewerJdk(), case)
    assert nothing_of(NewerJdk(), a_case(tmp_path, "Unsupported class file major version 69", kind="toolchain"))
    newer = "class file version 143.0), this version of the Java Runtime"
    assert "requires Java 99" in advice_of(NewerJdk(), a_case(tmp_path, newer, kind="toolchain"))
    refused = "Fatal error compiling: error: invalid target release: "
    assert "requires Java 99" in advice_of(NewerJdk(), a_case(tmp_path, f"{refused}99", kind="toolchain"))
    for no_release in ("1.88", "1.8.1", "17.0.2"):
        assert nothing_of(NewerJdk(), a_case(tmp_path, f"{refused}{no_release} -> [Help 1]", kind="toolchain"))


NO_VERSION = "[ERROR] 'dependencies.dependency.version' for {}:jar is missing. @ line 9, column 17"


def test_the_version_of_the_family_is_taken_and_a_stranger_is_asked_about(tmp_path: Path) -> None:
    files = {"pom.xml": pom("com.acme:one:1.2", "com.acme:two", "com.other:three")}
    fix = fix_of(ManagedVersion(), a_case(tmp_path, NO_VERSION.format("com.acme:two"), files))
    assert edited(fix, "pom.xml") == pom("com.acme:one:1.2", "com.acme:two:1.2", "com.other:three")
    assert "com.other:three has no version" in advice_of(
        ManagedVersion(), a_case(tmp_path, NO_VERSION.format("com.other:three"))
    )


def test_a_starter_of_an_older_release_gets_its_name_of_today(tmp_path: Path) -> None:
    boot = "org.springframework.boot:spring-boot-starter"
    files = {"pom.xml": pom(f"{boot}-aop", "com.h2database:h2")}
    fix = fix_of(ManagedVersion(), a_case(tmp_path, NO_VERSION.format(f"{boot}-aop"), files))
    assert edited(fix, "pom.xml") == pom(f"{boot}-aspectj", "com.h2database:h2")


def test_a_fence_round_a_class_goes(tmp_path: Path) -> None:
    files = {A: f"```java\n{java()}```\n"}
    case = a_case(tmp_path, at(A, 1, 1, "illegal character: '`'"), files, error=ErrorType.BUILD)
    assert edited(fix_of(MarkdownFence(), case), A) == java()


def test_a_renamed_starter_that_is_there_twice_goes(tmp_path: Path) -> None:
    boot = "org.springframework.boot:spring-boot-starter"
    files = {"pom.xml": pom(f"{boot}-aop", f"{boot}-aspectj")}
    fix = fix_of(ManagedVersion(), a_case(tmp_path, NO_VERSION.format(f"{boot}-aop"), files))
    assert edited(fix, "pom.xml") == pom(f"{boot}-aspectj")


def test_a_parent_that_does_not_exist_is_a_persons_matter(tmp_path: Path) -> None:
    output = "Could not find artifact org.springframework.boot:spring-boot-starter-parent:pom:4.99.0 in central"
    case = a_case(tmp_path, output, {"pom.xml": pom(version="4.99.0")}, error=ErrorType.DEPENDENCY)
    assert "4.99.0 does not exist" in advice_of(NoSuchVersion(), case)


def test_repetitions_that_differ_are_not_chosen_between(tmp_path: Path) -> None:
    output = "[ERROR]  - dependencies.dependency[com.acme:one:jar] (2 times)"
    files = {"pom.xml": pom("com.acme:one:1", "com.acme:one:2")}
    assert "different settings" in advice_of(
        DuplicateDependency(), a_case(tmp_path, output, files, error=ErrorType.DEPENDENCY)
    )


CONFLICT = """[ERROR] Dependency convergence error for com.acme:x:jar:{}. Paths to dependency are:
[ERROR] +-com.acme:shop:jar:1
[ERROR]   +-com.acme:x:jar:{}:compile
[ERROR] and
[ERROR] +-com.acme:shop:jar:1
[ERROR]   +-com.acme:x:jar:{}:compile
"""


def test_the_highest_version_is_fixed_and_words_are_not_compared(tmp_path: Path) -> None:
    files = {"pom.xml": pom("com.acme:one:1")}
    case = a_case(tmp_path, CONFLICT.format("1.9", "1.9", "1.10"), files, error=ErrorType.DEPENDENCY, kind="conflict")
    made = edited(fix_of(VersionConflict(), case), "pom.xml")
    assert "<version>1.10</version>" in made.partition("</dependencyManagement>")[0]
    case = a_case(
        tmp_path, CONFLICT.format("1.0-jre", "1.0-jre", "1.0-android"), error=ErrorType.DEPENDENCY, kind="conflict"
    )
    assert "choose one" in advice_of(VersionConflict(), case)


UPPER = """Require upper bound dependencies error for com.acme:x:1.0 paths to dependency are:
+-com.acme:shop:1
  +-com.acme:x:1.0
and
+-com.acme:shop:1
  +-com.acme:y:2
    +-com.acme:x:2.0
"""


def test_what_the_project_pins_itself_stays(tmp_path: Path) -> None:
    case = a_case(tmp_path, UPPER, {"pom.xml": pom("com.acme:x:1.0")}, error=ErrorType.DEPENDENCY, kind="conflict")
    assert "1.0 and 2.0" in advice_of(VersionConflict(), case)


YML = "app:\n  host: ${HOST}\n"


def test_a_property_gets_the_example_and_a_variable_its_default(tmp_path: Path) -> None:
    files = {"src/main/resources/application.yml": YML, ".env.example": "HOST=127.0.0.1\nMAIL_FROM=shop@acme.test\n"}
    output = "Could not resolve placeholder 'mail.from' in value\nCould not resolve placeholder 'HOST' in value"
    made = edited(fix_of(MissingProperty(), a_case(tmp_path, output, files)), "src/main/resources/application.yml")
    assert made == 'app:\n  host: ${HOST:127.0.0.1}\nmail.from: "${MAIL_FROM:shop@acme.test}"\n'


@pytest.mark.parametrize(("name", "said"), [("mail.password", "is a secret"), ("mail.to", "has no value")])
def test_secrets_and_unstated_values_are_asked_for(tmp_path: Path, name: str, said: str) -> None:
    files = {"src/main/resources/application.properties": "a=b\n", ".env.example": "MAIL_PASSWORD=hunter2\n"}
    output = f"SRCFG00014: The config property {name} is required but it could not be found in any config source"
    assert said in advice_of(MissingProperty(), a_case(tmp_path, output, files))


def test_a_bean_is_named_with_what_would_make_it_one(tmp_path: Path) -> None:
    files = {OTHER: java(body="public class B {}", package="com.acme.shop.other"), "pom.xml": pom()}
    own = "Parameter 0 of constructor in X required a bean of type 'com.acme.shop.other.B' that could not be found."
    assert "B is injected but is not a bean: give it @Component" in advice_of(
        MissingBean(), a_case(tmp_path, own, files)
    )
    foreign = "No qualifying bean of type 'org.springframework.mail.javamail.JavaMailSender' available"
    assert "spring-boot-starter-mail" in advice_of(MissingBean(), a_case(tmp_path, foreign))


def test_what_lies_outside_the_project_is_only_said(tmp_path: Path) -> None:
    jar = "/home/ann/.m2/repository/com/acme/x/1.0/x-1.0.jar"
    case = a_case(tmp_path, f"error: error reading {jar}; zip END header not found", error=ErrorType.BUILD)
    assert "-DmanualInclude=com.acme:x" in advice_of(DamagedDownload(), case)
    assert "nothing answers at db:5432" in advice_of(
        ServiceDown(), a_case(tmp_path, "Connection to db:5432 refused. Check")
    )
    said = advice_of(ServiceDown(), a_case(tmp_path, 'FATAL: password authentication failed for user "app"'))
    assert "rejects the user app" in said
    said = advice_of(AppliedMigration(), a_case(tmp_path, "Migration checksum mismatch for migration version 2"))
    assert "migration 2 was changed" in said


def test_a_pin_that_breaks_a_family_is_named(tmp_path: Path) -> None:
    output = "java.lang.NoSuchMethodError: 'void org.junit.platform.engine.TestDescriptor.getAncestors()'"
    files = {"pom.xml": pom("org.junit.jupiter:junit-jupiter-api:5.8.0")}
    said = advice_of(LibrarySkew(), a_case(tmp_path, output, files, error=ErrorType.DEPENDENCY))
    assert "junit-jupiter-api 5.8.0" in said
    assert "org.junit:junit-bom" in said
