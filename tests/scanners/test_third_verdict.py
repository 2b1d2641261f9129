"""Each scanner that ships, absent, old, broken in five ways or without data: it could not look, nothing is green."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import Mity, git
from scanner_scripts import Scripts, sarif

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.rotation("stories", of=3)]
ROWS: dict[str, dict[str, Any]] = {
    row["id"]: row
    for path in importlib.resources.files("mity.scanners").joinpath("shipped").iterdir()
    if path.name.endswith(".yaml") and (row := yaml.safe_load(path.read_text(encoding="utf-8")))
}
LEFT = 'left@1.0.0:\n  version "1.0.0"\n  resolved "https://packages.example/left/-/left-1.0.0.tgz#aa"\n'
NPM = {"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": True}
PROJECT = {
    "a.py": "import os\n",
    "ruff.toml": "",
    "requirements.txt": "left==1.0\n",
    "uv.lock": 'version = 1\n[[package]]\nname = "left"\nversion = "1.0"\n'
    'source = { registry = "https://packages.example/simple" }\n',
    "pyproject.toml": '[project]\nname = "a"\nversion = "1"\n',
    ".venv/lib/python3.11/site-packages/left.py": "",
    "package.json": '{"name": "a", "dependencies": {"left": "1.0.0", "eslint-plugin-security": "1"}}',
    "package-lock.json": json.dumps({**NPM, "packages": {"": {}, "node_modules/left": {"version": "1.0.0"}}}),
    "web/package.json": '{"name": "b", "dependencies": {"left": "1.0.0"}}',
    "web/yarn.lock": f"# yarn lockfile v1\n\n{LEFT}",
    "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n',
    "Cargo.lock": 'version = 3\n[[package]]\nname = "a"\nversion = "0.1.0"\n',
    "go.mod": "module a\n\ngo 1.22\n",
    "pom.xml": "<project/>\n",
    "Dockerfile": "FROM debian:12.5\n",
    "infra/main.tf": 'variable "a" {}\n',
    "k8s/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
    ".github/workflows/ci.yml": "on: push\n",
}
TOOLS = sorted({row["requires"]["tool"] for row in ROWS.values()})
BROKEN = {
    "of another age": "echo 'Error: unknown command' >&2; exit 1",
    "crashed": "echo no such plugin >&2; exit 3",
    "killed": "kill -9 $$",
    "silent": "exit 0",
    "garbled": 'echo all good > "$report"; echo all good; exit 0',
}
NO_DATA = {
    "pip-audit": ('{"dependencies": [{"name": "left", "skip_reason": "not found on the index"}]}', "", 0),
    "npm": ('{"message": "request to the registry failed", "method": "POST", "statusCode": 405}', "", 1),
    "govulncheck": ("", "govulncheck: fetching vulnerabilities: dial tcp: no such host", 1),
    "cargo-audit": ("", "error: couldn't fetch advisory database: git operation failed", 1),
    "osv-scanner": ("", "failed to load local databases: no offline version of the OSV database is available", 127),
}
"""What the real programs left on a machine without network: report, words, exit code."""
CLEAN = {
    "gitleaks": [],
    "detect-secrets": {"version": "1.5.0", "results": {}},
    "bandit": {"errors": [], "results": []},
    "ruff": sarif(),
    "zizmor": sarif(),
    "hadolint": sarif(),
    "eslint": [],
    "pip-audit": {"dependencies": [{"name": "left", "version": "1.0", "vulns": []}]},
    "npm": {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 1}}},
    "cargo-audit": {
        "database": {"advisory-count": 1},
        "lockfile": {"dependency-count": 1},
        "vulnerabilities": {"list": []},
    },
    "govulncheck": {"config": {"db": "https://advisories.example"}},
    "osv-scanner": {"results": []},
    "checkov": {
        "summary": {"checkov_version": "3.2.500"},
        "results": {"passed_checks": [{"file_path": "/k8s/pod.yaml"}], "failed_checks": []},
    },
}
_REPORT = """report=/dev/null
while [ $# -gt 0 ]; do case "$1" in --report-path|--output|--output-file) report="$2";; esac; shift; done
"""
_NEWEST = {
    "bandit": "1.9.4",
    "detect-secrets": "1.5.0",
    "zizmor": "1.32.0",
    "ruff": "0.14.0",
    "pip-audit": "2.10.1",
    "checkov": "3.2.500",
}


@pytest.fixture
def all_due(mity: Mity, tmp_path: Path) -> Scripts:
    """A project for which every shipped scanner is due, and a folder of programs before all others."""
    for name, text in PROJECT.items():
        path = mity.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(mity.workspace, "init", "--quiet")
    scripts = Scripts(mity, tmp_path / "programs")
    own = mity.workspace / "node_modules" / ".bin"
    own.mkdir(parents=True)
    (own / "eslint").symlink_to(tmp_path / "programs" / "eslint")
    return scripts


def gaps(mity: Mity, *words: str) -> dict[str, list[str]]:
    """What each scanner says that it could not look at; the whole is not green."""
    done = mity("secure", "--history", "--json", *words)
    assert (done.code, done.json["verdict"]) == (4, "unproven"), done.text
    looks = {one["scanner"]: one for one in done.json["security"]["scanners"]}
    assert set(looks) - {"licences"} == set(ROWS)
    assert {one["verdict"] for name, one in looks.items() if name in ROWS} == {"could not look"}, looks
    return {name: one["gaps"] for name, one in looks.items()}


def test_a_clean_report_is_green_only_with_the_exit_code_of_a_clean_look(mity: Mity, all_due: Scripts) -> None:
    for name in TOOLS:
        all_due.writes(name, _NEWEST.get(name, "9.9.9"), CLEAN[name])
    done = mity("secure", "--history", "--json")
    looks = {one["scanner"]: one["verdict"] for one in done.json["security"]["scanners"] if one["scanner"] in ROWS}
    assert looks == dict.fromkeys(ROWS, "clean"), [one for one in done.json["security"]["scanners"] if one["gaps"]]
    assert done.code == 0, done.text
    for name in TOOLS:
        all_due.writes(name, _NEWEST.get(name, "9.9.9"), CLEAN[name], code=77)
    found = gaps(mity)
    assert {name for name, said in found.items() if name in ROWS and "exited with 77" not in said[0]} == set()


@pytest.mark.parametrize("state", BROKEN)
def test_no_scanner_that_is_broken_is_green(mity: Mity, all_due: Scripts, state: str) -> None:
    for name in TOOLS:
        all_due.runs(name, _NEWEST.get(name, "9.9.9"), f"{_REPORT}{BROKEN[state]}")
    assert gaps(mity)


def rewritten(mity: Mity, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Gives the project the shipped rows with other requirements: what beside mity fits them would be taken else."""
    folder = mity.workspace / ".mity" / "scanners"
    folder.mkdir(parents=True)
    for name, row in ROWS.items():
        wanted = change(row["requires"])
        one = {**row, "requires": wanted, "argv": [wanted["tool"], *row["argv"][1:]]}
        one.pop("fetch", None)
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(one))


