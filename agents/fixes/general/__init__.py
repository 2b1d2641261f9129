"""What breaks in projects of every language: text files, ports, memory, the network."""

from __future__ import annotations

from collections.abc import Mapping

from mity.agents.fixes.general.build_first import BuildFirst
from mity.agents.fixes.general.certificate import Certificate
from mity.agents.fixes.general.database_url import DatabaseUrl
from mity.agents.fixes.general.duplicate_toml_table import DuplicateTomlTable
from mity.agents.fixes.general.earlier_entry import EarlierEntry
from mity.agents.fixes.general.earlier_line import EarlierLine
from mity.agents.fixes.general.earlier_setting import EarlierSetting
from mity.agents.fixes.general.executable_bit import ExecutableBit
from mity.agents.fixes.general.failing_test import FailingTest
from mity.agents.fixes.general.flaky_test import FlakyTest
from mity.agents.fixes.general.free_port import FreePort
from mity.agents.fixes.general.json_punctuation import JsonPunctuation
from mity.agents.fixes.general.leftover_output import LeftoverOutput
from mity.agents.fixes.general.markdown_fence import MarkdownFence
from mity.agents.fixes.general.merge_conflict import MergeConflict
from mity.agents.fixes.general.missing_submodule import MissingSubmodule
from mity.agents.fixes.general.out_of_memory import OutOfMemory
from mity.agents.fixes.general.port_setting import PortSetting
from mity.agents.fixes.general.rebuild_environment import RebuildEnvironment
from mity.agents.fixes.general.restore_deleted import RestoreDeleted
from mity.agents.fixes.general.restore_generated import RestoreGenerated
from mity.agents.fixes.general.restore_named_file import RestoreNamedFile
from mity.agents.fixes.general.script_line_ends import ScriptLineEnds
from mity.agents.fixes.general.text_encoding import TextEncoding
from mity.agents.fixes.general.toml_punctuation import TomlPunctuation
from mity.agents.fixes.general.try_again import Offline, TryAgain, TryAgainLater
from mity.agents.fixes.general.upgrade_vulnerable import UpgradeVulnerable
from mity.agents.fixes.general.yaml_tabs import YamlTabs
from mity.healing.rules import Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "implementer": (
        MergeConflict(),
        MarkdownFence(),
        EarlierLine(),
    ),
    "tester": (
        FlakyTest(),
        FailingTest(),
    ),
    "devops": (
        UpgradeVulnerable(),
        EarlierEntry(),
        EarlierSetting(),
        PortSetting(),
        FreePort(),
        OutOfMemory(),
        DatabaseUrl(),
        Certificate(),
    ),
    "architect": (
        MissingSubmodule(),
        RestoreNamedFile(),
        RestoreDeleted(),
        RestoreGenerated(),
        TextEncoding(),
        ScriptLineEnds(),
        ExecutableBit(),
        DuplicateTomlTable(),
        TomlPunctuation(),
        JsonPunctuation(),
        YamlTabs(),
        BuildFirst(),
    ),
    "factory": (
        LeftoverOutput(),
        TryAgain(),
        TryAgainLater(),
        Offline(),
        RebuildEnvironment(),
    ),
}
"""The rules by the specialist who has them, best first."""
