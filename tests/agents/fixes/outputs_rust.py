"""Outputs that the rules for Rust are about."""

from __future__ import annotations

from real_outputs import Sample

MANIFEST = '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n'
CARGO = {"Cargo.toml": MANIFEST}
TOKIO = {"Cargo.toml": f'{MANIFEST}tokio = {{ version = "1", features = ["macros", "rt"] }}\n', "src/main.rs": "\n"}
MUTABLE = "fn main() {\n    let text = String::new();\n    text.push('x');\n}\n"
IMPORT = "#![deny(unused_imports)]\n\nuse std::collections::HashMap;\n\npub fn one() -> u8 {\n    1\n}\n"

WRAPPER = "\n" * 5 + "use crate::duratoin::{self, parse_duration, format_duration};\n"

SAMPLES = (
    Sample(
        "rust-import-path",
        r"fix: duratoin is duration in src/wrapper\.rs",
        "rust-import-path",
        "rust.crate-linked",
        files={**CARGO, "src/lib.rs": "mod duration;\nmod wrapper;\n", "src/wrapper.rs": WRAPPER},
    ),
    Sample(
        "cargo-manifest",
        r"advice: Cargo\.toml:4 cannot be used: failed to parse the `edition` key; supported .* but `2022` is unknown",
        "cargo-manifest",
        "rust.edition",
        files={"Cargo.toml": MANIFEST.replace("2021", "2022")},
    ),
    Sample(
        "rustc-suggestion",
        r"fix: consider changing this to be mutable \(src/main\.rs:2\)",
        "rustc-suggestion",
        "rust.error-code",
        files={**CARGO, "src/main.rs": MUTABLE},
    ),
    Sample(
        "rust-import",
        r"fix: import std::collections::HashMap in src/lib\.rs",
        "rust-import",
        "rust.error-code",
        files={**CARGO, "src/lib.rs": "pub fn names() -> HashMap<String, u8> {\n    HashMap::new()\n}\n"},
    ),
    Sample(
        "declare-module",
        r"fix: declare the module shelf in src/lib\.rs",
        "declare-module",
        "rust.error-code",
        files={
            **CARGO,
            "src/lib.rs": "pub mod app;\n",
            "src/app.rs": "pub fn one() -> u8 {\n    crate::shelf::two()\n}\n",
            "src/shelf.rs": "pub fn two() -> u8 {\n    2\n}\n",
        },
    ),
    Sample(
        "denied-lint",
        r"fix: let cargo fix correct src/lib\.rs",
        "denied-lint",
        "rust.error-plain",
        files={**CARGO, "src/lib.rs": IMPORT},
    ),
    Sample(
        "rust-report",
        r"advice: fix x\.rs:1: mismatched types \| rustc --explain E0308",
        "rust.error-code",
        files={"x.rs": 'fn main() { let x: i32 = "a"; }\n'},
    ),
    Sample("stale-cargo-lock", r"fix: bring Cargo\.lock up to date", "rust.yanked", files=CARGO),
    Sample("crate-feature", "fix: enable rt-multi-thread of tokio", "rust.feature-gated", files=TOKIO),
    Sample(
        "add-crate",
        r"fix: add the crate rand, which src/main\.rs uses",
        "rust.crate-linked",
        files={**CARGO, "src/main.rs": "use rand::Rng;\n\nfn main() {}\n"},
    ),
    Sample("unknown-crate", "advice: the registry has no crate nosuch-mity-crate", "rust.no-matching-package"),
    Sample("rust-toolchain", "advice: the linker nosuchcc is missing", "rust.linker", files=CARGO),
    Sample(
        "stale-artifacts",
        "fix: move target aside and recompile everything",
        "rust.artifacts",
        files={**CARGO, "target/debug/x": ""},
    ),
)
