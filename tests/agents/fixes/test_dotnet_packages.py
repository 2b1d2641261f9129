"""Rules for .NET on the real template: packages, versions, locks, the solution."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from dotnet_case import API, CENTRAL, STACK, asked, change, cs, failure, healed, lines, proposals, render

from mity.command import Command, Outcome
from mity.healing.applier import FixApplier
from mity.healing.model import ErrorType, Fix
from mity.healing.ports import Rejected


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application as the template makes it."""
    return render(tmp_path_factory.mktemp("dotnet"))


@pytest.fixture
def app(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may break."""
    return Path(shutil.copytree(rendered, tmp_path / "demo"))


def test_a_package_that_only_the_central_list_knows(app: Path) -> None:
    before = (app / API).read_text(encoding="utf-8")
    change(app, API, '    <PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" />\n', "")
    path = "src/Api/Data/Extra.cs"
    (app / path).write_text("using Microsoft.EntityFrameworkCore.Sqlite.Design.Internal;\n\nnamespace Api.Data;\n")
    text = (
        "CS0234: The type or namespace name 'Sqlite' does not exist in the namespace 'Microsoft.EntityFrameworkCore' "
        "(are you missing an assembly reference?)"
    )
    fix = healed(failure(app, cs(path, 1, 37, text)), ErrorType.DEPENDENCY, "nuget-package")
    assert (app / API).read_text(encoding="utf-8") == before
    assert lines(fix) == ["/opt/dotnet restore demo.slnx --force-evaluate"]


def test_a_package_of_the_table_is_added(app: Path) -> None:
    path = "src/Api/Data/Extra.cs"
    (app / path).write_text("using Dapper;\n\nnamespace Api.Data;\n")
    text = "CS0246: The type or namespace name 'Dapper' could not be found (are you missing a using directive?)"
    fix = healed(failure(app, cs(path, 1, 7, text)), ErrorType.DEPENDENCY, "nuget-package")
    assert lines(fix) == [f"/opt/dotnet add {API} package Dapper", "/opt/dotnet restore demo.slnx"]


def test_a_package_of_nobody_is_never_added(app: Path) -> None:
    path = "src/Api/Data/Extra.cs"
    (app / path).write_text("using Dappr;\n\nnamespace Api.Data;\n")
    text = "CS0246: The type or namespace name 'Dappr' could not be found (are you missing a using directive?)"
    asked(failure(app, cs(path, 1, 7, text)), ErrorType.DEPENDENCY)


def test_a_package_that_only_tests_need_is_asked_for(app: Path) -> None:
    path = "tests/Api.Tests/Extra.cs"
    (app / path).write_text("using NSubstitute;\n\nnamespace Api.Tests;\n")
    text = "CS0246: The type or namespace name 'NSubstitute' could not be found (are you missing a using directive?)"
    said = asked(failure(app, cs(path, 1, 7, text, "tests/Api.Tests/Api.Tests.csproj")), ErrorType.DEPENDENCY)
    assert "dotnet add tests/Api.Tests/Api.Tests.csproj package NSubstitute" in said


def test_a_version_at_the_reference_goes_to_the_central_list(app: Path) -> None:
    before = (app / API).read_text(encoding="utf-8")
    change(app, API, 'Sqlite" />\n', 'Sqlite" />\n    <PackageReference Include="Serilog" Version="4.3.0" />\n')
    said = (
        f"{{app}}/{API} : error NU1008: Projects that use central package version management should not define the "
        "version on the PackageReference items but on the PackageVersion items: Serilog. [{app}/demo.slnx]"
    )
    fix = healed(failure(app, said), ErrorType.DEPENDENCY, "central-version")
    made = (app / API).read_text(encoding="utf-8")
    assert made == before.replace('Sqlite" />\n', 'Sqlite" />\n    <PackageReference Include="Serilog" />\n')
    listed = re.findall(r'Include="([\w.]+)" Version="([\d.]+)"', (app / CENTRAL).read_text(encoding="utf-8"))
    assert listed[:4] == [
        ("Microsoft.AspNetCore.OpenApi", "10.0.12"),
        ("Microsoft.EntityFrameworkCore.Sqlite", "10.0.12"),
        ("Serilog", "4.3.0"),
        ("SQLitePCLRaw.bundle_e_sqlite3", "3.0.5"),
    ]
    assert lines(fix) == ["/opt/dotnet restore demo.slnx --force-evaluate"]


def test_a_reference_without_a_central_version_is_asked_for(app: Path) -> None:
    change(app, API, 'Sqlite" />\n', 'Sqlite" />\n    <PackageReference Include="Serilog" />\n')
    said = (
        f"{{app}}/{API} : error NU1010: The following PackageReference items do not define a corresponding "
        "PackageVersion item: Serilog. [{app}/demo.slnx]"
    )
    assert f"dotnet add {API} package Serilog" in asked(failure(app, said), ErrorType.DEPENDENCY)


def test_a_central_version_that_is_too_low_is_raised(app: Path) -> None:
    change(app, CENTRAL, 'Sqlite" Version="10.0.12"', 'Sqlite" Version="9.0.0"')
    said = (
        f"{{app}}/{API} : error NU1109: Detected package downgrade: Microsoft.EntityFrameworkCore.Sqlite from 10.0.12 "
        "to centrally defined 9.0.0. Update the centrally managed package version to a higher version. \n"
        " demo -> Some.Package 10.0.0 -> Microsoft.EntityFrameworkCore.Sqlite (>= 10.0.12) \n"
    )
    fix = healed(failure(app, said), ErrorType.DEPENDENCY, "central-version")
    assert 'Sqlite" Version="10.0.12"' in (app / CENTRAL).read_text(encoding="utf-8")
    assert fix.scope[0] == CENTRAL


def test_a_reference_that_is_lower_than_another_package_asks_for_is_raised(app: Path) -> None:
    change(app, API, 'Include="Microsoft.AspNetCore.OpenApi" />', 'Include="Some.Logging" Version="9.0.0" />')
    said = (
        f"{{app}}/{API} : error NU1605: Warning As Error: Detected package downgrade: Some.Logging from 10.0.1 to 9.0.0"
        ". Reference the package directly from the project to select a different version. \n"
        " demo -> Other 10.0.0 -> Some.Logging (>= 10.0.1) \n demo -> Some.Logging (>= 9.0.0)"
    )
    healed(failure(app, said), ErrorType.DEPENDENCY, "central-version")
    assert 'Include="Some.Logging" Version="10.0.1" />' in (app / API).read_text(encoding="utf-8")


def test_a_lock_that_lags_behind_is_written_again(app: Path) -> None:
    said = (
        f"{{app}}/{API} : error NU1004: The packages lock file is inconsistent with the project dependencies so "
        "restore can't be run in locked mode. Disable the RestoreLockedMode MSBuild property or pass an explicit "
        "--force-evaluate option to run restore to update the lock file. [{app}/demo.slnx]"
    )
    fix = healed(failure(app, said), ErrorType.DEPENDENCY, "restore-packages")
    assert lines(fix) == ["/opt/dotnet restore demo.slnx --force-evaluate"]


def test_the_locks_beside_tests_may_be_written_and_nothing_else_there(app: Path) -> None:
    said = f"{{app}}/{API} : error NU1004: The packages lock file is inconsistent … can't be run in locked mode."
    case = failure(app, said)
    fix = next(one for _, one in proposals(case) if isinstance(one, Fix))

    def run(command: Command) -> Outcome:
        (app / "tests/Api.Tests/packages.lock.json").write_text('{"version": 2}')
        (app / "src/Api/packages.lock.json").write_text('{"version": 2}')
        return Outcome(command, 0, "")

    applied = FixApplier(app, STACK.ignore, run).apply(case.diagnosis, fix, 60)
    assert "tests/Api.Tests/packages.lock.json" in applied.diff


def test_results_of_another_machine_are_moved_away(app: Path) -> None:
    (app / "src/Api/obj").mkdir()
    (app / "src/Api/obj/project.assets.json").write_text("{}")
    said = (
        "/usr/share/dotnet/sdk/10.0.100/Sdks/Microsoft.NET.Sdk/targets/Microsoft.PackageDependencyResolution.targets"
        "(266,5): error MSB4018: NuGet.Packaging.Core.PackagingException: Unable to find fallback package folder "
        f"'C:\\Program Files\\NuGet\\packages'. [{{app}}/{API}]"
    )
    fix = next(one for _, one in proposals(failure(app, said)) if isinstance(one, Fix))
    assert fix.rule == "restore-packages"
    assert fix.move_aside == ("src/Api/obj",)
    assert lines(fix) == ["/opt/dotnet restore demo.slnx"]


def test_packages_that_were_never_restored(app: Path) -> None:
    said = (
        "/usr/share/dotnet/sdk/10.0.100/Sdks/Microsoft.NET.Sdk/targets/Microsoft.PackageDependencyResolution.targets"
        f"(266,5): error NETSDK1004: Assets file '{{app}}/src/Api/obj/project.assets.json' not found. Run a NuGet "
        f"package restore to generate this file. [{{app}}/{API}]"
    )
    fix = healed(failure(app, said), ErrorType.DEPENDENCY, "restore-packages")
    assert lines(fix) == ["/opt/dotnet restore demo.slnx --locked-mode"]


def test_a_project_that_moved_is_named_where_it_is(app: Path) -> None:
    before = (app / "demo.slnx").read_text(encoding="utf-8")
    change(app, "demo.slnx", "src/Api/Api.csproj", "src/Web/Api.csproj")
    said = (
        '{app}/demo.slnx.metaproj : error MSB3202: The project file "{app}/src/Web/Api.csproj" was not found. '
        "[{app}/demo.slnx]"
    )
    healed(failure(app, said), ErrorType.CONFIG, "solution-entry")
    assert (app / "demo.slnx").read_text(encoding="utf-8") == before


def test_a_project_that_is_gone_stays_in_the_solution(app: Path) -> None:
    change(app, "demo.slnx", "src/Api/Api.csproj", "src/Web/Web.csproj")
    said = '{app}/demo.slnx.metaproj : error MSB3202: The project file "{app}/src/Web/Web.csproj" was not found.'
    assert "dotnet sln demo.slnx remove src/Web/Web.csproj" in asked(failure(app, said), ErrorType.CONFIG)


def test_no_fix_alters_the_release_or_the_warnings(app: Path) -> None:
    case = failure(app, f"{{app}}/{API} : error NU1004: … can't be run in locked mode.")
    fix = next(one for _, one in proposals(case) if isinstance(one, Fix))

    def run(command: Command) -> Outcome:
        change(app, "Directory.Build.props", "<Nullable>enable", "<Nullable>disable")
        return Outcome(command, 0, "")

    with pytest.raises(Rejected, match="Nullable"):
        FixApplier(app, STACK.ignore, run).apply(
            case.diagnosis, replace(fix, scope=(*fix.scope, "Directory.Build.props")), 60
        )
