"""Python: imports, distributions, locks, environments, pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping

from mity.agents.fixes.python.add_dependency import AddDependency
from mity.agents.fixes.python.ask_for_setting import AskForSetting
from mity.agents.fixes.python.broken_environment import BrokenEnvironment
from mity.agents.fixes.python.build_requirement import BuildRequirement
from mity.agents.fixes.python.flat_layout import FlatLayout
from mity.agents.fixes.python.hash_mismatch import HashMismatch
from mity.agents.fixes.python.missing_import import MissingImport
from mity.agents.fixes.python.missing_plugin import MissingPlugin
from mity.agents.fixes.python.missing_setting import MissingSetting
from mity.agents.fixes.python.missing_wheel import MissingWheel
from mity.agents.fixes.python.misspelled_import import MisspelledImport
from mity.agents.fixes.python.mixed_tabs import MixedTabs
from mity.agents.fixes.python.moved_name import MovedName
from mity.agents.fixes.python.named_distribution import NamedDistribution
from mity.agents.fixes.python.network_in_build import NetworkInBuild
from mity.agents.fixes.python.package_marker import PackageMarker
from mity.agents.fixes.python.pending_migration import PendingMigration
from mity.agents.fixes.python.pin_bcrypt import PinBcrypt
from mity.agents.fixes.python.project_table import ProjectTable
from mity.agents.fixes.python.reinstall_package import ReinstallPackage
from mity.agents.fixes.python.relax_own_pin import RelaxOwnPin
from mity.agents.fixes.python.restore_requirement import RestoreRequirement
from mity.agents.fixes.python.source_path import SourcePath
from mity.agents.fixes.python.stale_app_answer import StaleAppAnswer
from mity.agents.fixes.python.stale_bytecode import StaleBytecode
from mity.agents.fixes.python.stale_lock import StaleLock
from mity.agents.fixes.python.stdlib_module import StdlibModule
from mity.agents.fixes.python.sync_environment import SyncEnvironment
from mity.agents.fixes.python.unmet_version import UnmetVersion
from mity.agents.fixes.python.version_path import VersionPath
from mity.healing.rules import Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "implementer": (
        MixedTabs(),
        SourcePath(),
        MisspelledImport(),
        MissingImport(),
        MovedName(),
    ),
    "devops": (
        NetworkInBuild(),
        HashMismatch(),
        BrokenEnvironment(),
        ReinstallPackage(),
        RestoreRequirement(),
        SyncEnvironment(),
        StaleLock(),
        PinBcrypt(),
        NamedDistribution(),
        StdlibModule(),
        BuildRequirement(),
        AddDependency(),
        MissingPlugin(),
        UnmetVersion(),
        RelaxOwnPin(),
        MissingWheel(),
        PendingMigration(),
    ),
    "architect": (
        MissingSetting(),
        AskForSetting(),
        VersionPath(),
        ProjectTable(),
        PackageMarker(),
        FlatLayout(),
        StaleAppAnswer(),
    ),
    "factory": (StaleBytecode(),),
}
"""The rules by the specialist who has them, best first."""
