"""What a fix may change in manifests and locks of any depth, and what is a gate in them."""

from __future__ import annotations

import pytest

from mity.changes.policy import violation
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.scopes import fix_policy
from rows import each

CARGO = b'[package]\nname = "a"\nedition = "2024"\nrust-version = "1.88"\n\n[lints.rust]\nunsafe_code = "forbid"\n'
PROJECT = b"<Project><PropertyGroup><Nullable>enable</Nullable></PropertyGroup></Project>\n"


def judged(path: str, before: bytes | None, after: bytes, error: ErrorType = ErrorType.DEPENDENCY) -> str:
    """What is said of a change."""
    return violation(fix_policy(Diagnosis(error), Fix("r", "t")), {path: (before, after)})


@each("path", ["Cargo.toml", "crates/api/Cargo.toml", "src/Api/Api.csproj", "packages/a/package.json"])
def test_manifests_of_any_depth_may_be_changed(path: str) -> None:
    assert judged(path, b"", b"\n") == ""


def test_a_lock_beside_tests_is_no_test() -> None:
    assert judged("tests/Api.Tests/packages.lock.json", b"{}", b'{"version": 2}') == ""
    assert "tests or gates" in judged("tests/Api.Tests/Api.Tests.csproj", PROJECT, PROJECT + b"\n")


@each("old", [b'"forbid"', b'"2024"', b'"1.88"'])
def test_lints_and_releases_of_cargo_are_gates(old: bytes) -> None:
    assert "which is a gate" in judged("Cargo.toml", CARGO, CARGO.replace(old, b'"2018"'))
    assert judged("Cargo.toml", CARGO, CARGO + b'[dependencies]\nbytes = "1"\n') == ""


def test_a_manifest_that_could_not_be_read_had_no_gate() -> None:
    assert judged("Cargo.toml", CARGO.decode().encode("utf-16"), CARGO, ErrorType.CONFIG) == ""
    assert judged("Cargo.toml", None, CARGO) == ""


@pytest.mark.parametrize("path", ["Directory.Build.props", "src/Api/Api.csproj"])
def test_warnings_and_releases_of_msbuild_are_gates(path: str) -> None:
    assert "which is a gate" in judged(path, PROJECT, PROJECT.replace(b"enable", b"disable"))
    assert judged(path, PROJECT, PROJECT.replace(b"</Project>", b"<ItemGroup /></Project>")) == ""
    assert judged(path, None, PROJECT) == ""


def test_a_program_that_dies_at_its_start_is_mended_in_a_pom_that_the_fix_names() -> None:
    change = {"pom.xml": (b"<project/>", b"<project></project>")}
    assert violation(fix_policy(Diagnosis(ErrorType.RUNTIME), Fix("r", "t", scope=("pom.xml",))), change) == ""
    for scope in ((), ("*.xml",)):
        assert "outside its scope" in violation(
            fix_policy(Diagnosis(ErrorType.RUNTIME), Fix("r", "t", scope=scope)), change
        )
