"""The dotnet-webapi stack for real: made, built, tested, launched and committed, then broken on purpose."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness import Mity, git
from proven_apps import AWKWARD, LIMIT, Factory, edit, missing, restored

pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("dotnet-webapi"),
    pytest.mark.skipif(bool(missing("dotnet", "make")), reason="dotnet or make is not on PATH"),
]
QUIET = {
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    "DOTNET_GENERATE_ASPNET_CERTIFICATE": "false",
    "DOTNET_NOLOGO": "1",
    "MSBUILDDISABLENODEREUSE": "1",
    "UseSharedCompilation": "false",
}
CLOSED = "http://127.0.0.1:9"


class PlainFactory(Factory):
    """A Factory in a folder without quotes, which MSBuild does not take in a path (its issues 12598 and 6203)."""

    def __init__(self, folder: Path, **env: str) -> None:
        workspace, home = folder / "a ünï place", folder / "home"
        workspace.mkdir()
        home.mkdir()
        self.mity = Mity(workspace, home)
        self.mity.env.update(env)


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> PlainFactory:
    """A factory with this machine's package sources and packages."""
    nuget = Path(os.environ.get("HOME", "")) / ".nuget"
    packages = os.environ.get("NUGET_PACKAGES", str(nuget / "packages"))
    made = PlainFactory(tmp_path_factory.mktemp("dotnet"), NUGET_PACKAGES=packages, **QUIET)
    if (nuget / "NuGet").is_dir():
        shutil.copytree(nuget / "NuGet", made.mity.home / ".nuget" / "NuGet")
    return made


@pytest.fixture(scope="module")
def app(factory: PlainFactory) -> Path:
    """A proven application."""
    [made] = factory.smoke("dotnet-webapi", *AWKWARD)
    return made


def run_tests(factory: Factory, app: Path, only: str = "") -> subprocess.CompletedProcess[str]:
    """Compiles the application and runs its tests, or those of one class."""
    words = ["dotnet", "test", "tests/Api.Tests/Api.Tests.csproj", "--configuration", "Release", "--no-restore"]
    return factory.run(app, *words, *(["--filter", f"FullyQualifiedName~Api.Tests.{only}."] if only else []))


def examples(app: Path) -> dict[str, str]:
    """The files that the README shows: a line with the path, then the text."""
    readme = (app / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL))


def test_it_is_proven_from_scaffold_to_commit(factory: PlainFactory, app: Path) -> None:
    assert factory.mity.log()["verdict"] == "proven"
    found = factory.evidence()
    assert "dist/shop.dll" in [item["path"] for item in found["build"]["artefacts"]]
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


def test_its_own_verbs_end_well_and_leave_nothing_behind(factory: PlainFactory, app: Path) -> None:
    for verb in ("setup", "lint", "test"):
        said = factory.well(app, "make", verb)
        assert " warning " not in said, said
    program = app / "dist" / "shop.dll"
    before = program.stat().st_mtime_ns
    factory.well(app, "make", "build")
    assert program.stat().st_mtime_ns != before, "no evidence of a second build"
    assert git(app, "status", "--porcelain") == ""


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


@pytest.mark.parametrize("fault", FAULTS)
def test_its_tests_find_what_is_broken(factory: PlainFactory, app: Path, fault: str) -> None:
    only, name, old, new = FAULTS[fault]
    with restored(app):
        edit(app, f"src/Api/{name}", old, new)
        done = run_tests(factory, app, only)
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
def test_its_build_finds_what_is_broken(factory: PlainFactory, app: Path, fault: str) -> None:
    with restored(app):
        edit(app, *(f"src/Api/{COMPILED[fault][0]}", *COMPILED[fault][1:]))
        done = factory.run(app, "make", "lint")
    assert done.returncode != 0
    assert re.search(r"error (CS|CA)\d{4}: ", done.stdout + done.stderr), done.stdout + done.stderr


def test_its_formatting_is_checked(factory: PlainFactory, app: Path) -> None:
    with restored(app):
        edit(app, "src/Api/Probe.cs", "        return 1;", "      return 1;")
        done = factory.run(app, "make", "lint")
        assert done.returncode != 0
        assert "WHITESPACE" in done.stdout + done.stderr
        factory.well(app, "make", "format")
        assert git(app, "status", "--porcelain") == ""


@contextmanager
def served(factory: Factory, app: Path, file: Path) -> Iterator[str]:
    """The built program with a database in a file; it must stop in good order."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    env = {**factory.mity.env, "PORT": port, "DATABASE_URL": f"sqlite://{file}", "MIGRATE_ON_START": "true"}
    program = subprocess.Popen(["dotnet", "dist/shop.dll"], cwd=app, env=env)
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


def test_the_feature_of_the_readme_is_whole(factory: PlainFactory, app: Path, tmp_path: Path) -> None:
    with restored(app):
        written = examples(app)
        assert len(written) == 4
        for name, text in written.items():
            (app / name).parent.mkdir(exist_ok=True)
            (app / name).write_text(text, encoding="utf-8")
        factory.well(app, "make", "lint")
        factory.well(app, "make", "test")
        factory.well(app, "make", "build")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        body, kind = b'{"title":"milk"}', {"Content-Type": "application/json"}
        with served(factory, app, tmp_path / "it's.db") as url:
            assert opener.open(urllib.request.Request(f"{url}/notes", body, kind)).status == 201
        with served(factory, app, tmp_path / "it's.db") as url:
            assert json.load(opener.open(f"{url}/notes")) == [{"id": 1, "title": "milk"}]
            document = json.load(opener.open(f"{url}/openapi.json"))
            assert {"/notes", "/notes/{id}"} <= {path.rstrip("/") for path in document["paths"]}


def test_a_second_one_needs_no_network(factory: PlainFactory, app: Path) -> None:
    offline = {"HTTPS_PROXY": CLOSED, "HTTP_PROXY": CLOSED, "NO_PROXY": "127.0.0.1", "NuGetAudit": "false"}
    factory("create-app", "Second_One", "--stack", "dotnet-webapi", code=0, **offline)
    assert factory.mity.log()["verdict"] == "proven"


def test_a_kill_during_the_build_is_made_good(factory: PlainFactory, app: Path) -> None:
    started = factory.mity.start("create-app", "killed", "--stack", "dotnet-webapi")
    project = factory.mity.workspace / "killed"
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and not (project / "src/Api/obj").is_dir() and started.poll() is None:
        time.sleep(0.05)
    time.sleep(1)
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert not (project / "dist").exists(), "the kill came too late to prove anything"
    factory("resume")
    assert factory.mity.log()["verdict"] == "proven"
    assert git(project, "status", "--porcelain") == ""
