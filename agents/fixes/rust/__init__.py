"""Rust: sources, Cargo.toml, Cargo.lock, toolchains."""

from __future__ import annotations

from collections.abc import Mapping

from mity.agents.fixes.rust.add_crate import AddCrate
from mity.agents.fixes.rust.cargo_manifest import CargoManifest
from mity.agents.fixes.rust.crate_feature import CrateFeature
from mity.agents.fixes.rust.declare_module import DeclareModule
from mity.agents.fixes.rust.denied_lint import DeniedLint
from mity.agents.fixes.rust.rust_import import RustImport
from mity.agents.fixes.rust.rust_import_path import RustImportPath
from mity.agents.fixes.rust.rust_report import RustReport
from mity.agents.fixes.rust.rust_toolchain import RustToolchain
from mity.agents.fixes.rust.rustc_suggestion import RustcSuggestion
from mity.agents.fixes.rust.stale_artifacts import StaleArtifacts
from mity.agents.fixes.rust.stale_cargo_lock import StaleCargoLock
from mity.agents.fixes.rust.unknown_crate import UnknownCrate
from mity.healing.rules import Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "implementer": (
        RustImportPath(),
        RustcSuggestion(),
        RustImport(),
        DeclareModule(),
        DeniedLint(),
        RustReport(),
    ),
    "devops": (
        StaleCargoLock(),
        CrateFeature(),
        AddCrate(),
        UnknownCrate(),
    ),
    "architect": (RustToolchain(), CargoManifest()),
    "factory": (StaleArtifacts(),),
}
"""The rules by the specialist who has them, best first."""
