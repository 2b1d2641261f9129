"""The dotnet-webapi stack for real: made, built, tested, launched and committed, then broken on purpose."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness import git
from proven_apps import LIMIT, Factory, edit, missing
from shared_apps import Proven, copied, place_in

STACK = "dotnet-webapi"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
    pytest.mark.skipif(bool(missing("dotnet", "make")), reason="dotnet or make is not on PATH"),
]
CLOSED = "http://127.0.0.1:9"


@pytest.fixture
def broken(proven: Proven, factory: Factory, tmp_path: Path) -> Iterator[Path]:
    """A copy of the proven application for one test alone; what is restored names its folder, so it is restored."""
    with copied(proven, place_in(tmp_path, proven)) as app:
        factory.well(app, "make", "setup")
        yield app


def run_tests(factory: Factory, app: Path, only: str = "") -> subprocess.CompletedProcess[str]:
    """Compiles the application and runs its tests, or those of one class."""
    words = ["dotnet", "test", "tests/Api.Tests/Api.Tests.csproj", "--configuration", "Release", "--no-restore"]
    return factory.run(app, *words, *(["--filter", f"FullyQualifiedName~Api.Tests.{only}."] if only else []))


def examples(app: Path) -> dict[str, str]:
    """The files that the README shows: a line with the path, then the text."""
    readme = (app / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL))


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    assert factory.mity.log()["verdict"] == "proven"
    found = factory.evidence()
    assert "dist/demo.dll" in [item["path"] for item in found["build"]["artefacts"]]
    assert found["test"]["passed"] >= 80
    assert found["test"]["failed"] == 0
    assert json.loads(found["launch"]["body"]) == {"status": "ok"}
    assert found["launch"]["pid"] == found["launch"]["listening_pid"]
    files = git(app, "ls-files").splitlines()
    assert {"src/Api/packages.lock.json", "tests/Api.Tests/packages.lock.json"} <= set(files)
    assert not [
        name for name in files if "://" in (app / name).read_text(encoding="utf-8") and name.endswith("lock.json")
    ]
    assert git(app, "status", "--porcelain") == ""


def test_its_own_verbs_end_well_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    for verb in ("setup", "lint", "test"):
        said = factory.well(broken, "make", verb)
        assert " warning " not in said, said
    program = broken / "dist" / "demo.dll"
    before = program.stat().st_mtime_ns
    factory.well(broken, "make", "build")
    assert program.stat().st_mtime_ns != before, "no evidence of a second build"
    assert git(broken, "status", "--porcelain") == ""


FAULTS = {
    "no security header": ("HeaderTests", "Http/SecurityHeaders.cs", '"nosniff"', '"sniff"'),
    "HSTS for all": ("HeaderTests", "Http/SecurityHeaders.cs", "if (settings.HttpsOnly)", "if (!settings.HttpsOnly)"),
    "any page may call": ("HeaderTests", "Server.cs", "WithOrigins([.. settings.CorsOrigins])", "AllowAnyOrigin()"),
    "errors of the router are plain": ("ErrorTests", "Server.cs", "app.UseStatusCodePages(AnswerWithProblem);", ""),
    "nothing is validated": ("ErrorTests", "Server.cs", ".WithValidation()", ""),
    "parts of a body are not validated": (
        "ErrorTests",
        "Http/Validation.cs",
        ".Where(CanHoldMore)",
        ".Where(_ => false)",
    ),
    "no time limit": ("ErrorTests", "Server.cs", "app.UseRequestTimeouts();", ""),
    "no rate limit": ("ErrorTests", "Server.cs", "if (requests > 0)", "if (requests > 999)"),
    "probes count as requests": ("ErrorTests", "Health/HealthEndpoints.cs", ".DisableRateLimiting()", ""),
    "any id is taken": ("RequestIdTests", "Http/RequestContext.cs", "Harmless().IsMatch(given)", "given.Length > 0"),
    "ready without a database": (
        "HealthTests",
        "Health/DatabaseCheck.cs",
        'Unhealthy("The database does not answer.", error)',
        "Healthy(error.Message)",
    ),
    "a bad setting is taken": ("SettingsTests", "SettingsReader.cs", "LongestTimeout = 3600", "LongestTimeout = 9999"),
    "a migration is done twice": (
        "MigratorTests",
        "Data/Migrator.cs",
        "            Check(applied);",
        "            applied.Clear();",
    ),
    "a changed migration": ("MigratorTests", "Data/Migrator.cs", "current != checksum", "current == checksum"),
    "the document has no title": ("OpenApiTests", "Server.cs", "Title = Product.Name", 'Title = "Api"'),
    "the id is not in the log": ("ProgramTests", "Http/JsonLines.cs", '"request_id"', '"id"'),
    "a wrong exit code": ("ProgramTests", "Program.cs", "BadStart = 2", "BadStart = 0"),
}


@pytest.mark.rotation(f"broken on purpose: {STACK}", of=3)
@pytest.mark.parametrize("fault", FAULTS)
def test_its_tests_find_what_is_broken(factory: Factory, broken: Path, fault: str) -> None:
    only, name, old, new = FAULTS[fault]
    edit(broken, f"src/Api/{name}", old, new)
    done = run_tests(factory, broken, only)
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert "Failed!" in said, said


COMPILED = {
    "a variable that nobody reads": ("Probe.cs", "        return 1;", "        var nobody = 2;\n        return 1;"),
    "a null where none may be": ("Product.cs", 'Own.GetName().Name ?? "api"', "null"),
    "the culture of the machine": (
        "Http/Validation.cs",
        "index.ToString(CultureInfo.InvariantCulture)",
        "index.ToString()",
    ),
}


@pytest.mark.parametrize("fault", COMPILED)
def test_its_build_finds_what_is_broken(factory: Factory, broken: Path, fault: str) -> None:
    edit(broken, *(f"src/Api/{COMPILED[fault][0]}", *COMPILED[fault][1:]))
    done = factory.run(broken, "make", "lint")
    assert done.returncode != 0
    assert re.search(r"error (CS|CA)\d{4}: ", done.stdout + done.stderr), done.stdout + done.stderr


def test_its_formatting_is_checked(factory: Factory, broken: Path) -> None:
    edit(broken, "src/Api/Probe.cs", "        return 1;", "      return 1;")
    done = factory.run(broken, "make", "lint")
    assert done.returncode != 0
    assert "WHITESPACE" in done.stdout + done.stderr
    factory.well(broken, "make", "format")
    assert git(broken, "status", "--porcelain") == ""


@contextmanager
def served(factory: Factory, app: Path, file: Path) -> Iterator[str]:
    """The built program with a database in a file; it must stop in good order."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    env = {**factory.mity.env, "PORT": port, "DATABASE_URL": f"sqlite://{file}", "MIGRATE_ON_START": "true"}
    program = subprocess.Popen(["dotnet", "dist/demo.dll"], cwd=app, env=env)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if program.poll() is not None or probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=20) == 0
    finally:
        program.kill()
        program.wait()


