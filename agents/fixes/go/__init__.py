"""Go: sources, go.mod, go.sum, vendor."""

from __future__ import annotations

from collections.abc import Mapping

from mity.agents.fixes.go.go_directive import GoDirective
from mity.agents.fixes.go.go_import_path import GoImportPath
from mity.agents.fixes.go.go_imports import GoImports
from mity.agents.fixes.go.go_modules import GoModules
from mity.agents.fixes.go.go_name import GoName
from mity.agents.fixes.go.go_package_clause import GoPackageClause
from mity.agents.fixes.go.go_report import GoReport
from mity.agents.fixes.go.go_version import GoVersion
from mity.healing.rules import Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "implementer": (
        GoImportPath(),
        GoImports(),
        GoName(),
        GoPackageClause(),
        GoReport(),
    ),
    "devops": (
        GoModules(),
        GoVersion(),
    ),
    "architect": (GoDirective(),),
}
"""The rules by the specialist who has them, best first."""
