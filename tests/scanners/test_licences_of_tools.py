"""Licences of what other tools list: what is found, and what is a gap because nobody could say."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench
from mity.scanners.files import project_files
from mity.scanners.licences import Packages
from mity.services.licence_scan import packages
from rows import each

MIT = (Path(__file__).parents[2] / "LICENSE").read_text()


def tool(folder: Path, name: str, script: str) -> None:
    """A program on PATH."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f'#!/bin/sh\ncase "$*" in *version*) echo "{name} 1.80.0"; exit 0;; esac\n{script}\n')
    (folder / name).chmod(0o755)


def looked(root: Path, files: dict[str, str], **tools: str) -> Packages:
    """The packages of a project of these files, with these programs on PATH beside those of the system's shell."""
    bench = StationBench(root)
    for name, script in tools.items():
        tool(root / "bin", name, script)
    for name, text in files.items():
        bench.write(name, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{root / 'bin'}{os.pathsep}/usr/bin:/bin" if tools else str(root / "nothing"))
        patch.setenv("HOME", str(root))
        for name in ("JAVA_HOME", "GOROOT", "M2_HOME", "MAVEN_HOME"):
            patch.delenv(name, raising=False)
        return packages(bench.services, bench.context, project_files(bench.root))


@each(
    ("files", "gap"),
    [
        ({"requirements.txt": "a\n"}, "the Python packages are not installed in .venv"),
        ({"package.json": '{"dependencies": {"a": "1"}}'}, "no lock file lists the packages of npm"),
        ({"package-lock.json": "{"}, "package-lock.json: "),
        (
            {"yarn.lock": '# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n', "package.json": "{}"},
            "not installed are 1",
        ),
        ({"build.gradle": ""}, "mity does not know the licences of Gradle"),
        ({"x.csproj": ""}, "mity does not know the licences of NuGet"),
    ],
)
def test_what_nobody_can_say_is_a_gap(tmp_path: Path, files: dict[str, str], gap: str) -> None:
    result = looked(tmp_path, files)
    assert [gap in one for one in result.gaps] == [True], result.gaps
    assert result.found == []


def test_what_is_no_dependency_is_no_gap(tmp_path: Path) -> None:
    assert looked(tmp_path, {"package.json": '{"dependencies": {}}', "a.txt": ""}).gaps == []


def test_modules_of_go_have_the_licences_in_their_folders(tmp_path: Path) -> None:
    for name, text in {"free": MIT, "odd": "You may not."}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "LICENSE").write_text(text)
    rows = [f"example.com/free\tv1.0.0\t{tmp_path}/free", f"example.com/odd\tv2.0.0\t{tmp_path}/odd"]
    says = "printf '%s\\n' " + " ".join(map(shlex.quote, [*rows, rows[0], "example.com/kept\tv1\t"]))
    files = {"go.mod": "module x\n", "vendor/example.com/kept/LICENSE": MIT}
    result = looked(tmp_path, files, go=f'[ "$GOPROXY" = off ] || exit 9\n{says}')
    assert (result.gaps, [(one.name, one.version, one.licence == "MIT") for one in result.found]) == (
        [],
        [("example.com/free", "v1.0.0", True), ("example.com/kept", "v1", True), ("example.com/odd", "v2.0.0", False)],
    )
    failed = looked(tmp_path / "again", {"go.mod": "module x\n"}, go="echo no module provides it >&2; exit 1")
    assert failed.gaps == ["go.mod: no module provides it; fetch the modules (go mod download), then look again"]


def component(name: str, licence: dict[str, Any] | None = None, *, seen: bool = True) -> dict[str, Any]:
    licences = {"licenses": [licence]} if licence else {}
    return {
        "group": "org.x",
        "name": name,
        "version": "1",
        **licences,
        **({"hashes": [{"alg": "MD5"}]} if seen else {}),
    }


BILL = {
    "metadata": {"component": {"group": "org.x", "name": "shop", "version": "1"}},
    "components": [
        component("shop"),
        {"group": "org.x", "name": "part", "version": "1", "hashes": [{}]},
        {"group": "org.y", "name": "named", "version": "2", "licenses": [{"license": {"id": "MIT"}}]},
        {"group": "org.y", "name": "either", "version": "2", "licenses": [{"expression": "A OR B"}, {"license": {}}]},
        {"group": "org.y", "name": "none", "version": "2", "hashes": [{}]},
        {"group": "org.y", "name": "away", "version": "2", "hashes": [{}]},
        {"group": "org.y", "name": "unseen", "version": "2"},
        {"name": "plain", "version": "3", "licenses": [{"license": {"name": "Own"}}]},
        "nonsense",
    ],
}
MAVEN = """for word; do
  case "$word" in -DoutputDirectory=*) out="${word#*=}";; -DoutputName=*) name="${word#*=}";; esac
done
"""


def test_what_maven_builds_with_is_known_by_its_bill(tmp_path: Path) -> None:
    said = "[WARNING] The POM for org.y:away:jar:2 is missing"
    script = f'{MAVEN}echo {shlex.quote(said)}; printf %s {shlex.quote(json.dumps(BILL))} > "$out/$name.json"'
    result = looked(tmp_path, {"pom.xml": "<project/>", "inner/pom.xml": "<project/>"}, mvn=script)
    assert [(one.name, one.licence) for one in result.found] == [
        ("org.y:named", "MIT"),
        ("org.y:either", "A OR B"),
        ("org.y:none", ""),
        ("plain", "Own"),
    ]
    assert result.gaps == [f"pom.xml: Maven could not look up org.y:{name} 2" for name in ("away", "unseen")]


@each(
    ("files", "script", "gap"),
    [
        ({"pom.xml": ""}, "echo it is offline; exit 1", "pom.xml: its packages could not be listed: "),
        ({"pom.xml": ""}, MAVEN + 'echo "{}" > "$out/$name.json"', "listed: the bill lists no components"),
        ({"pom.xml": ""}, "exit 0", "pom.xml: its packages could not be listed: "),
    ],
)
def test_a_bill_that_cannot_be_believed_is_a_gap(tmp_path: Path, files: dict[str, str], script: str, gap: str) -> None:
    result = looked(tmp_path, files, mvn=script)
    assert (result.found, [gap in one for one in result.gaps]) == ([], [True]), result.gaps


@each("files", [{"go.mod": ""}, {"pom.xml": ""}, {"Cargo.lock": ""}])
def test_a_tool_that_is_not_there_is_a_gap(tmp_path: Path, files: dict[str, str]) -> None:
    result = looked(tmp_path, files)
    assert (result.found, len(result.gaps)) == ([], 1)
