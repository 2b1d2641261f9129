"""The java-springboot stack for real: made, built, tested, launched, grown by a feature, then broken on purpose."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness import git
from proven_apps import LIMIT, Factory, edit

STACK = "java-springboot"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(3000),
    pytest.mark.xdist_group(STACK),
]
MVN = ("mvn", "--batch-mode", "--no-transfer-progress", "--quiet", "-Dstyle.color=never", "--offline")
MAIN = "src/main/java/com/example/demo"
YML = "src/main/resources/application.yml"


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    evidence = factory.evidence()
    assert factory.mity.log()["verdict"] == "proven"
    assert [item["path"] for item in evidence["build"]["artefacts"]] == ["target/demo.jar"]
    assert evidence["test"]["passed"] >= 70
    assert (evidence["test"]["failed"], evidence["test"]["skipped"]) == (0, 0)
    assert json.loads(evidence["launch"]["body"]) == {"status": "ok"}
    assert evidence["launch"]["listening_pid"] == evidence["launch"]["pid"], "no wrapper in between"
    assert git(app, "rev-parse", "HEAD") == evidence["commit"]["commit"]


def test_its_own_checks_are_content_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    said = factory.well(broken, "make", "lint", "MAVEN=mvn --offline")
    assert "WARN" not in said
    assert git(broken, "status", "--porcelain") == ""


FAULTS = [
    ("HeadersTest.everyAnswerHasThem", f"{MAIN}/web/SecurityHeadersFilter.java", '"nosniff"', '"sniff"'),
    ("HttpsOnlyTest.browsersAreTold", f"{MAIN}/web/SecurityHeadersFilter.java", "(httpsOnly)", "(!httpsOnly)"),
    ("RequestIdTest.aGoodIdIsTaken", f"{MAIN}/web/RequestIdFilter.java", "MDC.put(KEY, id)", 'MDC.put("x", id)'),
    ("RequestIdTest.aBadIdIsReplaced", f"{MAIN}/web/RequestIdFilter.java", "[A-Za-z0-9._-]{1", "[A-Za-z0-9 .<>_-]{1"),
    ("RequestIdTest.aHealthyProbe", f"{MAIN}/web/RequestIdFilter.java", '"/health/"', '"/nowhere"'),
    (
        "HeadersTest.otherPagesMayNot",
        f"{MAIN}/web/CorsSetup.java",
        "setAllowedOrigins(settings.corsOrigins())",
        'addAllowedOrigin("*")',
    ),
    ("OpenApiTest.everyOperation", f"{MAIN}/web/OpenApiSetup.java", 'addApiResponse("default"', 'addApiResponse("499"'),
    (
        "ProblemsTest.everyFailureIsAProblem",
        f"{MAIN}/problem/ProblemHandler.java",
        "Problems.of(HttpStatus.INTERNAL_SERVER_ERROR)",
        "ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, error.getMessage())",
    ),
    (
        "ProblemsTest.aBadBodyIsAnswered",
        f"{MAIN}/problem/ProblemHandler.java",
        'loc, "has the wrong type"',
        "loc, error.getOriginalMessage()",
    ),
    (
        "ProblemsTest.whatTomcatRefuses",
        f"{MAIN}/problem/TomcatProblems.java",
        "(ProblemValve.class.getName())",
        "(ErrorReportValve.class.getName())",
    ),
    ("MigrationsTest.itIsReady", f"{MAIN}/database/MigrationsHealth.java", ".length == 0", ".length >= 0"),
    ("HealthTest.theProbe", f"{MAIN}/Probe.java", "return false;", "return true;"),
    ("SettingsTest.aBadOneIsNamed", f"{MAIN}/settings/Settings.java", "@Max(65535)", "@Max(99999)"),
    ("SettingsTest.h2IsTold", f"{MAIN}/settings/Settings.java", ";MODE=PostgreSQL", ";MODE=LEGACY"),
    ("ProgramTest.aBadSetting", f"{MAIN}/settings/BadSetting.java", "EXIT_CODE = 2", "EXIT_CODE = 1"),
    ("ProgramTest.itServes", YML, "shutdown: graceful", "shutdown: immediate"),
    ("HealthTest.nothingElse", YML, "default: none", "default: read-only"),
    ("HealthTest.nothingElse", YML, "include: health", 'include: "*"'),
]
TANGLED = {
    "one/One.java": "package com.example.demo.features.one;\n\npublic class One {}\n",
    "two/Two.java": (
        "package com.example.demo.features.two;\n\npublic class Two {\n"
        "    @org.springframework.beans.factory.annotation.Autowired\n"
        "    com.example.demo.features.one.One one;\n}\n"
    ),
}


def failed(app: Path) -> set[str]:
    """The tests of the newest run that failed, as `Class.method(…)`."""
    found = set()
    for report in app.glob("target/surefire-reports/TEST-*.xml"):
        for case in ElementTree.parse(report).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                found.add(f"{case.attrib['classname'].rpartition('.')[2]}.{case.attrib['name']}")
    return found


@pytest.mark.rotation("broken on purpose: compiled", of=2)
def test_its_tests_find_what_is_broken(factory: Factory, broken: Path) -> None:
    """All at once, because each run starts the application three times; each fault has the test that must find it."""
    for _, name, old, new in FAULTS:
        edit(broken, name, old, new)
    for name, text in TANGLED.items():
        path = broken / MAIN / "features" / name
        path.parent.mkdir()
        path.write_text(text)
    shutil.rmtree(broken / "target" / "surefire-reports", ignore_errors=True)
    done = factory.run(broken, *MVN, "test", "-Dmaven.test.redirectTestOutputToFile=true")
    assert done.returncode != 0
    found = failed(broken)
    wanted = {fault[0] for fault in FAULTS} | {"RulesTest.aFeatureDoesNot", "RulesTest.nothingIsInjected"}
    lost = sorted(test for test in wanted if not any(name.startswith(test) for name in found))
    assert not lost, (lost, sorted(found), done.stdout[-4000:])
    assert "RulesTest.noEntityIsAnAnswer" not in found


@pytest.mark.parametrize(
    ("name", "old", "new", "goal", "said"),
    [
        (f"{MAIN}/Probe.java", "    private Probe", "  private Probe", "spotless:check", "Probe.java"),
        (f"{MAIN}/Probe.java", "    private Probe", "    java.util.List x;\n    private Probe", "compile", "-Werror"),
        ("pom.xml", "<artifactId>h2<", "<artifactId>postgresql<", "validate", "h2"),
    ],
)
def test_its_checks_find_what_is_broken(
    factory: Factory, broken: Path, name: str, old: str, new: str, goal: str, said: str
) -> None:
    edit(broken, name, old, new)
    done = factory.run(broken, *MVN, goal)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


def grow(app: Path) -> None:
    """The feature of the README, as it stands there."""
    readme = (app / "README.md").read_text(encoding="utf-8")
    folder = app / MAIN / "features" / "notes"
    folder.mkdir()
    for text in re.findall(r"```java\n(.*?)```", readme, re.DOTALL):
        name = re.search(r"^(?:class|interface) (\w+)", text, re.MULTILINE)
        assert name
        (folder / f"{name[1]}.java").write_text(text)
    [sql] = re.findall(r"```sql\n(.*?)```", readme, re.DOTALL)
    (app / "src/main/resources/db/migration/V1__create_notes.sql").write_text(sql)


@contextmanager
def served(factory: Factory, app: Path) -> Iterator[str]:
    """The application as it is deployed, with its database in a file; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    env = {**factory.mity.env, "PORT": address.rpartition(":")[2], "DATABASE_URL": "jdbc:h2:file:./target/kept"}
    log = app / "target" / "served.log"
    with log.open("w") as output:
        server = subprocess.Popen(["java", "-jar", "target/demo.jar"], cwd=app, env=env, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + LIMIT
        while call(address, "/health/ready")[0] != 200:
            assert time.monotonic() < deadline, log.read_text()
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        assert server.wait(timeout=60) == 143


def call(address: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """Status and JSON of an answer; 0 when nothing answers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address + path, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, None


@pytest.mark.rotation("examples of readmes", of=2)
def test_the_feature_of_the_readme_is_whole_and_its_data_survive(factory: Factory, broken: Path) -> None:
    grow(broken)
    migration = broken / "src/main/resources/db/migration/V1__create_notes.sql"
    sql = migration.read_text()
    migration.write_text(sql.replace("title", "name"))
    done = factory.run(broken, *MVN, "test", "-Dtest=HealthTest")
    assert done.returncode != 0
    assert "missing column [title] in table [note]" in done.stdout, "entities and tables differ"
    migration.write_text(sql)
    factory.well(broken, *MVN, "spotless:check", "package", "-Dtest=RulesTest,OpenApiTest,HealthTest")
    with served(factory, broken) as address:
        assert call(address, "/notes", {"title": "milk"}) == (201, {"id": 1, "title": "milk"})
        assert call(address, "/notes", {"title": " "})[0] == 422
        assert "/notes/{id}" in call(address, "/openapi.json")[1]["paths"]
    with served(factory, broken) as address:
        assert call(address, "/notes/1") == (200, {"id": 1, "title": "milk"})
        status, problem = call(address, "/notes/2")
        assert (status, problem["detail"]) == (404, "There is no such note.")


@pytest.mark.rotation("second application of a compiled stack", of=2)
def test_a_second_one_needs_no_network_and_a_kill_is_made_good(another: Factory, app: Path, tmp_path: Path) -> None:
    """Offline is a setting of Maven's user, whose home MAVEN_OPTS can name."""
    home = tmp_path / "offline"
    (home / ".m2").mkdir(parents=True)
    said = another.well(app, "mvn", "--offline", "--debug", "-Dstyle.color=never", "validate")
    repository = re.findall(r"Using local repository at (.+)", said)[0]
    (home / ".m2" / "settings.xml").write_text(
        f"<settings><offline>true</offline><localRepository>{repository}</localRepository></settings>"
    )
    options = f"-Duser.home={home}"
    started = another.mity.start("create-app", "Second_One", "--stack", STACK, "--no-heal", env={"MAVEN_OPTS": options})
    second = another.mity.workspace / "second-one"
    while not (second / "pom.xml").is_file() and started.poll() is None:
        time.sleep(0.02)
    time.sleep(1)
    started.kill()
    started.communicate()
    assert not list(second.glob("target/*.jar")), "the kill came too late to prove anything"
    another("resume", MAVEN_OPTS=options)
    assert another.mity.log()["verdict"] == "proven"
    assert git(second, "status", "--porcelain") == ""
    another.well(second, *MVN, "spotless:check")
