"""In a clone of others' work scanners, linters, listers of packages and commands of workflows are in the sandbox."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from harness import Mity, git
from scanner_scripts import Scripts, sarif

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the mechanisms of Linux"),
    pytest.mark.slow,
    pytest.mark.timeout(300),
]
BILL = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": []}
SCANNER = """
id: own
title: Our own
purpose: code
applies: ["**/*.py"]
requires: {tool: own-scan}
argv: [own-scan, --output, "${report}"]
format: sarif
"""
FLOW = """
name: look
on_event: "PLANT event; cat >/dev/null"
stages:
  - name: all
    steps:
      - {name: line, command: 'PLANT line; echo "n=$WORD" > "$MITY_OUTPUT"', env: {WORD: "7"}, outputs: [n]}
      - {name: words, command: [sh, -c, PLANT words]}
      - {name: own, verify: ["PLANT verify"]}
"""
FREE = "name: free\nsteps:\n  - {name: line, sandbox: false, command: 'PLANT free; git commit -q --allow-empty -m x'}\n"


def plants(mity: Mity) -> str:
    """A program on PATH that leaves its word in the home, beside the project and among the hooks of git."""
    program = mity.workspace.parent / "tools" / "PLANT"
    program.parent.mkdir(exist_ok=True)
    places = f"{mity.home}/planted {mity.workspace}/planted .git/hooks/planted .mity/scanners/planted"
    program.write_text(f'#!/bin/sh\nfor at in {places}; do echo "$1" 2>/dev/null >> "$at"; done; true\n')
    program.chmod(0o755)
    mity.env["PATH"] = f"{program.parent}:{mity.env['PATH']}"
    return str(program)


def planted(mity: Mity, folder: Path) -> set[str]:
    """The words that were left anywhere."""
    tops = (mity.home, mity.workspace, folder / ".git/hooks", folder / ".mity/scanners")
    found = [top / "planted" for top in tops if (top / "planted").is_file()]
    words = {word for path in found for word in path.read_text().split()}
    for path in found:
        path.unlink()
    return words


def project(mity: Mity, folder: Path, plant: str) -> Path:
    """A repository with a scanner, a linter and a lister of its own, all of which plant."""
    tool = mity.workspace.parent / "tools" / "own-scan"
    version = "case $1 in --version) echo 7.5.0; exit;; esac"  # asked of what is on PATH, before any look
    tool.write_text(f"#!/bin/sh\n{version}\n{plant} scanner\necho '{json.dumps(sarif())}' > \"$2\"\n")
    lister = tool.with_name("cyclonedx-py")
    lister.write_text(
        f"#!/bin/sh\n{version}\n{plant} bill\nwhile [ $# -gt 1 ]; do shift; done; echo '{json.dumps(BILL)}' > \"$1\"\n"
    )
    for path in (tool, lister):
        path.chmod(0o755)
    files = {
        ".mity/scanners/own.yaml": SCANNER,
        "app.py": "x = 1\n",
        "requirements.txt": "left==1.0\n",
        "pyproject.toml": "[tool.mypy]\nstrict = true\n",
        "look.yaml": FLOW,
        ".mity/workflows/free.yaml": FREE,
        ".gitignore": ".venv/\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    checker = folder / ".venv" / "bin" / "mypy"
    checker.parent.mkdir(parents=True)
    checker.write_text(f"#!/bin/sh\n{plant} types\n")
    checker.chmod(0o755)
    git(folder, "init", "-q")
    git(folder, "config", "user.name", "a")
    git(folder, "config", "user.email", "a@example.org")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "all")
    return folder


@pytest.mark.parametrize(("where", "by"), [(".mity/clones/demo", "bubblewrap"), ("own", "")])
def test_what_looks_at_a_clone_is_held_like_what_builds_it(mity: Mity, tmp_path: Path, where: str, by: str) -> None:
    Scripts(mity, tmp_path / "scripts")
    folder = project(mity, mity.workspace / where, plants(mity))
    words = ("--trust", "--json", "--sandbox", "auto")

    rows = mity("validate", str(folder), *words).json["results"]
    evidence = next(row["result"]["evidence"] for row in rows if row["station"].endswith("code"))
    assert evidence.get("sandbox", {}).get("by", "") == by, evidence
    assert planted(mity, folder) == (set() if by else {"scanner", "types"}), rows

    bill = mity("sbom", str(folder), *words)
    assert bill.code in (0, 4), bill.text
    assert planted(mity, folder) == (set() if by else {"bill"}), bill.text
    assert (folder / "sbom" / "python.cdx.json").is_file()
    shutil.rmtree(folder / "sbom")

    ran = mity("run", "look.yaml", *words, cwd=folder)
    assert ran.code == 0, ran.text
    assert next(row["result"]["outputs"] for row in ran.json["results"] if row["station"] == "line") == {"n": "7"}
    assert planted(mity, folder) == (set() if by else {"event", "line", "words", "verify"}), ran.text

    freed = mity("run", "free", *words, cwd=folder)
    assert (freed.code, planted(mity, folder)) == (0, {"free"}), freed.text
    assert "free/line outside of the sandbox: PLANT free" in mity("trust", str(folder), "--dry-run").text


def test_a_sandbox_that_is_required_leaves_a_scanner_without_hosts_unlooked(mity: Mity, tmp_path: Path) -> None:
    Scripts(mity, tmp_path / "scripts").writes("pip-audit", "2.10.1", {"dependencies": [], "fixes": []})
    folder = project(mity, mity.workspace / "own", plants(mity))
    done = mity("secure", str(folder), "--trust", "--json", "--sandbox", "required")
    looks = {one["scanner"]: one for one in done.json["security"]["scanners"]}
    assert (done.code, planted(mity, folder)) == (4, set()), done.text
    assert (looks["own"]["verdict"], looks["gitleaks"]["verdict"]) == ("clean", "clean")
    assert "no host is named" in looks["pip-audit"]["gaps"][0], looks["pip-audit"]