def test_no_scanner_that_is_old_is_green(mity: Mity, all_due: Scripts) -> None:
    for name in TOOLS:
        all_due.runs(name, _NEWEST.get(name, "9.9.9"), "exit 1")
    rewritten(mity, lambda wanted: {**wanted, "version": ">=99"})
    found = gaps(mity, "--trust")
    told = {name for name, row in ROWS.items() if not row.get("silent") and not row.get("own")}
    assert {name for name in told if ">=99 is needed; found" not in found[name][0]} == set(), found


def test_no_scanner_that_is_absent_is_green(mity: Mity, all_due: Scripts) -> None:
    rewritten(mity, lambda wanted: {**wanted, "tool": f"absent-{wanted['tool']}"})
    found = gaps(mity, "--trust")
    assert {name for name, row in ROWS.items() if f"absent-{row['requires']['tool']}" not in found[name][0]} == set()


def test_no_scanner_without_data_is_green(mity: Mity, all_due: Scripts) -> None:
    for name in TOOLS:
        report, words, code = NO_DATA.get(name, ("", "its rules cannot be read", 2))
        all_due.writes(name, _NEWEST.get(name, "9.9.9"), report, code, words)
    found = gaps(mity)
    assert "not found on the index" in found["pip-audit"][0]
    assert "no such host" in found["govulncheck"][0]
