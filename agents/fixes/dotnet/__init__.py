""".NET: C# sources, NuGet packages, solutions."""

from __future__ import annotations

from collections.abc import Mapping

from mity.agents.fixes.dotnet.central_version import CentralVersion
from mity.agents.fixes.dotnet.csharp_semicolon import CsharpSemicolon
from mity.agents.fixes.dotnet.dotnet_report import DotnetReport
from mity.agents.fixes.dotnet.missing_using import MissingUsing
from mity.agents.fixes.dotnet.nuget_package import NugetPackage
from mity.agents.fixes.dotnet.restore_packages import RestorePackages
from mity.agents.fixes.dotnet.solution_entry import SolutionEntry
from mity.agents.fixes.dotnet.unknown_nuget_package import UnknownNugetPackage
from mity.healing.rules import Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "implementer": (
        MissingUsing(),
        CsharpSemicolon(),
        DotnetReport(),
    ),
    "devops": (
        CentralVersion(),
        RestorePackages(),
        NugetPackage(),
        UnknownNugetPackage(),
    ),
    "architect": (SolutionEntry(),),
}
"""The rules by the specialist who has them, best first."""
