"""Packages of the JDK that stay closed, and families of libraries that do not fit."""

from __future__ import annotations

from pathlib import Path

from config_case import a_case, advice_of, edited, fix_of, nothing_of

from mity.agents.fixes.java.add_opens import AddOpens
from mity.agents.fixes.java.library_skew import LibrarySkew
from mity.healing.model import ErrorType
from rows import each

CLOSED = (
    "Caused by: java.lang.reflect.InaccessibleObjectException: Unable to make field long java.time.Instant.seconds "
    'accessible: module java.base does not "opens java.time" to unnamed module @4ddbbdf8\n'
)
THREADS = "java.lang.IllegalAccessError: module java.base does not open java.lang to unnamed module @1: --add-opens\n"
FLAG = "--add-opens java.base/java.time=ALL-UNNAMED"
BARE = "<project>\n  <groupId>a</groupId>\n</project>\n"


def pom(plugins: str = "", properties: str = "", quarkus: bool = False) -> str:
    """A pom.xml with these plugins and properties, of Quarkus or of nobody."""
    parts = [f"  <properties>\n{properties}  </properties>\n"] if properties else []
    if quarkus:
        bom = "<groupId>io.quarkus.platform</groupId><artifactId>quarkus-bom</artifactId><scope>import</scope>"
        parts.append(
            "  <dependencyManagement><dependencies>"
            f"<dependency>{bom}</dependency></dependencies></dependencyManagement>\n"
        )
    parts += [f"  <build>\n    <plugins>\n{plugins}    </plugins>\n  </build>\n"] if plugins else []
    return f"<project>\n{''.join(parts)}</project>\n"


def plugin(name: str, inner: str = "") -> str:
    return f"      <plugin>\n        <artifactId>{name}</artifactId>\n{inner}      </plugin>\n"


SUREFIRE = plugin(
    "maven-surefire-plugin",
    "        <configuration>\n          <argLine>@{argLine} -Xmx1g</argLine>\n        </configuration>\n",
)


@each(
    ("before", "after"),
    [
        (pom(SUREFIRE), pom(SUREFIRE.replace("-Xmx1g", f"-Xmx1g {FLAG}"))),
        (pom(properties="    <a>1</a>\n"), pom(properties=f"    <a>1</a>\n    <argLine>{FLAG}</argLine>\n")),
        (
            pom(properties="    <argLine>-Xmx1g</argLine>\n"),
            pom(properties=f"    <argLine>-Xmx1g {FLAG}</argLine>\n"),
        ),
        (
            BARE,
            BARE.replace("</project>", f"  <properties>\n    <argLine>{FLAG}</argLine>\n  </properties>\n</project>"),
        ),
    ],
)
@each("end", ["\n", "\r\n"])
def test_the_jvm_of_tests_gets_the_option_where_it_looks(tmp_path: Path, before: str, after: str, end: str) -> None:
    files = {"pom.xml": before.replace("\n", end)}
    fix = fix_of(AddOpens(), a_case(tmp_path, CLOSED, files, error=ErrorType.RUNTIME, stage="test"))
    assert edited(fix, "pom.xml") == after.replace("\n", end)


JAR = plugin(
    "maven-jar-plugin",
    "        <configuration>\n          <archive>\n            <manifestEntries>\n"
    "              <Add-Opens>java.base/java.time</Add-Opens>\n"
    "            </manifestEntries>\n          </archive>\n        </configuration>\n",
)


@each(
    ("before", "after"),
    [
        (pom(JAR.replace("              <Add-Opens>java.base/java.time</Add-Opens>\n", "")), pom(JAR)),
        (pom(JAR.replace("java.time", "java.net")), pom(JAR.replace("java.time", "java.net java.base/java.time"))),
        (pom(plugin("maven-jar-plugin")), pom(JAR)),
        (pom(SUREFIRE), pom(SUREFIRE + JAR)),
    ],
)
def test_the_jar_says_it_in_its_manifest(tmp_path: Path, before: str, after: str) -> None:
    case = a_case(tmp_path, CLOSED, {"pom.xml": before}, error=ErrorType.RUNTIME, stage="launch")
    assert edited(fix_of(AddOpens(), case), "pom.xml") == after


def test_two_packages_are_opened_at_once(tmp_path: Path) -> None:
    case = a_case(tmp_path, CLOSED + THREADS, {"pom.xml": pom(JAR)}, error=ErrorType.RUNTIME, stage="launch")
    both = "<Add-Opens>java.base/java.time java.base/java.lang</Add-Opens>"
    assert both in edited(fix_of(AddOpens(), case), "pom.xml")


@each(
    ("text", "stage"),
    [
        (pom(SUREFIRE.replace("-Xmx1g", FLAG)), "test"),
        (pom(JAR), "launch"),
        (pom(quarkus=True), "launch"),
        (BARE, "build"),
    ],
)
def test_what_is_open_already_or_starts_elsewhere_is_told(tmp_path: Path, text: str, stage: str) -> None:
    case = a_case(tmp_path, CLOSED, {"pom.xml": text}, error=ErrorType.RUNTIME, stage=stage)
    assert FLAG in advice_of(AddOpens(), case)


DISCOVERY = "[ERROR] TestEngine with ID 'junit-jupiter' failed to discover tests\n"
LAUNCHER = """<project>
  <dependencies>
    <dependency>
      <groupId>org.junit.platform</groupId>
      <artifactId>junit-platform-launcher</artifactId>
      <version>1.10.2</version>
    </dependency>
  </dependencies>
</project>
"""


def test_an_engine_that_finds_no_test_is_blamed_on_a_pin_alone(tmp_path: Path) -> None:
    case = a_case(tmp_path, DISCOVERY, {"pom.xml": LAUNCHER}, error=ErrorType.DEPENDENCY)
    assert "junit-platform-launcher 1.10.2" in advice_of(LibrarySkew(), case)
    unpinned = {"pom.xml": LAUNCHER.replace("      <version>1.10.2</version>\n", "")}
    assert nothing_of(LibrarySkew(), a_case(tmp_path, DISCOVERY, unpinned, error=ErrorType.DEPENDENCY))
    said = DISCOVERY + "OutputDirectoryCreator not available; probably due to unaligned versions of the junit-platform"
    assert "org.junit:junit-bom" in advice_of(
        LibrarySkew(), a_case(tmp_path, said, unpinned, error=ErrorType.DEPENDENCY)
    )
