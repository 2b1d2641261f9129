"""A toolchain that is not there or too old, a linker or a library of the system: what a person has to install."""

from __future__ import annotations

import re

from mity.agents.rust.manifest import package
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_TOOLCHAIN = re.compile(r"toolchain '(?P<name>[^']+)' is not installed")
_TARGET = re.compile(r"the `(?P<name>[\w-]+)` target may not be installed")
_EDITION = re.compile(r"older than the `(?P<name>\d+)` edition|feature `edition(?P<other>\d+)` is required")
_LOCK = re.compile(r"lock file version `?(?P<name>\d+)`? (?:was found|requires)")
_LINKER = re.compile(r"linker `(?P<name>[^`]+)` not found")
_LIBRARY = re.compile(
    r"(?P<openssl>Could not find directory of OpenSSL installation)"
    r"|The system library `(?P<name>[\w-]+)` required by crate `(?P<crate>[\w-]+)` was not found"
)
_NEEDS = re.compile(r"^\s*(?P<crate>[\w-]+)@(?P<version>\S+) requires rustc (?P<rustc>[\d.]+)", re.MULTILINE)
_HAS = re.compile(r"rustc (?P<rustc>[\d.]++)\S*+ is not supported by the following package")


class RustToolchain(Rule):
    """One sentence and the command; the edition and the rust-version of a project are never lowered."""

    id = "rust-toolchain"
    title = "report the toolchain or library to install"

    def propose(self, failure: FailureContext) -> Proposal | None:
        said = failure.output
        if found := _TOOLCHAIN.search(said):
            what = f"the project requires the toolchain {found['name']}, which is not installed"
            return Advice(what, f"rustup toolchain install {found['name']}")
        if found := _TARGET.search(said):
            return Advice(f"the target {found['name']} is not installed", f"rustup target add {found['name']}")
        if found := _EDITION.search(said):
            what = f"edition {found['name'] or found['other']} is newer than this cargo: use a newer toolchain"
            return Advice(what, "rustup update stable")
        if found := _LOCK.search(said):
            what = f"Cargo.lock was written by a newer cargo (version {found['name']}): use a newer toolchain"
            return Advice(what, "rustup update stable")
        if found := _LINKER.search(said):
            what = f"the linker {found['name']} is missing: install the C toolchain"
            return Advice(what, "sudo apt-get install build-essential")
        if found := _LIBRARY.search(said):
            return _library(found)
        return _too_new(said, package(failure))


def _library(found: re.Match[str]) -> Advice:
    if found["openssl"]:
        text = "a crate needs the system's OpenSSL: choose its rustls feature, or install the library"
        return Advice(text, "sudo apt-get install pkg-config libssl-dev")
    text = f"{found['crate']} needs the system library {found['name']}: choose a bundled feature, or install it"
    return Advice(text, f"sudo apt-get install pkg-config lib{found['name'].removeprefix('lib')}-dev")


def _too_new(said: str, own: str) -> Advice | None:
    """A package that asks for a newer compiler: the project's own, or one that has older versions."""
    needs, has = list(_NEEDS.finditer(said)), _HAS.search(said)
    if not needs:
        return None
    most = max(needs, key=lambda found: [int(part) for part in found["rustc"].strip(".").split(".")])
    crate, rustc = most["crate"], most["rustc"].strip(".")
    here = f", but this is rustc {has['rustc'].strip('.')}" if has else ""
    if crate == own:
        return Advice(f"the project requires rustc {rustc}{here}: install it", "rustup update stable")
    text = f"{crate} {most['version']} requires rustc {rustc}{here}: use a newer toolchain, or an older {crate}"
    return Advice(text, f"cargo update {crate} --precise VERSION")
