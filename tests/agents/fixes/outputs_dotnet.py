"""Outputs that the rules for .NET are about.

There was no SDK where these were written: the texts are in the form that the documentation of NuGet, MSBuild and Roslyn
gives them.
"""

from __future__ import annotations

from real_outputs import Sample

API = "src/Api/Api.csproj"
HERE = "/home/dev/app"
PROJECT = '<Project Sdk="Microsoft.NET.Sdk.Web">\n  <ItemGroup>\n{}  </ItemGroup>\n</Project>\n'
REFERENCE = '    <PackageReference Include="{}" Version="{}" />\n'
SOURCE = "namespace Api;\n\npublic class Box\n{\n    public Stopwatch Watch = new();\n}\n"


def error(path: str, line: int, column: int, text: str) -> str:
    """An error as the compiler prints it."""
    return f"{HERE}/{path}({line},{column}): error {text} [{HERE}/{API}]\n\nBuild FAILED.\n"


def restore(text: str) -> str:
    """An error as NuGet prints it."""
    return f"{HERE}/{API} : error {text} [{HERE}/demo.slnx]\n\nBuild FAILED.\n"


SAMPLES = (
    Sample(
        "missing-using",
        r"fix: add using System\.Diagnostics in src/Api/Box\.cs",
        row="dotnet.compiler",
        text=error(
            "src/Api/Box.cs",
            5,
            12,
            "CS0246: The type or namespace name 'Stopwatch' could not be found "
            "(are you missing a using directive or an assembly reference?)",
        ),
        files={"src/Api/Box.cs": SOURCE, API: PROJECT.format("")},
    ),
    Sample(
        "csharp-semicolon",
        r"fix: add a missing semicolon: src/Api/Box\.cs",
        row="dotnet.compiler",
        text=error("src/Api/Box.cs", 5, 16, "CS1002: ; expected"),
        files={
            "src/Api/Box.cs": "namespace Api;\n\npublic class Box\n{\n    int one = 1\n}\n",
            API: PROJECT.format(""),
        },
    ),
    Sample(
        "dotnet-report",
        "advice: .*requires Api.Data.Database, which is not registered",
        row="dotnet.unhandled-di",
        text="Unhandled exception. System.InvalidOperationException: Unable to resolve service for type "
        "'Api.Data.Database' while attempting to activate 'Api.Health.DatabaseCheck'.\n",
        stage="launch",
    ),
    Sample(
        "central-version",
        r"fix: raise Newtonsoft\.Json from 12\.0\.1 to 13\.0\.1 in src/Api/Api\.csproj",
        row="nuget.downgrade",
        text=restore(
            "NU1605: Warning As Error: Detected package downgrade: Newtonsoft.Json from 13.0.1 to 12.0.1. "
            "Reference the package directly from the project to select a different version."
        ),
        files={API: PROJECT.format(REFERENCE.format("Newtonsoft.Json", "12.0.1"))},
    ),
    Sample(
        "restore-packages",
        "fix: restore the packages again",
        row="dotnet.assets",
        text=f"/usr/share/dotnet/sdk/8.0.404/Sdks/Microsoft.NET.Sdk/targets/Microsoft.PackageDependencyResolution.targets"
        f"(266,5): error NETSDK1004: Assets file '{HERE}/src/Api/obj/project.assets.json' not found. "
        f"Run a NuGet package restore to generate this file. [{HERE}/{API}]\n\nBuild FAILED.\n",
        files={API: PROJECT.format("")},
    ),
    Sample(
        "nuget-package",
        r"fix: add the package Dapper to src/Api/Api\.csproj",
        row="dotnet.namespace-missing",
        text=error(
            "src/Api/Box.cs",
            1,
            7,
            "CS0246: The type or namespace name 'Dapper' could not be found "
            "(are you missing a using directive or an assembly reference?)",
        ),
        files={"src/Api/Box.cs": "using Dapper;\n\nnamespace Api;\n", API: PROJECT.format("")},
    ),
    Sample(
        "unknown-nuget-package",
        "advice: no source has a package Serilgo: did you mean Serilog",
        row="nuget.unknown",
        text=restore("NU1101: Unable to find package Serilgo. No packages exist with this id in source(s): main"),
        files={API: PROJECT.format(REFERENCE.format("Serilgo", "4.0.0"))},
    ),
    Sample(
        "solution-entry",
        r"fix: refer to services/Api/Api\.csproj in demo\.slnx instead of src/Api/Api\.csproj",
        row="dotnet.project-missing",
        text=f'{HERE}/demo.slnx : error MSB3202: The project file "{HERE}/src/Api/Api.csproj" was not found.\n',
        files={
            "demo.slnx": '<Solution>\n  <Project Path="src/Api/Api.csproj" />\n</Solution>\n',
            "services/Api/Api.csproj": PROJECT.format(""),
        },
    ),
)
