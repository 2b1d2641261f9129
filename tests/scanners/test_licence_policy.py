"""Licences of packages against a policy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import Mity
from mity.scanners.files import project_files
from mity.scanners.installed import npm_packages, python_packages
from mity.scanners.licences import Package, judge, permitted
from mity.scanners.settings import LicencePolicy
from rows import each
from scanner_scripts import Scripts

POLICY = LicencePolicy(allow=("MIT", "BSD-*", "Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"))


@each(
    "expression, allowed",
    [
        *(("MIT", True), ("mit", True), ("BSD-3-Clause", True), ("GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True)),
        *(("MIT AND GPL-3.0-only", False), ("(MIT OR GPL-3.0-only) AND Apache-2.0", True), ("MIT/Apache-2.0", True)),
        *(("GPL-2.0-only WITH Classpath-exception-2.0", True), ("GPL-2.0-only", False), ("SEE LICENSE IN x", False)),
        *(("MIT AND", False), ("(MIT", False), ("MIT)", False), ("OR", False), ("(" * 500 + "MIT" + ")" * 500, False)),
    ],
)
def test_expressions(expression: str, allowed: bool) -> None:
    assert permitted(expression, POLICY) is allowed


def test_denied_unknown_and_excepted_packages() -> None:
    policy = LicencePolicy.model_validate({"deny": ["AGPL-*"], "except": {"old": "it is built in-house"}})
    rows = [
        Package("a", "1", "AGPL-3.0-only"),
        Package("b", "1", "MIT"),
        Package("c", "1", ""),
        Package("old", "1", ""),
    ]
    found = {one.evidence: (one.rule, one.severity) for one in judge(rows, policy)}
    assert found == {"a 1": ("licence", "high"), "c 1": ("no-licence", "medium")}


def test_what_environments_and_lock_files_name(tmp_path: Path) -> None:
    site = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages"
    classifier = "Classifier: License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)"
    fields = {"new": "License-Expression: MIT OR ISC", "old": classifier, "text": f"License: {'long ' * 40}"}
    for name, row in fields.items():
        (site / f"{name}-1.dist-info").mkdir(parents=True)
        (site / f"{name}-1.dist-info" / "METADATA").write_text(f"Name: {name}\nVersion: 1\n{row}\n\nLicense: GPL\n")
    found = {one.name: one.licence for one in python_packages(tmp_path)}
    assert found == {"new": "MIT OR ISC", "old": "MPL-2.0", "text": ""}
    listed = {"": {"name": "app"}, "node_modules/@a/b": {"version": "2", "license": "ISC"}, "node_modules/c": {}}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": listed}))
    rows = npm_packages(project_files(tmp_path), "package-lock.json")
    assert [(one.name, one.version, one.licence) for one in rows] == [("@a/b", "2", "ISC"), ("c", "", "")]


def test_crates_that_cargo_could_not_list_are_no_green(mity: Mity, scripts: Scripts) -> None:
    scripts.runs("cargo", "1.80.0", "echo no such crate >&2; exit 101")
    (mity.workspace / "Cargo.lock").write_text("version = 4\n")
    (mity.workspace / ".mity").mkdir()
    off = "off = {cargo-audit = 'not of this test', osv-scanner = 'not of this test'}"
    (mity.workspace / ".mity" / "config.toml").write_text(f'[secure]\n{off}\n[secure.licences]\nallow = ["MIT"]\n')
    done = mity("secure")
    assert (done.code, "fetch the crates (cargo fetch)" in done.out) == (4, True), done.text


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_policy_is_a_gate_and_what_is_not_known_no_green(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "package.json").write_text('{"dependencies": {"a": "1"}}')
    listed = {"": {}, "node_modules/a": {"version": "1", "license": "AGPL-3.0-only"}}
    (mity.workspace / "package-lock.json").write_text(json.dumps({"packages": listed}))
    (mity.workspace / ".mity").mkdir()
    settings = '[secure]\noff = {npm-audit = "not of this test"}\n[secure.licences]\nallow = ["MIT"]\n'
    (mity.workspace / ".mity" / "config.toml").write_text(settings)
    (one,) = (done := mity("secure", "--json")).json["security"]["findings"]
    assert (done.code, one["rule"], one["evidence"], one["path"]) == (1, "licence", "a 1", "package-lock.json")
    (mity.workspace / "package-lock.json").unlink()
    done = mity("secure")
    assert (done.code, "no lock file lists the packages of npm" in done.out) == (4, True)
