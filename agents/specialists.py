"""The five specialists and their rules, best first. Adding a fix is one file in `fixes/` and one entry here."""

from __future__ import annotations

from mity.agents.fixes.add_dependency import AddDependency
from mity.agents.fixes.ask_for_setting import AskForSetting
from mity.agents.fixes.broken_environment import BrokenEnvironment
from mity.agents.fixes.database_url import DatabaseUrl
from mity.agents.fixes.executable_bit import ExecutableBit
from mity.agents.fixes.failing_test import FailingTest
from mity.agents.fixes.flaky_test import FlakyTest
from mity.agents.fixes.flat_layout import FlatLayout
from mity.agents.fixes.free_port import FreePort
from mity.agents.fixes.hash_mismatch import HashMismatch
from mity.agents.fixes.json_punctuation import JsonPunctuation
from mity.agents.fixes.leftover_output import LeftoverOutput
from mity.agents.fixes.markdown_fence import MarkdownFence
from mity.agents.fixes.merge_conflict import MergeConflict
from mity.agents.fixes.missing_import import MissingImport
from mity.agents.fixes.missing_setting import MissingSetting
from mity.agents.fixes.mixed_tabs import MixedTabs
from mity.agents.fixes.moved_name import MovedName
from mity.agents.fixes.named_distribution import NamedDistribution
from mity.agents.fixes.named_file import NamedFile
from mity.agents.fixes.no_wheel import NoWheel
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
from mity.agents.fixes.restore_generated import RestoreGenerated
from mity.agents.fixes.script_line_ends import ScriptLineEnds
from mity.agents.fixes.source_path import SourcePath
from mity.agents.fixes.stale_bytecode import StaleBytecode
from mity.agents.fixes.stale_lock import StaleLock
from mity.agents.fixes.stdlib_module import StdlibModule
from mity.agents.fixes.sync_environment import SyncEnvironment
from mity.agents.fixes.text_encoding import TextEncoding
from mity.agents.fixes.toml_punctuation import TomlPunctuation
from mity.agents.fixes.toml_twice import TomlTwice
from mity.agents.fixes.try_again import Offline, TryAgain, TryAgainLater
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

SPECIALISTS = (
    Specialist("implementer", "mends code that does not compile or import", (*_CODE, MissingImport(), MovedName())),
    Specialist("tester", "tells a flaky test from a broken one; never edits a test", (FlakyTest(), FailingTest())),
    Specialist(
        "devops",
        "mends dependencies, environments, ports and what happens at run time",
        (PortSetting(), FreePort(), *_DEPENDENCIES, *_RUNNING),
    ),
    Specialist("architect", "mends configuration, manifests and layout", _CONFIGURATION),
    Specialist(
        "factory",
        "coordinates: second tries, stale environments, and the others when the route was wrong",
        (StaleBytecode(), LeftoverOutput(), TryAgain(), TryAgainLater(), Offline(), RebuildEnvironment()),
    ),
)
