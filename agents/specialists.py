"""The five specialists and their rules, best first. Adding a fix is one file in `fixes/` and one entry here."""

from __future__ import annotations

from mity.agents.fixes.absent_import import AbsentImport
from mity.agents.fixes.add_crate import AddCrate
from mity.agents.fixes.add_dependency import AddDependency
from mity.agents.fixes.applied_migration import AppliedMigration
from mity.agents.fixes.ask_for_setting import AskForSetting
from mity.agents.fixes.broken_environment import BrokenEnvironment
from mity.agents.fixes.broken_pom import BrokenPom
from mity.agents.fixes.build_first import BuildFirst
from mity.agents.fixes.central_version import CentralVersion
from mity.agents.fixes.certificate import Certificate
from mity.agents.fixes.component_import import ComponentImport
from mity.agents.fixes.crate_choice import CrateChoice
from mity.agents.fixes.crate_feature import CrateFeature
from mity.agents.fixes.csharp_semicolon import CsharpSemicolon
from mity.agents.fixes.damaged_download import DamagedDownload
from mity.agents.fixes.database_url import DatabaseUrl
from mity.agents.fixes.declare_module import DeclareModule
from mity.agents.fixes.denied_lint import DeniedLint
from mity.agents.fixes.dotnet_report import DotnetReport
from mity.agents.fixes.duplicate_dependency import DuplicateDependency
from mity.agents.fixes.electron_report import ElectronReport
from mity.agents.fixes.entry_point import EntryPoint
from mity.agents.fixes.executable_bit import ExecutableBit
from mity.agents.fixes.failing_spec import FailingSpec
from mity.agents.fixes.failing_test import FailingTest
from mity.agents.fixes.first_warning import FirstWarning
from mity.agents.fixes.flaky_test import FlakyTest
from mity.agents.fixes.flat_layout import FlatLayout
from mity.agents.fixes.free_port import FreePort
from mity.agents.fixes.hash_mismatch import HashMismatch
from mity.agents.fixes.jakarta_names import JakartaNames
from mity.agents.fixes.java_import import JavaImport
from mity.agents.fixes.json_punctuation import JsonPunctuation
from mity.agents.fixes.leftover_output import LeftoverOutput
from mity.agents.fixes.library_skew import LibrarySkew
from mity.agents.fixes.managed_version import ManagedVersion
from mity.agents.fixes.markdown_fence import MarkdownFence
from mity.agents.fixes.maven_dependency import MavenDependency
from mity.agents.fixes.merge_conflict import MergeConflict
from mity.agents.fixes.missing_import import MissingImport
from mity.agents.fixes.missing_property import MissingProperty
from mity.agents.fixes.missing_setting import MissingSetting
from mity.agents.fixes.missing_using import MissingUsing
from mity.agents.fixes.mixed_tabs import MixedTabs
from mity.agents.fixes.moved_class import MovedClass
from mity.agents.fixes.moved_module import MovedModule
from mity.agents.fixes.moved_name import MovedName
from mity.agents.fixes.named_distribution import NamedDistribution
from mity.agents.fixes.named_file import NamedFile
from mity.agents.fixes.native_rebuild import NativeRebuild
from mity.agents.fixes.near_name import NearName
from mity.agents.fixes.newer_jdk import NewerJdk
from mity.agents.fixes.no_bean import NoBean
from mity.agents.fixes.no_such_version import NoSuchVersion
from mity.agents.fixes.no_wheel import NoWheel
from mity.agents.fixes.node_heap import NodeHeap
from mity.agents.fixes.node_report import NodeReport
from mity.agents.fixes.npm_install import NpmInstall
from mity.agents.fixes.npm_lock import NpmLock
from mity.agents.fixes.npm_package import NpmPackage
from mity.agents.fixes.npm_version import NpmVersion
from mity.agents.fixes.nuget_choice import NugetChoice
from mity.agents.fixes.nuget_package import NugetPackage
from mity.agents.fixes.open_module import OpenModule
from mity.agents.fixes.out_of_memory import OutOfMemory
from mity.agents.fixes.own_command import OwnCommand
from mity.agents.fixes.package_marker import PackageMarker
from mity.agents.fixes.pending_migration import PendingMigration
from mity.agents.fixes.pin_bcrypt import PinBcrypt
from mity.agents.fixes.port_setting import PortSetting
from mity.agents.fixes.project_table import ProjectTable
from mity.agents.fixes.rebuild_environment import RebuildEnvironment
from mity.agents.fixes.reinstall_package import ReinstallPackage
from mity.agents.fixes.relax_own_pin import RelaxOwnPin
from mity.agents.fixes.repeated_import import RepeatedImport
from mity.agents.fixes.restore_generated import RestoreGenerated
from mity.agents.fixes.restore_packages import RestorePackages
from mity.agents.fixes.run_as_node import RunAsNode
from mity.agents.fixes.rust_import import RustImport
from mity.agents.fixes.rust_report import RustReport
from mity.agents.fixes.rust_toolchain import RustToolchain
from mity.agents.fixes.rustc_suggestion import RustcSuggestion
from mity.agents.fixes.script_line_ends import ScriptLineEnds
from mity.agents.fixes.service_down import ServiceDown
from mity.agents.fixes.solution_entry import SolutionEntry
from mity.agents.fixes.source_path import SourcePath
from mity.agents.fixes.stale_artifacts import StaleArtifacts
from mity.agents.fixes.stale_bytecode import StaleBytecode
from mity.agents.fixes.stale_cargo_lock import StaleCargoLock
from mity.agents.fixes.stale_lock import StaleLock
from mity.agents.fixes.stdlib_module import StdlibModule
from mity.agents.fixes.sync_environment import SyncEnvironment
from mity.agents.fixes.text_encoding import TextEncoding
from mity.agents.fixes.toml_punctuation import TomlPunctuation
from mity.agents.fixes.toml_twice import TomlTwice
from mity.agents.fixes.try_again import Offline, TryAgain, TryAgainLater
from mity.agents.fixes.type_import import TypeImport
from mity.agents.fixes.unused_import import UnusedImport
from mity.agents.fixes.version_conflict import VersionConflict
from mity.agents.fixes.version_path import VersionPath
from mity.agents.fixes.yaml_tabs import YamlTabs
from mity.healing.rules import Specialist

