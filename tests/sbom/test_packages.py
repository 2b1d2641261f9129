"""The packages that cargo, NuGet and Gradle tell of, and the bill that is written of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from harness import Mity
from mity.sbom.packages import Package, crates, gradle_modules, nuget_packages
from mity.sbom.schema import components, invalid
from mity.sbom.written import bill_of

INDEX = "registry+https://github.com/rust-lang/" + ".".join(("crates", "io-index"))
LOCK = {
    "version": 2,
    "dependencies": {
        "net10.0": {
            "Serilog.Sinks.Console": {
                "type": "Direct",
                "requested": "[6.0.0, )",
                "resolved": "6.0.0",
                "contentHash": "fQGWqVMClCP2yEyTXPIinSr5c+CBGUvB",
                "dependencies": {"serilog": "4.0.0"},
            },
            "Serilog": {
                "type": "Transitive",
                "resolved": "4.0.0",
                "contentHash": "2jDkUrSh5EofOp7Lx5Zgy0EB+7hXjjxE",
            },
            "shop.core": {"type": "Project", "dependencies": {"Serilog": "[4.0.0, )"}},
        }
    },
}
ASSETS = {
    "version": 3,
    "targets": {
        "net10.0": {
            "Dapper/2.1.66": {"type": "package", "dependencies": {"Serilog": "4.0.0"}},
            "Serilog/4.0.0": {"type": "package"},
            "Core/1.0.0": {"type": "project"},
        }
    },
}
METADATA = {
    "packages": [
        {"id": "path+file:///shop#0.1.0", "name": "shop", "version": "0.1.0", "source": None, "license": None},
        {
            "id": f"{INDEX}#itoa@1.0.15",
            "name": "itoa",
            "version": "1.0.15",
            "source": INDEX,
            "license": "MIT/Apache-2.0",
        },
        {
            "id": "git+https://example.org/own?rev=1#own@0.2.0",
            "name": "own",
            "version": "0.2.0",
            "source": "git+https://example.org/own?rev=1#0123abcd",
            "license": None,
        },
    ],
    "resolve": {
        "nodes": [
            {
                "id": "git+https://example.org/own?rev=1#own@0.2.0",
                "dependencies": [f"{INDEX}#itoa@1.0.15"],
            }
        ]
    },
}
CARGO_LOCK = f"""\
version = 4