@pytest.mark.rotation("examples of readmes", of=2)
def test_the_feature_of_the_readme_is_whole(factory: Factory, broken: Path, tmp_path: Path) -> None:
    written = examples(broken)
    assert len(written) == 4
    for name, text in written.items():
        (broken / name).parent.mkdir(exist_ok=True)
        (broken / name).write_text(text, encoding="utf-8")
    factory.well(broken, "make", "lint")
    factory.well(broken, "make", "test")
    factory.well(broken, "make", "build")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    body, kind = b'{"title":"milk"}', {"Content-Type": "application/json"}
    with served(factory, broken, tmp_path / "it's.db") as url:
        assert opener.open(urllib.request.Request(f"{url}/notes", body, kind)).status == 201
    with served(factory, broken, tmp_path / "it's.db") as url:
        assert json.load(opener.open(f"{url}/notes")) == [{"id": 1, "title": "milk"}]
        document = json.load(opener.open(f"{url}/openapi.json"))
        assert {"/notes", "/notes/{id}"} <= {path.rstrip("/") for path in document["paths"]}


def test_a_second_one_needs_no_network(proven: Proven, another: Factory) -> None:
    offline = {"HTTPS_PROXY": CLOSED, "HTTP_PROXY": CLOSED, "NO_PROXY": "127.0.0.1", "NuGetAudit": "false"}
    another("create-app", "Second_One", "--stack", STACK, code=0, **offline)
    assert another.mity.log()["verdict"] == "proven"


def test_a_kill_during_the_build_is_made_good(another: Factory) -> None:
    started = another.mity.start("create-app", "killed", "--stack", STACK)
    project = another.mity.workspace / "killed"
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and not (project / "src/Api/obj").is_dir() and started.poll() is None:
        time.sleep(0.05)
    time.sleep(1)
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert not (project / "dist").exists(), "the kill came too late to prove anything"
    another("resume")
    assert another.mity.log()["verdict"] == "proven"
    assert git(project, "status", "--porcelain") == ""