_DEPENDENCIES = (
    HashMismatch(),
    BrokenEnvironment(),
    ReinstallPackage(),
    SyncEnvironment(),
    StaleLock(),
    PinBcrypt(),
    NamedDistribution(),
    StdlibModule(),
    AddDependency(),
    RelaxOwnPin(),
    NoWheel(),
)

_CODE = (MergeConflict(), MarkdownFence(), MixedTabs(), SourcePath())
_CONFIGURATION = (
    NamedFile(),
    RestoreGenerated(),
    TextEncoding(),
    ScriptLineEnds(),
    ExecutableBit(),
    TomlTwice(),
    TomlPunctuation(),
    JsonPunctuation(),
    YamlTabs(),
    MissingSetting(),
    AskForSetting(),
    VersionPath(),
    ProjectTable(),
    PackageMarker(),
    FlatLayout(),
    OwnCommand(),
)
_RUNNING = (OutOfMemory(), DatabaseUrl(), PendingMigration())

_JAVA_CODE = (JakartaNames(), MovedClass(), JavaImport(), FirstWarning())
_JAVA_DEPENDENCIES = (
    DuplicateDependency(),
    NoSuchVersion(),
    VersionConflict(),
    MavenDependency(),
    LibrarySkew(),
    OpenModule(),
    DamagedDownload(),
    ServiceDown(),
)
_JAVA_CONFIGURATION = (
    NewerJdk(),
    ManagedVersion(),
    BuildFirst(),
    MissingProperty(),
    NoBean(),
    AppliedMigration(),
    BrokenPom(),
)
_RUST_CODE = (RustcSuggestion(), RustImport(), DeclareModule(), DeniedLint(), RustReport())
_RUST = (StaleCargoLock(), CrateFeature(), AddCrate(), CrateChoice())
_DOTNET_CODE = (MissingUsing(), CsharpSemicolon(), DotnetReport())
_DOTNET = (CentralVersion(), RestorePackages(), NugetPackage(), NugetChoice())

_NODE_CODE = (
    AbsentImport(),
    NearName(),
    TypeImport(),
    RepeatedImport(),
    MovedModule(),
    ComponentImport(),
    UnusedImport(),
)
_NODE = (Certificate(), NpmInstall(), NpmLock(), NpmVersion(), NpmPackage(), NodeHeap(), RunAsNode(), NativeRebuild())
_NODE_CONFIGURATION = (EntryPoint(), NodeReport(), ElectronReport())

SPECIALISTS = (
    Specialist(
        "implementer",
        "mends code that does not compile or import",
        (*_CODE, MissingImport(), MovedName(), *_JAVA_CODE, *_NODE_CODE, *_RUST_CODE, *_DOTNET_CODE),
    ),
    Specialist(
        "tester",
        "tells a flaky test from a broken one; never edits a test",
        (FlakyTest(), FailingTest(), FailingSpec()),
    ),
    Specialist(
        "devops",
        "mends dependencies, environments, ports and what happens at run time",
        (PortSetting(), FreePort(), *_DEPENDENCIES, *_RUNNING, *_NODE, *_JAVA_DEPENDENCIES, *_RUST, *_DOTNET),
    ),
    Specialist(
        "architect",
        "mends configuration, manifests and layout",
        (*_CONFIGURATION, *_JAVA_CONFIGURATION, *_NODE_CONFIGURATION, RustToolchain(), SolutionEntry()),
    ),
    Specialist(
        "factory",
        "coordinates: second tries, stale environments, and the others when the route was wrong",
        (
            StaleBytecode(),
            LeftoverOutput(),
            StaleArtifacts(),
            TryAgain(),
            TryAgainLater(),
            Offline(),
            RebuildEnvironment(),
        ),
    ),
)
