"""Coverage reports as tools write them, and what is no such report."""

from __future__ import annotations

import json
from pathlib import Path

from mity.evidence.coverage import SIGN, read_coverage
from mity.evidence.files import looks_like
from rows import each
from step_bench import short

COBERTURA = (
    '<?xml version="1.0" ?>\n<!DOCTYPE coverage SYSTEM "http://cobertura.example/coverage-04.dtd">\n'
    '<coverage version="7.6" line-rate="0.75" {head}>'
    "<packages><package><classes>{classes}</classes></package></packages></coverage>"
)
LINES = '<class filename="a.py"><methods/><lines><line number="1" hits="3"/><line number="2" hits="0"/></lines></class>'
JACOCO = (
    '<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x"><package name="p">'
    '<counter type="LINE" missed="9" covered="9"/></package><counter type="INSTRUCTION" missed="5" covered="95"/>'
    '<counter type="LINE" missed="1" covered="3"/></report>'
)
CLOVER = (
    '<coverage generated="1" clover="3.2.0"><project timestamp="1"><metrics statements="8" coveredstatements="6" '
    'conditionals="2"/></project></coverage>'
)
COVERAGE_PY = json.dumps({"meta": {}, "files": {}, "totals": {"covered_lines": 7, "num_statements": 8}})
ISTANBUL = json.dumps({"total": {"lines": {"total": 4, "covered": 1, "skipped": 0, "pct": 25}}})


def read(folder: Path, *texts: str | bytes) -> tuple[object, str]:
    """The percentage of some reports, and what is wrong with them."""
    files = [folder / f"report{number}" for number, _ in enumerate(texts)]
    for path, text in zip(files, texts, strict=True):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = read_coverage(files)
    return found.evidence.get("coverage"), "; ".join(found.problems)


@each(
    ("text", "percent"),
    [
        (COBERTURA.format(head='lines-covered="3" lines-valid="4"', classes=""), 75.0),
        (COBERTURA.format(head="", classes=LINES), 50.0),
        (
            COBERTURA.format(head='lines-covered="2" lines-valid="2"', classes=LINES),
            50.0,
        ),  # it lists a line that did not run
        (COBERTURA.format(head='lines-covered="1" lines-valid="4"', classes=LINES), 25.0),
        (COBERTURA.format(head="", classes=LINES + LINES.replace('hits="0"', 'hits="1"')), 100.0),  # one file, twice
        (JACOCO, 75.0),
        (CLOVER, 75.0),
        (COVERAGE_PY, 87.5),
        (ISTANBUL, 25.0),
        ("TN:\nSF:a\nDA:1,2\nDA:2,0\nLF:2\nLH:1\nend_of_record\nSF:b\nLF:2\nLH:2\nend_of_record\n", 75.0),
        ("SF:a\nDA:1,1\nLF:1\nLH:0\nend_of_record\n", 0.0),
        ("SF:a\nDA:1,1,checksum\nDA:1,0\nDA:2,0\nDA:3,1\nend_of_record\n", 66.66),
        (b"\xef\xbb\xbf" + CLOVER.encode(), 75.0),
        (CLOVER.encode("utf-16"), 75.0),
    ],
    ids=short,
)
def test_reports_of_all_kinds_give_the_lines_that_ran(tmp_path: Path, text: str | bytes, percent: float) -> None:
    assert read(tmp_path, text) == (percent, "")
    if isinstance(text, str):
        assert looks_like(tmp_path / "report0", SIGN)


def test_several_reports_count_together(tmp_path: Path) -> None:
    assert read(tmp_path, ISTANBUL, COVERAGE_PY) == (66.66, "")


@each(
    ("text", "said"),
    [
        ("", "is not a coverage report: it is none of Cobertura"),
        ("hello", "is not a coverage report: it is none of"),
        ("SF:a\nDA:1,1\n", "its last record is cut off"),
        ("<coverage", "is not XML"),
        ("<html/>", "its root is <html>"),
        ("<report/>", "has no counter of lines"),
        ("<coverage line-rate='1'/>", "counts no lines"),
        ("<coverage><project/></coverage>", "has no <metrics> with statements"),
        ("{", "is not JSON"),
        ("{}", "it is none of"),
        ('{"totals": {"covered_lines": true, "num_statements": 2}}', "has no number 'covered_lines'"),
        ('{"totals": {"covered_lines": 3, "num_statements": 2}}', "says that 3 of 2 lines ran"),
        ('{"totals": {"covered_lines": -1, "num_statements": 2}}', "says that -1 of 2 lines ran"),
        ('{"totals": {"covered_lines": 0, "num_statements": 0}}', "covers no line"),
        ("<coverage lines-valid='0'/>", "covers no line"),
        (
            '<!DOCTYPE a [<!ENTITY x "y">]><coverage lines-valid="1" lines-covered="1">&x;</coverage>',
            "entities of its own",
        ),
        ("<coverage>" * 100 + "</coverage>" * 100, "nested more than 64 deep"),
        ("[" * 100_000, "none of"),
        ('{"a":' * 100_000, "is not JSON: it is nested too deeply"),
    ],
    ids=short,
)
def test_what_is_no_report_is_told_in_a_clause(tmp_path: Path, text: str, said: str) -> None:
    percent, problem = read(tmp_path, text)
    assert percent is None and said in problem and "report0" in problem, problem
