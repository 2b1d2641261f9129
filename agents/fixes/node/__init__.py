"""Node and the browser: TypeScript, npm, bundlers, Electron."""

from __future__ import annotations

from collections.abc import Mapping

from mity.agents.fixes.node.absent_import import AbsentImport
from mity.agents.fixes.node.component_import import ComponentImport
from mity.agents.fixes.node.electron_report import ElectronReport
from mity.agents.fixes.node.entry_point import EntryPoint
from mity.agents.fixes.node.failing_spec import FailingSpec
from mity.agents.fixes.node.missing_program import MissingProgram
from mity.agents.fixes.node.misspelled_export import MisspelledExport
from mity.agents.fixes.node.misspelled_module import MisspelledModule
from mity.agents.fixes.node.misspelled_name import MisspelledName
from mity.agents.fixes.node.moved_module import MovedModule
from mity.agents.fixes.node.native_rebuild import NativeRebuild
from mity.agents.fixes.node.node_heap import NodeHeap
from mity.agents.fixes.node.node_report import NodeReport
from mity.agents.fixes.node.npm_install import NpmInstall
from mity.agents.fixes.node.npm_lock import NpmLock
from mity.agents.fixes.node.npm_package import NpmPackage
from mity.agents.fixes.node.npm_version import NpmVersion
from mity.agents.fixes.node.repeated_import import RepeatedImport
from mity.agents.fixes.node.run_as_node import RunAsNode
from mity.agents.fixes.node.type_import import TypeImport
from mity.agents.fixes.node.undefined_name import UndefinedName
from mity.agents.fixes.node.unused_import import UnusedImport
from mity.healing.rules import Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "implementer": (
        AbsentImport(),
        MisspelledName(),
        TypeImport(),
        RepeatedImport(),
        MisspelledModule(),
        MisspelledExport(),
        UndefinedName(),
        MovedModule(),
        ComponentImport(),
        UnusedImport(),
    ),
    "tester": (FailingSpec(),),
    "devops": (
        MissingProgram(),
        NpmInstall(),
        NpmLock(),
        NpmVersion(),
        NpmPackage(),
        NodeHeap(),
        RunAsNode(),
        NativeRebuild(),
    ),
    "architect": (
        EntryPoint(),
        NodeReport(),
        ElectronReport(),
    ),
}
"""The rules by the specialist who has them, best first."""
