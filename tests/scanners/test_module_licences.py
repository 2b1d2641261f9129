"""Licences of Go modules and of what Maven builds with, by the real programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from harness import Mity, git
from scanner_scripts import Scripts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.rotation("stories", of=3)]
DAY = "2024-01-01T00:00:00Z"
MIT = (Path(__file__).parents[2] / "LICENSE").read_text()
SETTINGS = '[secure]\noff = {govulncheck = "not of this test", osv-scanner = "not of this test"}\n'
POLICY = f'{SETTINGS}[secure.licences]\nallow = ["MIT", "Apache-2.0"]\n'
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId><artifactId>shop</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>2.0.17</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version></dependency>
  </dependencies>
</project>
"""


def proxy(folder: Path, **licences: str) -> str:
    """A proxy of Go modules, each with the text of a licence; its address."""
    for name, licence in licences.items():
        place = folder / "example.com" / name / "@v"
        place.mkdir(parents=True)
        definition = f"module example.com/{name}\n\ngo 1.21\n"
        (place / "list").write_text("v1.0.0\n")
        (place / "v1.0.0.info").write_text(json.dumps({"Version": "v1.0.0", "Time": DAY}))
        (place / "v1.0.0.mod").write_text(definition)
        files = {"go.mod": definition, "x.go": f"package {name}\n\nconst X = 1\n", "LICENSE": licence}
        with zipfile.ZipFile(place / "v1.0.0.zip", "w") as archive:
            for path, text in files.items():
                archive.writestr(f"example.com/{name}@v1.0.0/{path}", text)
    return folder.as_uri()


def settings(mity: Mity, text: str) -> None:
    (mity.workspace / ".mity").mkdir(exist_ok=True)
    (mity.workspace / ".mity" / "config.toml").write_text(text)


def test_modules_of_go(mity: Mity, scripts: Scripts, tmp_path: Path) -> None:
    go = shutil.which("go")
    if not go:
        pytest.skip("govulncheck and go are not on PATH")
    source = proxy(tmp_path / "proxy", free=MIT, odd="You may not use this at all.")
    mity.env |= {"GOPROXY": source, "GOSUMDB": "off", "GOMODCACHE": str(tmp_path / "modules"), "GOTOOLCHAIN": "local"}
    required = "require (\n\texample.com/free v1.0.0\n\texample.com/odd v1.0.0\n)\n"
    (mity.workspace / "go.mod").write_text(f"module example.org/app\n\ngo 1.21\n\n{required}")
    uses = 'import (\n\t"example.com/free"\n\t"example.com/odd"\n)\n'
    use = f"package main\n\n{uses}\nfunc main() {{\n\tprintln(free.X, odd.X)\n}}\n"
    (mity.workspace / "main.go").write_text(use)
    environment = {**os.environ, **mity.env, "GOFLAGS": "-mod=mod -modcacherw"}
    subprocess.run([go, "mod", "tidy"], cwd=mity.workspace, env=environment, check=True, capture_output=True)
    settings(mity, POLICY)
    (one,) = (done := mity("secure", "--json")).json["security"]["findings"]
    shown = ("no-licence", "example.com/odd v1.0.0", "go.mod")
    assert (one["rule"], one["evidence"], one["path"]) == shown, done.text
    shutil.rmtree(tmp_path / "modules")
    done = mity("secure")
    assert (done.code, "fetch the modules (go mod download)" in done.text) == (4, True), done.text


def test_a_version_that_maven_cannot_resolve_is_not_looked_at(mity: Mity, scripts: Scripts) -> None:
    if not shutil.which("mvn"):
        pytest.skip("mvn is not on PATH")
    (mity.workspace / "pom.xml").write_text(POM.replace("2.0.17", "99.9"))
    settings(mity, SETTINGS + '[secure.licences]\nallow = ["MIT", "EPL-1.0", "BSD-3-Clause"]\n')
    done = mity("secure", "--json")
    assert (done.code, done.json["security"]["findings"]) == (4, []), done.text
    assert "Maven could not look up org.slf4j:slf4j-api 99.9" in done.text, done.text
    done = mity("sbom")
    assert (done.code, "Maven could not look up org.slf4j:slf4j-api 99.9" in done.text) == (4, True), done.text


def test_what_maven_builds_with(mity: Mity, scripts: Scripts) -> None:
    if not shutil.which("mvn"):
        pytest.skip("mvn is not on PATH")
    (mity.workspace / "pom.xml").write_text(POM)
    git(mity.workspace, "init", "--quiet")
    settings(mity, POLICY)
    found = (done := mity("secure", "--json")).json["security"]["findings"]
    shown = {(one["evidence"], one["message"].partition(" is under ")[2].partition(",")[0]) for one in found}
    assert shown == {("junit:junit 4.13.2", "EPL-1.0"), ("org.hamcrest:hamcrest-core 1.3", "BSD-3-Clause")}, done.text
    assert sorted(path.name for path in mity.workspace.iterdir()) == [".git", ".mity", "notes.txt", "pom.xml"]
    parent = "<parent><groupId>org.example</groupId><artifactId>none</artifactId><version>1</version></parent>\n"
    (mity.workspace / "pom.xml").write_text(POM.replace("  <groupId>", f"  {parent}  <groupId>", 1))
    done = mity("secure")
    assert (done.code, "pom.xml: its packages could not be listed" in done.text) == (4, True), done.text
