"""Scanners as rows: those that mity ships, those of a project, and what is wrong with a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Mity
from mity.errors import DefinitionError
from mity.scanners.catalog import scanners, shipped
from mity.scanners.model import FORMATS
from mity.scanners.readers.formats import READERS
from mity.services.scanner_tools import fetchable
from rows import each
from scanner_scripts import Scripts

ROW = """\
id: marks
title: Marks
purpose: code
applies: ["**/*.txt"]
files: ["**/*.txt"]
requires: {tool: grep, get: {any: it is everywhere}}
argv: [grep, -Hn, FIXME, "${files}", /dev/null]
clean: [1]
found: [0]
format: lines
pattern: '^(?P<file>[^:]+):(?P<line>\\d+):(?P<message>.*)$'
severities: {}
severity: high
"""


def test_each_row_has_the_name_of_its_file_and_a_reader() -> None:
    rows = shipped()
    assert {one.id for one in rows} >= {"gitleaks", "detect-secrets", "bandit", "pip-audit", "npm-audit", "cargo-audit"}
    assert {one.id for one in rows} >= {"govulncheck", "osv-scanner", "zizmor", "hadolint", "eslint-security"}
    assert set(FORMATS) == set(READERS)
    folder = Path(__file__).parents[2] / "factory" / "scanners" / "shipped"
    assert sorted(path.stem for path in folder.glob("*.yaml")) == sorted(one.id for one in rows)
    assert [one.name for one in shipped() if one.fetch and not fetchable(one)] == []


@each(
    "old, new, said",
    [
        ("id: marks", "id: other", "name the file other.yaml"),
        ("format: lines", "format: prose", "is none of"),
        ("format: lines", "format: sarif", "needs `pattern`, and no other has one"),
        ("(?P<file>[^:]+)", "(?P<name>[^:]+)", "needs the groups file"),
        ("(?P<file>[^:]+)", "(?P<file>[^:]+", "not a regular expression"),
        ("${files}", "${folder}", "is none of the places"),
        ("files: [", "keep: [", "needs `files`"),
        ("tool: grep", "tool: bin/grep", "without a folder"),
        ("purpose: code", "purpose: style", "purpose"),
        ("severity: high", "severity: awful", "severity"),
        ("severities: {}", "shell: sh", "shell"),
        ("id: marks", "id: [", "is not YAML"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = tmp_path / ".mity" / "scanners"
    folder.mkdir(parents=True)
    (folder / "marks.yaml").write_text(ROW.replace(old, new, 1))
    with pytest.raises(DefinitionError) as refused:
        scanners(tmp_path)
    assert said in str(refused.value)
    assert "marks.yaml" in str(refused.value)


def test_a_row_of_the_project_runs_only_when_it_is_trusted(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "notes.txt").write_text("all\nFIXME is well\n")
    folder = mity.workspace / ".mity" / "scanners"
    folder.mkdir(parents=True)
    (folder / "marks.yaml").write_text(ROW)
    refused = mity("secure")
    assert (refused.code, "the scanners of" in refused.err) == (3, True)
    assert not (mity.workspace / ".mity" / "logs").exists()
    done = mity("secure", "--trust")
    assert (done.code, "notes.txt:2" in done.out, "grep -Hn FIXME" in done.err) == (1, True, True), done.text
