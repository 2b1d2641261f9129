"""Java: sources, pom.xml, Spring and Quarkus at start-up."""

from __future__ import annotations

from collections.abc import Mapping

from mity.agents.fixes.java.add_opens import AddOpens
from mity.agents.fixes.java.applied_migration import AppliedMigration
from mity.agents.fixes.java.broken_pom import BrokenPom
from mity.agents.fixes.java.damaged_download import DamagedDownload
from mity.agents.fixes.java.duplicate_dependency import DuplicateDependency
from mity.agents.fixes.java.gradle_dependency import GradleDependency
from mity.agents.fixes.java.jakarta_names import JakartaNames
from mity.agents.fixes.java.java_import import JavaImport
from mity.agents.fixes.java.java_import_path import JavaImportPath
from mity.agents.fixes.java.library_skew import LibrarySkew
from mity.agents.fixes.java.managed_version import ManagedVersion
from mity.agents.fixes.java.maven_dependency import MavenDependency
from mity.agents.fixes.java.missing_bean import MissingBean
from mity.agents.fixes.java.missing_property import MissingProperty
from mity.agents.fixes.java.module_parent import ModuleParent
from mity.agents.fixes.java.moved_class import MovedClass
from mity.agents.fixes.java.newer_jdk import NewerJdk
from mity.agents.fixes.java.no_such_version import NoSuchVersion
from mity.agents.fixes.java.service_down import ServiceDown
from mity.agents.fixes.java.version_conflict import VersionConflict
from mity.agents.fixes.java.warnings_as_errors import WarningsAsErrors
from mity.healing.rules import Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "implementer": (
        JakartaNames(),
        MovedClass(),
        JavaImportPath(),
        JavaImport(),
        WarningsAsErrors(),
    ),
    "devops": (
        DuplicateDependency(),
        ModuleParent(),
        NoSuchVersion(),
        VersionConflict(),
        MavenDependency(),
        GradleDependency(),
        LibrarySkew(),
        AddOpens(),
        DamagedDownload(),
        ServiceDown(),
    ),
    "architect": (
        NewerJdk(),
        ManagedVersion(),
        MissingProperty(),
        MissingBean(),
        AppliedMigration(),
        BrokenPom(),
    ),
}
"""The rules by the specialist who has them, best first."""
