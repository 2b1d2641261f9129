"""Which version mends a package, as the reports of scanners tell it, and what becomes of that as a list of upgrades."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mity.scanners.catalog import shipped
from mity.scanners.finding import Look, Package, read_look
from mity.scanners.readers.formats import READERS
from mity.scanners.readers.report import Report, Source
from mity.scanners.upgrades import read_upgrade, stays, upgrades
from rows import each

OSV = {
    "results": [
        {
            "packages": [
                {
                    "package": {"name": "a:b", "version": "2.0.1", "ecosystem": "Maven"},
                    "vulnerabilities": [
                        {
                            "id": "TEST-1",
                            "summary": "it says too much",
                            "affected": [
                                {
                                    "package": {"name": "a:b"},
                                    "ranges": [
                                        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0.17"}]}
                                    ],
                                },
                                {
                                    "package": {"name": "a:c"},
                                    "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "9"}]}],
                                },
                            ],
                        }
                    ],
                    "groups": [{"ids": ["TEST-1"], "max_severity": "9.1"}],
                }
            ]
        }
    ]
}
VIA = {"source": 1, "url": "https://example.org/GHSA-1", "title": "it lies", "severity": "critical"}


def npm(range_: str, better: Any) -> dict[str, Any]:
    row = {"nodes": ["node_modules/nan"], "range": range_, "via": [{**VIA, "range": range_}], "fixAvailable": better}
    return {"vulnerabilities": {"nan": row}, "metadata": {"dependencies": {"total": 3}}}


def cargo(*patched: str) -> dict[str, Any]:
    package = {"name": "smallvec", "version": "0.6.1"}
    row = {"advisory": {"id": "RUSTSEC-1", "title": "it writes"}, "package": package, "versions": {"patched": patched}}
    found = {"database": {"advisory-count": 1}, "lockfile": {"dependency-count": 2}}
    return {**found, "vulnerabilities": {"list": [row]}}


def read(scanner: str, data: Any, folder: Path, target: str) -> Report:
    (folder / "report").write_text(json.dumps(data))
    (folder / "package-lock.json").write_text('{"packages": {"node_modules/nan": {"version": "2.1.0"}}}')
    row = next(one for one in shipped() if one.id == scanner)
    return READERS[row.format](Source(row, folder, folder, folder / "report", target))


ROWS = [
    ("osv-scanner", OSV, "pom.xml", Package("a:b", "2.0.1", "pom.xml", ("2.0.17",)), "2.0.17"),
    ("npm-audit", npm("<1.2.0 || >=2.0.0 <2.3.4", True), "package-lock.json", ("2.1.0", ("2.3.4",), ""), "2.3.4"),
    ("npm-audit", npm("<=2.5.0", {"name": "nan", "version": "2.6.0"}), "yarn.lock", ("2.1.0", ("2.6.0",), ""), "2.6.0"),
    ("npm-audit", npm("*", {"name": "top", "version": "3.0.0"}), "yarn.lock", ("2.1.0", (), "top@3.0.0"), ""),
    ("cargo-audit", cargo(">=0.6.14, <1.0.0", ">=1.6.1"), "Cargo.lock", ("0.6.1", ("0.6.14", "1.6.1"), ""), "0.6.14"),
    ("cargo-audit", cargo("> 1.0.0"), "Cargo.lock", ("0.6.1", (), ""), ""),
]


@each("scanner, data, target, wanted, fix", ROWS)
def test_what_mends_a_package(scanner: str, data: Any, target: str, wanted: Any, fix: str, tmp_path: Path) -> None:
    (one,) = read(scanner, data, tmp_path, target).findings
    assert one.package is not None
    shown = (
        one.package if isinstance(wanted, Package) else (one.package.version, one.package.fixes, one.package.through)
    )
    assert (shown, one.package.file, one.package.fix) == (wanted, target, fix)
    look = Look(scanner, "dependencies", (one,))
    assert read_look(json.loads(json.dumps(look.to_json()))) == look


def test_severity_and_place_of_what_osv_scanner_finds(tmp_path: Path) -> None:
    (one,) = read("osv-scanner", OSV, tmp_path, "pom.xml").findings
    shown = (one.severity, one.path, one.fix, one.message)
    assert shown == ("critical", "pom.xml", "upgrade a:b to 2.0.17", "it says too much (a:b@2.0.1)")
    assert read("osv-scanner", {"results": []}, tmp_path, "pom.xml").findings == []


def test_one_upgrade_for_all_that_was_found_of_a_package_in_a_file(tmp_path: Path) -> None:
    low = read("cargo-audit", cargo(">=0.6.14, <1.0.0", ">=1.6.1"), tmp_path, "Cargo.lock").findings[0]
    high = read("cargo-audit", cargo(">=1.8.0"), tmp_path, "Cargo.lock").findings[0]
    none = read("cargo-audit", cargo(), tmp_path, "Cargo.lock").findings[0]
    made, stuck = upgrades([low, high, none])
    assert [(one.name, one.version, one.fixed) for one in made] == [("smallvec", "0.6.1", "1.8.0")]
    assert stuck == [none] and read_upgrade(json.loads(json.dumps(made[0].to_json()))) == made[0]
    assert stays(made[0], [low]) == ["RUSTSEC-1"] and stays(made[0], []) == []


@each(
    "line, severity",
    [
        ("secret_name: shop-db", "low"),
        ('PASSWORD_FIELD = "password"', "low"),
        ("token-url: https://example.org/t", "low"),
        ('db_password = "hunter2"', "high"),
        ('client.connect(password="hunter2")', "high"),
        ("spring.datasource.password=hunter2", "high"),
        ("passwordHash: hunter2", "high"),
    ],
)
def test_a_name_that_tells_about_a_secret_weighs_little(tmp_path: Path, line: str, severity: str) -> None:
    """detect-secrets takes any word beside such a name for a secret."""
    (tmp_path / "app.cfg").write_text(f"{line}\n")
    secret = {"type": "Secret Keyword", "filename": "app.cfg", "line_number": 1}
    report = read("detect-secrets", {"version": "1.5.0", "results": {"app.cfg": [secret]}}, tmp_path, "")
    assert [one.severity for one in report.findings] == [severity]
