"""The java-quarkus stack for real: made, built, tested, launched and committed, then broken on purpose and grown."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness import git
from proven_apps import Factory, edit, restored

STACK = "java-quarkus"
PLACE = "a ünï place"
"""A folder without quotes, where Quarkus' tests start in half the time."""
MAIN = "src/main/java/com/example/demo"
PROGRAM = "target/quarkus-app/quarkus-run.jar"
pytestmark = [pytest.mark.stacks, pytest.mark.timeout(3000), pytest.mark.xdist_group(STACK)]


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    assert factory.mity.log()["verdict"] == "proven", factory.mity.log()
    found = factory.evidence()
    assert [item["path"] for item in found["build"]["artefacts"]] == [PROGRAM]
    assert found["test"]["passed"] >= 80
    assert found["test"]["failed"] == 0
    assert json.loads(found["launch"]["body"])["status"] == "ok"
    assert found["launch"]["pid"] == found["launch"]["listening_pid"]
    assert git(app, "status", "--porcelain") == ""
    names = git(app, "ls-files").splitlines()
    assert not [name for name in names if name.startswith("target/") or name.endswith(".jar")]


def test_its_own_checks_are_content_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    said = factory.well(broken, "make", "lint")
    assert "[WARNING]" not in said, said
    assert git(broken, "status", "--porcelain") == ""


BAD_VALUE = "SettingTest.aBadValueIsNamedButNotRepeated(String, String)"
FAILURE = "ErrorsTest.everyFailureIsAProblem(String, String, int)"
FAULTS = {
    "no security header": ("SecurityHeaders", '"nosniff"', '"sniff"', "HeadersTest.everyAnswerHasThem"),
    "no HSTS": ("SecurityHeaders", "config.httpsOnly()", "false", "StrictTest.browsersAreToldToUseHttps"),
    "any id is taken": ("RequestLog", "{1,64}", "{1,99}", "RequestsTest.anIdThatIsTooLongIsReplaced"),
    "no id in the log": ("RequestLog", "MDC.put(KEY, id)", "", "RequestsTest.eachLogLineOfARequestHasItsId"),
    "probes are logged": ("RequestLog", '"/health/"', '"/none"', "RequestsTest.healthyProbesAreNotLogged"),
    "ready without migrations": ("MigrationsCheck", "pending == 0", "true", "StrictTest.itIsAliveButNotReady"),
    "a conflict is an error": ("Violation", '"23505"', '"23999"', "ErrorsTest.aConflictNamesItsField"),
    "errors are not logged": (
        "ProblemMappers",
        '"unhandled error"',
        '""',
        "RequestsTest.anUnhandledErrorIsLoggedInFull",
    ),
    "headers are lost": (
        "ProblemMappers",
        "answer.header(name, value)",
        "name.trim()",
        "ErrorsTest.headersOfTheFailure",
    ),
    "redirections fail": ("ProblemMappers", "< 400", "< 300", "ErrorsTest.aRedirectionIsNoFailure"),
    "no place of an error": ("ProblemMappers", 'place.add("body")', 'place.add("")', "ErrorsTest.aBadBodyIsAnswered"),
    "wrong kind of part": ("ParameterSource", '"path"', '"header"', "ErrorsTest.partsOfTheAddressAreNamed"),
    "no limit of bodies": ("BodyLimit", "<= BodyRules.LIMIT", ">= 0", "ErrorsTest.aBodyThatIsTooLarge"),
    "a bad port is taken": ("Setting", "65_535", "99_999", f"{BAD_VALUE}[3]"),
    "a setting has no rule": ("Setting", "value -> isNumber(value, 3_600)", "value -> true", f"{BAD_VALUE}[15]"),
}


@pytest.mark.rotation("broken on purpose: compiled", of=2)
def test_its_tests_find_everything_that_is_broken(factory: Factory, broken: Path) -> None:
    """All faults at once, for one run of the tests; each must fail the test that is about it."""
    for name, old, new, _ in FAULTS.values():
        edit(broken, f"{MAIN}/{name}.java", old, new)
    edit(broken, "src/main/resources/META-INF/openapi.json", '"0.1.0"', '"9.9.9"')
    done = factory.run(broken, "mvn", "test")
    assert done.returncode != 0
    failed = failures(broken)
    for fault, (_, _, _, test) in {**FAULTS, "wrong version": ("", "", "", "OpenApiTest.theDocument")}.items():
        assert any(name.startswith(test) for name in failed), f"{fault}: {failed}\n{done.stdout[-3000:]}"


