"""Rules for cargo: crates, features, the lock, the toolchain, compiled crates that are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_case import advice_of, edited, fix_of, nothing_of
from rust_case import MANIFEST, case, error, sample

from mity.agents.fixes.general.failing_test import FailingTest
from mity.agents.fixes.general.markdown_fence import MarkdownFence
from mity.agents.fixes.rust.add_crate import AddCrate
from mity.agents.fixes.rust.crate_feature import CrateFeature
from mity.agents.fixes.rust.rust_toolchain import RustToolchain
from mity.agents.fixes.rust.stale_artifacts import StaleArtifacts
from mity.agents.fixes.rust.stale_cargo_lock import StaleCargoLock
from mity.agents.fixes.rust.unknown_crate import UnknownCrate
from mity.agents.rust.crates import known
from rows import each

HOME = "/home/dev/.cargo/registry/src/index"


def unlinked(name: str, place: str = "src/shelf.rs:1:5") -> str:
    """A crate that nothing declares."""
    text = f"1 | use {name}::X;\n  | ^^^ use of unresolved module or unlinked crate `{name}`\n  |\n"
    hint = (
        f"  = help: if you wanted to use a crate named `{name}`, use `cargo add {name}` to add it to your `Cargo.toml`"
    )
    return error("E0432", f"unresolved import `{name}`", place, text + hint)


@pytest.mark.parametrize(
    ("name", "line"),
    [("bytes", 'axum = "0.8"\nbytes = "1.10.1"\n'), ("serde_json", 'serde = "1"\nserde_json = "1.0.145"\n')],
)
def test_what_the_lock_holds_is_declared_in_its_place(tmp_path: Path, name: str, line: str) -> None:
    fix = fix_of(AddCrate(), case(tmp_path, unlinked(name), src__shelf=""))
    made = edited(fix, "Cargo.toml")
    assert line in made
    assert sorted(set(made.splitlines()) - set(MANIFEST.splitlines())) == [line.splitlines()[1]]
    assert [command.line for command in fix.commands] == ["/opt/cargo fetch"]


def test_what_only_tests_use_is_declared_for_tests(tmp_path: Path) -> None:
    fix = fix_of(AddCrate(), case(tmp_path, unlinked("bytes", "tests/api.rs:1:5"), tests__api=""))
    assert edited(fix, "Cargo.toml").endswith('[dev-dependencies]\nbytes = "1.10.1"\ntower = "0.5"\n')
    fix = fix_of(AddCrate(), case(tmp_path, unlinked("rstest", "tests/api.rs:1:5"), tests__api=""))
    assert fix.commands[0].line == "/opt/cargo add --dev rstest"


def test_a_known_name_is_added_by_cargo_and_another_asked_for(tmp_path: Path) -> None:
    fix = fix_of(AddCrate(), case(tmp_path, unlinked("tower_http"), src__shelf=""))
    assert [command.line for command in fix.commands] == ["/opt/cargo add tower-http", "/opt/cargo fetch"]
    assert not fix.edits
    assert "cargo add tower_htp" in advice_of(AddCrate(), case(tmp_path, unlinked("tower_htp"), src__shelf=""))
    assert nothing_of(AddCrate(), case(tmp_path, unlinked("axum"), src__shelf=""))
    assert known("futures_util") == "futures-util"


def gated(crate: str, feature: str) -> str:
    """An item that a feature gates."""
    return error("E0432", "unresolved import", "src/shelf.rs:1:5", (
        f"note: found an item that was configured out\n --> {HOME}/{crate}-1.4.0/src/lib.rs:9:1\n  |\n"
        f"8 | #[cfg(feature = \"{feature}\")]\n  | ---- the item is gated behind the `{feature}` feature"
    ))  # fmt: skip


def test_a_feature_is_switched_on_and_the_rest_stays(tmp_path: Path) -> None:
    fix = fix_of(CrateFeature(), case(tmp_path, gated("tokio", "fs"), src__shelf=""))
    made = edited(fix, "Cargo.toml")
    assert made == MANIFEST.replace('["macros", "net"]', '["fs", "macros", "net"]')


def test_a_feature_that_a_macro_of_tokio_names(tmp_path: Path) -> None:
    said = "error: The default runtime flavor is `multi_thread`, but the `rt-multi-thread` feature is disabled.\n"
    fix = fix_of(CrateFeature(), case(tmp_path, said))
    assert '["macros", "net", "rt-multi-thread"]' in edited(fix, "Cargo.toml")
    assert fix.scope == ("Cargo.toml", "Cargo.lock")


def test_the_derive_of_a_plain_requirement(tmp_path: Path) -> None:
    said = (
        "error: cannot find derive macro `Serialize` in this scope\n --> src/shelf.rs:3:10\n  |\n"
        "note: `Serialize` is imported here, but it is only a trait, without a derive macro\n --> src/shelf.rs:1:5\n"
        "1 | use serde::Serialize;\n\n"
    )
    made = edited(fix_of(CrateFeature(), case(tmp_path, said, src__shelf="")), "Cargo.toml")
    assert 'serde = {version = "1", features = ["derive"]}' in made.replace("{ ", "{").replace(" }", "}")


def test_a_feature_of_a_crate_that_is_not_declared_or_has_it(tmp_path: Path) -> None:
    assert nothing_of(CrateFeature(), case(tmp_path, gated("hyper", "client"), src__shelf=""))
    assert nothing_of(CrateFeature(), case(tmp_path, gated("tokio", "net"), src__shelf=""))
    assert "enable fs of tokio" in fix_of(CrateFeature(), case(tmp_path, gated("tokio", "fs"))).title


@pytest.mark.parametrize("verb", ["update", "create"])
def test_a_lock_that_lags_behind_is_brought_up_to_date(tmp_path: Path, verb: str) -> None:
    said = f"error: cannot {verb} the lock file /app/Cargo.lock because --locked was passed to prevent this\n"
    fix = fix_of(StaleCargoLock(), case(tmp_path, said))
    assert [command.line for command in fix.commands] == ["/opt/cargo fetch"]
    assert fix.scope == ("Cargo.lock",)


def test_a_lock_that_is_damaged_or_forged_is_a_persons(tmp_path: Path) -> None:
    assert "is damaged" in advice_of(StaleCargoLock(), case(tmp_path, sample("rust.lock-damaged.log")))
    assert "the checksum of uuid" in advice_of(StaleCargoLock(), case(tmp_path, sample("rust.lock-checksum.log")))
    assert nothing_of(StaleCargoLock(), case(tmp_path, sample("rust.lock-version.log")))


@each(
    ("said", "told"),
    [
        ("error: no matching package named `serde_jsom` found", "did you mean serde_json?"),
        ("error: no matching package named `qwertz` found", "no crate qwertz: check the name"),
        (
            'error: failed to select a version for the requirement `axum = "^0.99"`\n'
            "candidate versions found which didn't match: 0.8.9, 0.8.8, ...",
            "no version of axum matches ^0.99 (available: 0.8.9, 0.8.8, ...)",
        ),
        (
            "package `a` depends on `tower-http` with feature `timeouts` but `tower-http` does not have that feature.\n"
            " package `tower-http` does have feature `timeout`\n",
            "tower-http has no feature timeouts, but `timeout`",
        ),
    ],
)
def test_what_the_resolver_refuses_is_a_persons(tmp_path: Path, said: str, told: str) -> None:
    assert told in advice_of(UnknownCrate(), case(tmp_path, said))


@each(
    ("said", "told"),
    [
        ("error: toolchain '1.60.0' is not installed", "rustup toolchain install 1.60.0"),
        ("  = note: the `wasm32-wasip1` target may not be installed", "rustup target add wasm32-wasip1"),
        ("  this version of Cargo is older than the `2027` edition", "edition 2027"),
        ("lock file version `9` was found, but this version", "newer cargo (version 9)"),
        ("error: linker `cc` not found", "build-essential"),
        ("Could not find directory of OpenSSL installation", "rustls"),
        ("The system library `libpq` required by crate `pq-sys` was not found.", "pkg-config libpq-dev"),
        ("rustc 1.80.0 is not supported by the following packages:\n  my-shop@0.1.0 requires rustc 1.88\n",
         "the project requires rustc 1.88, but this is rustc 1.80.0"),
        ("rustc 1.80.0 is not supported by the following package:\n  time@0.3.44 requires rustc 1.81.0\n",
         "cargo update time --precise"),
    ],
)  # fmt: skip
def test_what_has_to_be_installed(tmp_path: Path, said: str, told: str) -> None:
    assert told in advice_of(RustToolchain(), case(tmp_path, said))


@pytest.mark.parametrize(
    "said",
    [
        sample("rust.artifacts.log"),
        f"error[E0463]: can't find crate for `serde_urlencoded`\n  --> {HOME}/axum-0.8.9/src/extract/query.rs:91:13\n",
    ],
)
def test_damaged_crates_are_compiled_anew(tmp_path: Path, said: str) -> None:
    assert nothing_of(StaleArtifacts(), case(tmp_path, said))
    (tmp_path / "target").mkdir()
    assert fix_of(StaleArtifacts(), case(tmp_path, said)).move_aside == ("target",)
    assert nothing_of(StaleArtifacts(), case(tmp_path, sample("rust.crate-missing.log")))


def test_a_failing_test_of_rust_is_named(tmp_path: Path) -> None:
    said = "test health::ready ... FAILED\n\ntest result: FAILED. 3 passed; 1 failed; 0 ignored\n"
    assert "the code that health::ready checks" in advice_of(FailingTest(), case(tmp_path, said))


def test_a_fence_round_rust(tmp_path: Path) -> None:
    said = "error: unknown start of token: `\n --> src/shelf.rs:1:1\n"
    fix = fix_of(MarkdownFence(), case(tmp_path, said, src__shelf="```rust\npub fn f() {}\n```\n"))
    assert edited(fix, "src/shelf.rs") == "pub fn f() {}\n"