[[package]]
name = "itoa"
version = "1.0.15"
source = "{INDEX}"
checksum = "4a5f13b858c8d314ee3e8f639011f7ccefe71f97f96e50151fb991f267928e2c"
"""


def net_project(root: Path, name: str, **files: object) -> None:
    folder = root / "src" / name
    (folder / "obj").mkdir(parents=True)
    (folder / f"{name}.csproj").write_text('<Project Sdk="Microsoft.NET.Sdk" />')
    for path, data in files.items():
        (folder / path.replace("__", "/")).write_text(json.dumps(data))


def test_the_packages_of_a_solution_are_those_of_its_locks_or_of_its_restore(tmp_path: Path) -> None:
    net_project(tmp_path, "Api", **{"packages.lock.json": LOCK})
    net_project(tmp_path, "Data", **{"obj__project.assets.json": ASSETS})
    assert sorted(nuget_packages(tmp_path), key=lambda one: one.key) == [
        Package("nuget", "Dapper", "2.1.66", needs=frozenset({":Serilog:4.0.0"})),
        Package("nuget", "Serilog.Sinks.Console", "6.0.0", needs=frozenset({":Serilog:4.0.0"})),
        Package("nuget", "Serilog", "4.0.0"),
    ]
    net_project(tmp_path, "Jobs")
    with pytest.raises(
        ValueError, match=r"src/Jobs/Jobs\.csproj has neither a packages\.lock\.json nor .*dotnet restore"
    ):
        nuget_packages(tmp_path)


def test_crates_have_their_licence_their_digest_and_where_they_are_from(tmp_path: Path) -> None:
    (tmp_path / "Cargo.lock").write_text(CARGO_LOCK)
    (tmp_path / "told").write_text(json.dumps(METADATA))
    found = crates(tmp_path, tmp_path / "told")
    assert [(one.name, one.licence, one.sha256[:4]) for one in found] == [
        ("itoa", "MIT OR Apache-2.0", "4a5f"),
        ("own", "", ""),
    ]
    bill = bill_of("shop", found)
    assert (invalid(bill), components(bill), bill_of("shop", found[::-1])) == ("", 2, bill)
    data = json.loads(bill)
    assert [one["purl"] for one in data["components"]] == [
        "pkg:cargo/itoa@1.0.15",
        "pkg:cargo/own@0.2.0?vcs_url=git%2Bhttps://example.org/own%3Frev%3D1%230123abcd",
    ]
    assert {"ref": data["components"][1]["bom-ref"], "dependsOn": ["pkg:cargo/itoa@1.0.15"]} in data["dependencies"]
    assert {"ref": "application", "dependsOn": [data["components"][1]["bom-ref"]]} in data["dependencies"]


def test_a_module_that_gradle_could_not_resolve_leaves_no_bill(tmp_path: Path) -> None:
    rows = [{"group": "a", "name": "b", "version": "1", "sha256": "ab" * 32, "needs": ["a:c:2"]}]
    (tmp_path / "told").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert [one.key for one in gradle_modules(tmp_path / "told")] == ["a:b:1"]
    rows.append({"failed": "a:c:2"})
    (tmp_path / "told").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    with pytest.raises(ValueError, match="Gradle could not resolve a:c:2"):
        gradle_modules(tmp_path / "told")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rotation("stories", of=3)
def test_real_crates_and_the_packages_of_a_solution_are_listed(mity: Mity) -> None:
    if not shutil.which("cargo"):
        pytest.skip("cargo is not on PATH")
    root = mity.workspace / "shop"
    net_project(root, "Api", **{"packages.lock.json": LOCK})
    (root / "Cargo.toml").write_text('[package]\nname = "shop"\nversion = "0.1.0"\n[dependencies]\nitoa = "=1.0.15"\n')
    (root / "src" / "main.rs").write_text("fn main() {}\n")
    homes = {"RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup"))}
    homes["CARGO_HOME"] = os.environ.get("CARGO_HOME", str(Path.home() / ".cargo"))
    unlocked = mity("sbom", "shop", env=homes)
    assert (unlocked.code, "rust not looked at: no Cargo.lock" in " ".join(unlocked.text.split())) == (4, True)
    subprocess.run(["cargo", "generate-lockfile", "--quiet"], cwd=root, check=True)
    done = mity("sbom", "shop", env=homes)
    assert done.code == 0, done.text
    listed = json.loads((root / "sbom/rust.cdx.json").read_text())["components"]
    assert [(one["name"], len(one["hashes"])) for one in listed] == [("itoa", 1)]
    assert components((root / "sbom/dotnet.cdx.json").read_text()) == 2


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rotation("stories", of=3)
def test_what_a_real_gradle_resolves_is_listed(mity: Mity) -> None:
    if not shutil.which("gradle"):
        pytest.skip("gradle is not on PATH")
    root = mity.workspace / "shop"
    (root / "lib").mkdir(parents=True)
    (root / "settings.gradle").write_text("rootProject.name = 'shop'\ninclude 'lib'\n")
    (root / "build.gradle").write_text("apply plugin: 'java'\ndependencies { compile project(':lib') }\n")
    wanted = "dependencies { compile 'org.apache.commons:commons-text:1.9' }\n"
    library = f"apply plugin: 'java'\nrepositories {{ mavenCentral() }}\n{wanted}"
    (root / "lib/build.gradle").write_text(library)
    process = mity.start("sbom", "shop")
    said = "".join(process.communicate(timeout=280))
    assert process.returncode == 4, "the repositories of lib are not those of shop"
    assert "Gradle could not resolve org.apache.commons:commons-text:1.9" in " ".join(said.split())
    (root / "build.gradle").write_text(
        "apply plugin: 'java'\nrepositories { mavenCentral() }\ndependencies { compile project(':lib') }\n"
    )
    process = mity.start("sbom", "shop")
    said = "".join(process.communicate(timeout=280))
    assert process.returncode == 0, said
    listed = json.loads((root / "sbom/gradle.cdx.json").read_text())
    assert [one["name"] for one in listed["components"]] == ["commons-lang3", "commons-text"]
    assert sorted(path.name for path in root.iterdir()) == [".mity", "build.gradle", "lib", "sbom", "settings.gradle"]