def failures(app: Path) -> list[str]:
    """The tests that failed in the last run, as Class.method."""
    cases = [case for path in app.glob("target/*-reports/TEST-*.xml") for case in ET.parse(path).iter("testcase")]
    assert len(cases) >= 75
    return [
        f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]


def test_its_linters_find_what_is_careless(factory: Factory, broken: Path) -> None:
    with restored(broken):
        edit(broken, f"{MAIN}/Order.java", "    static", "  static")
        done = factory.run(broken, "mvn", "spotless:check")
        assert "format violations" in done.stdout, done.stdout
    edit(broken, f"{MAIN}/Order.java", "    private", "    static final java.util.List RAW = null;\n\n    private")
    done = factory.run(broken, "mvn", "compile")
    assert "found raw type" in done.stdout, done.stdout
    assert done.returncode != 0


NOTES_TEST = """
package com.example.demo.features.notes;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

@QuarkusTest
class NotesTest {
    @Test
    void aNoteIsKept() {
        int id = send("{\\"title\\": \\"milk\\"}").then().statusCode(201).extract().path("id");
        given().get("/notes/" + id).then().statusCode(200).body("title", equalTo("milk"));
        send("{\\"title\\": \\"milk\\"}").then().statusCode(409).contentType("application/problem+json");
        send("{\\"title\\": \\" \\"}").then().statusCode(422).body("errors[0].loc[1]", equalTo("title"));
        given().get("/notes/999").then().statusCode(404).contentType("application/problem+json");
        given().get("/openapi.json").then().body("paths", hasKey("/notes"));
    }

    private static Response send(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/notes");
    }
}
"""


@pytest.mark.rotation("examples of readmes", of=2)
def test_the_feature_of_the_readme_is_whole_and_its_data_outlive_a_restart(factory: Factory, broken: Path) -> None:
    text = (broken / "README.md").read_text(encoding="utf-8")
    for name, content in re.findall(r"^`(src/\S+)`:\n\n```\w+\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        (broken / name).parent.mkdir(parents=True, exist_ok=True)
        (broken / name).write_text(content, encoding="utf-8")
    test = broken / "src/test/java/com/example/demo/features/notes/NotesTest.java"
    test.parent.mkdir(parents=True)
    test.write_text(NOTES_TEST.lstrip(), encoding="utf-8")
    factory.well(broken, "mvn", "spotless:check", "package", "-Dtest=NotesTest,StrictTest,HealthTest")
    with serving(factory, broken) as address:
        assert call(f"{address}/notes", {"title": "milk"})[0] == 201
    with serving(factory, broken) as address:
        assert call(f"{address}/notes")[1] == [{"id": 1, "title": "milk"}]
    edit(broken, "src/main/resources/db/migration/V1__create_notes.sql", "title", "name")
    done = factory.run(broken, "mvn", "test", "-Dtest=NotesTest")
    assert "missing column [title]" in done.stdout, done.stdout[-3000:]


@contextmanager
def serving(factory: Factory, app: Path) -> Iterator[str]:
    """The packaged program with its usual database; it must stop when it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {**factory.mity.env, "PORT": str(port), "MIGRATE_ON_START": "true", "LOG_LEVEL": "WARN"}
    process = subprocess.Popen(["java", "-jar", PROGRAM], cwd=app, env=env, stdout=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            assert process.poll() is None, process.communicate()[0]
            if call(f"{address}/health/ready")[0] == 200:
                break
            time.sleep(0.1)
        yield address
        process.terminate()
        assert process.wait(20) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.communicate()


def call(address: str, body: dict[str, str] | None = None) -> tuple[int, object]:
    """Status and JSON of an answer; status 0 while nothing listens."""
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None
    except OSError:
        return 0, None


@pytest.mark.rotation("second application of a compiled stack", of=2)
@pytest.mark.usefixtures("app")
def test_a_second_one_needs_no_network_even_after_a_kill(another: Factory) -> None:
    started = another.mity.start("create-app", "Second_One", "--stack", STACK, env={"MAVEN_ARGS": "--offline"})
    second = another.mity.workspace / "second-one"
    for _ in range(1200):
        if list(second.parent.glob(".mity/logs/*/build.log")) or started.poll() is not None:
            break
        time.sleep(0.05)
    time.sleep(3)
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert not (second / PROGRAM).exists(), "the kill came too late to prove anything"
    another("resume", MAVEN_ARGS="--offline")
    assert another.mity.log()["verdict"] == "proven"
    assert git(second, "status", "--porcelain") == ""
    another.well(second, "mvn", "--offline", "spotless:check")
