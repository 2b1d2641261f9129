"""Scanners whose advisories are a folder or an archive on this machine, and ESLint's rules for security: all real."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from build_scanners import CARGO_AUDIT, OSV_SCANNER, scanner

from harness import Mity, git
from scanner_scripts import Scripts

ADVISORY = """```toml
[advisory]
id = "RUSTSEC-2021-0003"
package = "smallvec"
date = "2021-01-08"

[versions]
patched = [">= 0.6.14, < 1.0.0", ">= 1.6.1"]
unaffected = ["< 0.6.3"]
```

# Buffer overflow in SmallVec::insert_many

It writes past the end.
"""
CARGO_LOCK = """version = 3

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["smallvec"]

[[package]]
name = "smallvec"
version = "1.6.0"
source = "registry+https://github.com/rust-lang/{index}"
checksum = "1a55ca5f3b68e41c979bf8c46a6f1da892ca4db8f94023ce0bd32407573b1ac0"
"""
INDEX = "-".join((".".join(("crates", "io")), "index"))
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>org.example</groupId><artifactId>shop</artifactId><version>1</version><dependencies><dependency>
<groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>{version}</version>
</dependency></dependencies></project>
"""
CONFIG = """const security = require("eslint-plugin-security");
module.exports = [security.configs.recommended];
"""


def of(mity: Mity, *names: str) -> None:
    """Puts the folders of programs before all others."""
    mity.env["PATH"] = ":".join([*(str(Path(name).parent) for name in names), mity.env["PATH"]])


@pytest.mark.forge
def test_cargo_audit_by_a_repository_of_advisories(mity: Mity, scripts: Scripts, tmp_path: Path) -> None:
    of(mity, scanner(CARGO_AUDIT))
    database = tmp_path / "advisories"
    place = database / "crates" / "smallvec" / "RUSTSEC-2021-0003.md"
    place.parent.mkdir(parents=True)
    place.write_text(ADVISORY)
    git(database, "init", "--quiet")
    git(database, "add", "--all")
    git(database, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "advisories")
    (mity.workspace / "Cargo.toml").write_text('[package]\nname = "app"\nversion = "0.1.0"\n')
    lock = mity.workspace / "Cargo.lock"
    lock.write_text(CARGO_LOCK.format(index=INDEX))
    done = mity("secure", "--json", env={"CARGO_AUDIT_DB": str(database)})
    (one,) = done.json["security"]["findings"]
    shown = ("RUSTSEC-2021-0003", "smallvec 1.6.0", "Cargo.lock", "upgrade smallvec to >=1.6.1")
    assert (done.code, (one["rule"], one["evidence"], one["path"], one["fix"])) == (1, shown), done.text
    lock.write_text(CARGO_LOCK.format(index=INDEX).replace("1.6.0", "1.6.1"))
    assert mity("secure", "-q", env={"CARGO_AUDIT_DB": str(database)}).code == 0
    shutil.rmtree(database / "crates" / "smallvec")
    for nothing in (database, tmp_path / "nowhere"):
        done = mity("secure", env={"CARGO_AUDIT_DB": str(nothing)})
        assert (done.code, "cargo-audit: could not look" in done.text) == (4, True), done.text


@pytest.mark.forge
def test_osv_scanner_by_an_archive_of_advisories(mity: Mity, scripts: Scripts, tmp_path: Path) -> None:
    of(mity, scanner(OSV_SCANNER))
    events = [{"introduced": "0"}, {"fixed": "2.0.17"}]
    package = {"ecosystem": "Maven", "name": "org.slf4j:slf4j-api"}
    advisory = {"id": "TEST-1", "schema_version": "1.6.0", "summary": "it says too much", "details": "it does"}
    advisory |= {"modified": "2024-01-01T00:00:00Z", "published": "2024-01-01T00:00:00Z"}
    affected = [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}]
    archive = tmp_path / "osv" / "osv-scalibr" / "Maven" / "all.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("TEST-1.json", json.dumps({**advisory, "affected": affected}))
    database = {"OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY": str(tmp_path / "osv")}
    (mity.workspace / "pom.xml").write_text(POM.format(version="2.0.1"))
    done = mity("secure", "--json", env=database)
    (one,) = done.json["security"]["findings"]
    assert (done.code, one["rule"], one["path"], one["severity"]) == (1, "TEST-1", "pom.xml", "high"), done.text
    assert "slf4j-api@2.0.1" in one["message"]
    (mity.workspace / "pom.xml").write_text(POM.format(version="2.0.17"))
    assert mity("secure", "-q", env=database).code == 0
    archive.unlink()
    done = mity("secure", env=database)
    assert (done.code, "osv-scanner: could not look" in done.text) == (4, True), done.text


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rotation("stories", of=3)
def test_rules_for_security_that_a_project_set_up_in_eslint(mity: Mity, scripts: Scripts) -> None:
    if not shutil.which("npm"):
        pytest.skip("gitleaks and npm are not on PATH")
    wanted = {"eslint": "9.39.1", "eslint-plugin-security": "3.0.1"}
    (mity.workspace / "package.json").write_text(
        json.dumps({"name": "shop", "private": True, "devDependencies": wanted})
    )
    (mity.workspace / ".mity").mkdir()
    (mity.workspace / ".mity" / "config.toml").write_text('[secure]\noff = {npm-audit = "it has a test of its own"}\n')
    (mity.workspace / "eslint.config.js").write_text(CONFIG)
    (mity.workspace / "run.js").write_text("const run = (text) => eval(text);\nmodule.exports = { run };\n")
    done = mity("secure")
    assert (done.code, "Install what the project needs first: npm ci" in done.text) == (4, True), done.text
    words = ("install", "--no-audit", "--no-fund", "--silent")
    subprocess.run(["npm", *words], cwd=mity.workspace, check=True, capture_output=True)
    done = mity("secure", "--json", "--fail-on", "medium")
    found = [(one["rule"], one["place"]) for one in done.json["security"]["findings"]]
    assert (done.code, found) == (1, [("security/detect-eval-with-expression", "run.js:1:23")]), done.text
    (mity.workspace / "run.js").write_text("module.exports = {};\n")
    assert mity("secure", "-q").code == 0
    (mity.workspace / "eslint.config.js").write_text("throw new Error('not today');\n")
    done = mity("secure")
    assert (done.code, "eslint-security: could not look" in done.text) == (4, True), done.text
