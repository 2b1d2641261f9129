"""Rules for .NET on the real template: usings, semicolons, and what a person must decide."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from dotnet_case import API, HEALTH, SERVER, asked, change, cs, failure, healed, line_of, render

from mity.healing.model import ErrorType


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application as the template makes it."""
    return render(tmp_path_factory.mktemp("dotnet"))


@pytest.fixture
def app(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may break."""
    return Path(shutil.copytree(rendered, tmp_path / "demo"))


@pytest.mark.slow
def test_a_forgotten_using_of_the_project_comes_back(app: Path) -> None:
    before = (app / HEALTH).read_text(encoding="utf-8")
    change(app, HEALTH, "using Api.Features;\n", "")
    text = (
        "CS0246: The type or namespace name 'IEndpointModule' could not be found (are you missing a using directive?)"
    )
    fix = healed(failure(app, cs(HEALTH, 9, 39, text)), ErrorType.BUILD, "missing-using")
    assert (app / HEALTH).read_text(encoding="utf-8") == before
    assert fix.scope == (HEALTH,)


def test_a_forgotten_using_of_the_platform_comes_back(app: Path) -> None:
    before = (app / SERVER).read_text(encoding="utf-8")
    change(app, SERVER, "using System.Globalization;\n", "")
    change(app, SERVER, "using System.Reflection;\n", "")
    said = "\n".join(
        (
            cs(SERVER, 22, 66, "CS0246: The type or namespace name 'Assembly' could not be found (are you missing …?)"),
            cs(SERVER, 130, 73, "CS0103: The name 'CultureInfo' does not exist in the current context"),
        )
    )
    healed(failure(app, said), ErrorType.BUILD, "missing-using")
    assert (app / SERVER).read_text(encoding="utf-8") == before


def test_a_forgotten_using_of_an_extension_method_comes_back(app: Path) -> None:
    before = (app / SERVER).read_text(encoding="utf-8")
    change(app, SERVER, "using Microsoft.EntityFrameworkCore;\n", "")
    text = (
        "CS1061: 'DbContextOptionsBuilder' does not contain a definition for 'UseSqlite' and no accessible extension "
        "method 'UseSqlite' accepting a first argument of type 'DbContextOptionsBuilder' could be found"
    )
    healed(failure(app, cs(SERVER, 74, 21, text)), ErrorType.BUILD, "missing-using")
    assert (app / SERVER).read_text(encoding="utf-8") == before


def test_a_type_in_two_namespaces_is_a_persons_choice(app: Path) -> None:
    (app / "src/Api/Errors/Answer.cs").write_text("namespace Api.Errors;\n\npublic sealed class Greeting;\n")
    (app / "src/Api/Http/Answer.cs").write_text("namespace Api.Http;\n\npublic sealed class Greeting;\n")
    text = "CS0246: The type or namespace name 'Greeting' could not be found (are you missing a using directive?)"
    said = asked(failure(app, cs(HEALTH, 20, 15, text)), ErrorType.BUILD)
    assert f"{HEALTH}:20 may mean Api.Errors or Api.Http" in said


def test_a_semicolon_at_the_end_of_a_line(app: Path) -> None:
    before = (app / HEALTH).read_text(encoding="utf-8")
    change(app, HEALTH, "CheckHealthAsync(cancellationToken);", "CheckHealthAsync(cancellationToken)")
    number = line_of(app, HEALTH, "CheckHealthAsync")
    column = len(before.splitlines()[number - 1])
    healed(failure(app, cs(HEALTH, number, column, "CS1002: ; expected")), ErrorType.BUILD, "csharp-semicolon")
    assert (app / HEALTH).read_text(encoding="utf-8") == before


def test_a_semicolon_among_other_errors_is_not_guessed(app: Path) -> None:
    said = cs(HEALTH, 12, 5, "CS1002: ; expected") + "\n" + cs(HEALTH, 12, 5, "CS1513: } expected")
    assert f"fix {HEALTH}:12: CS1002" in asked(failure(app, said), ErrorType.BUILD)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        (
            f"{{app}}/{API} : error NU1101: Unable to find package Serilgo. No packages exist with this id in "
            "source(s): main [{app}/demo.slnx]",
            ErrorType.DEPENDENCY,
            r"no source has a package Serilgo: did you mean Serilog\?",
        ),
        (
            f"{{app}}/{API} : error NU1102: Unable to find package Serilog with version (>= 99.0.0)\n"
            "  - Found 411 version(s) in main [ Nearest version: 4.3.0 ]",
            ErrorType.DEPENDENCY,
            r"no source has Serilog >= 99\.0\.0, the nearest is 4\.3\.0",
        ),
        (
            "The command could not be loaded, possibly because:\n  * You intended to execute a .NET SDK command:\n"
            "      A compatible .NET SDK was not found.\n\nRequested SDK version: 10.0.100\n"
            "global.json file: {app}/global.json\n\nInstalled SDKs:\n8.0.404 [/usr/share/dotnet/sdk]",
            ErrorType.CONFIG,
            r"global\.json requires the SDK 10\.0\.100; installed: 8\.0\.404",
        ),
        (
            "/usr/share/dotnet/sdk/8.0.404/Sdks/Microsoft.NET.Sdk/targets/Microsoft.NET.TargetFrameworkInference.targets("
            "166,5): error NETSDK1045: The current .NET SDK does not support targeting .NET 10.0.  Either target .NET "
            f"8.0 or lower, or use a version of the .NET SDK that supports .NET 10.0. [{{app}}/{API}]",
            ErrorType.CONFIG,
            r"too old for \.NET 10\.0: install a newer one",
        ),
        (
            f"{{app}}/{API}(4,6): error MSB4025: The project file could not be loaded. The 'RootNamespace' start tag "
            "on line 4 position 6 does not match the end tag of 'PropertyGroup'. Line 13, position 5.",
            ErrorType.CONFIG,
            r"src/Api/Api\.csproj:4 is not valid XML",
        ),
        (
            "Unhandled exception. System.InvalidOperationException: Unable to resolve service for type "
            "'Api.Data.Database' while attempting to activate 'Api.Health.DatabaseCheck'.",
            ErrorType.CONFIG,
            r"DatabaseCheck requires Api\.Data\.Database, which is not registered",
        ),
        (
            cs(HEALTH, 18, 9, "CS8602: Dereference of a possibly null reference."),
            ErrorType.BUILD,
            rf"fix {HEALTH}:18: CS8602",
        ),
        (
            "  Failed Api.Tests.HealthTests.Ready [12 ms]\n  Error Message:\n   Assert.Equal() Failure: Values differ",
            ErrorType.TEST,
            r"fix the code that Api\.Tests\.HealthTests\.Ready checks",
        ),
    ],
)
def test_what_a_person_must_decide(app: Path, said: str, kind: ErrorType, told: str) -> None:
    assert re.search(told, asked(failure(app, said), kind))
