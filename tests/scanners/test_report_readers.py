"""What each reader makes of a report: findings with severity and place, what it could not look at, and no guesses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mity.scanners.catalog import shipped
from mity.scanners.masking import HIDDEN
from mity.scanners.readers.formats import READERS
from mity.scanners.readers.report import Report, Source, Unreadable, score_word
from rows import each

CODE = "import os\n\nos.system(x)\npassword = 'hunter2'\n"


def read(scanner: str, report: Any, folder: Path, target: str = "") -> Report:
    """The report of a scanner about a project that has `app/a.py`; a text is written as it is."""
    project = folder / "project"
    (project / "app").mkdir(parents=True, exist_ok=True)
    (project / "app/a.py").write_text(CODE)
    text = report if isinstance(report, str) else json.dumps(report)
    (folder / "report").write_text(text)
    row = next(one for one in shipped() if one.id == scanner)
    return READERS[row.format](Source(row, project, project, folder / "report", target))


def told(report: Report) -> list[tuple[str, str, str, str]]:
    return [(one.rule, one.severity, one.place, one.message) for one in report.findings]


def bandit(**about: Any) -> dict[str, Any]:
    row = {"test_id": "B605", "issue_text": "a shell", "issue_severity": "HIGH", "filename": "app/a.py"}
    return {"errors": [], "results": [{**row, "line_number": 3, "col_offset": 0, **about}]}


def pip(*packages: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": list(packages)}


def cargo(**about: Any) -> dict[str, Any]:
    found = {"database": {"advisory-count": 1}, "lockfile": {"dependency-count": 2}}
    return {**found, "vulnerabilities": {"list": []}, **about}


GO = {"config": {"db": "https://vuln.example.org"}}
OSV = {"osv": {"id": "GO-1", "summary": "it loops"}}


def go(*trace: dict[str, Any], osv: str = "GO-1", fixed: str = "v1.2.3") -> dict[str, Any]:
    return {"finding": {"osv": osv, "fixed_version": fixed, "trace": list(trace)}}


def stream(*values: Any) -> str:
    return "\n ".join(map(json.dumps, values)) + "\n"


MODULE = {"module": "m", "version": "v1.0.0"}
PACKAGE = {**MODULE, "package": "m/p"}
CALLED = {**PACKAGE, "function": "F"}
HERE = {"position": {"filename": "app/a.py", "line": 3, "column": 2}}


def checkov(**about: Any) -> dict[str, Any]:
    row = {"check_id": "CKV_AWS_20", "check_name": "it is open", "resource": "aws_s3_bucket.a"}
    failed = {**row, "file_path": "/main.tf", "file_line_range": [7, 9], **about}
    return {"summary": {"checkov_version": "3.2"}, "results": {"failed_checks": [failed]}}


def eslint(**about: Any) -> list[dict[str, Any]]:
    message = {"ruleId": "no-eval", "message": "eval", "severity": 2, "line": 3, "column": 4, **about}
    return [{"filePath": "app/a.py", "messages": [message]}]


@each(
    "scanner, report, findings",
    [
        ("bandit", {"errors": [], "results": []}, []),
        ("bandit", bandit(), [("B605", "high", "app/a.py:3:1", "a shell")]),
        ("bandit", bandit(issue_severity="LOW", col_offset=4), [("B605", "low", "app/a.py:3:5", "a shell")]),
        ("bandit", bandit(line_number=0), [("B605", "high", "app/a.py:1", "a shell")]),
        ("bandit", bandit(filename="/elsewhere/b.py"), [("B605", "high", "/elsewhere/b.py:3:1", "a shell")]),
        ("pip-audit", pip({"name": "a", "version": "1", "vulns": []}), []),
        (
            "pip-audit",
            pip(
                {
                    "name": "a",
                    "version": "1",
                    "vulns": [{"id": "P-1", "description": "it  leaks\n", "fix_versions": []}],
                }
            ),
            [("P-1", "high", "lock", "it leaks")],
        ),
        ("pip-audit", pip({"name": "a", "version": "1", "vulns": [{"id": "P-1"}]}), [("P-1", "high", "lock", "P-1")]),
        ("cargo-audit", cargo(), []),
        ("govulncheck", stream(GO, OSV), []),
        ("govulncheck", stream(GO, OSV, go(MODULE)), [("GO-1", "low", "lock", "it loops (the module is there)")]),
        ("govulncheck", stream(GO, OSV, go(PACKAGE)), [("GO-1", "medium", "lock", "it loops (the package is there)")]),
        (
            "govulncheck",
            stream(go(MODULE), go(CALLED, HERE), OSV, go(PACKAGE), GO),
            [("GO-1", "high", "app/a.py:3:2", "it loops (it is called)")],
        ),
        ("govulncheck", stream(GO, go(CALLED)), [("GO-1", "high", "lock", "GO-1 (it is called)")]),
        ("govulncheck", stream(GO, go({**CALLED, **HERE})), [("GO-1", "high", "lock", "GO-1 (it is called)")]),
        ("govulncheck", stream(GO, go(), {"finding": {}}, {"progress": 1}), []),
        ("checkov", {"checkov_version": "3.2", "passed": 0}, []),
        ("checkov", checkov(), [("CKV_AWS_20", "high", "main.tf:7", "aws_s3_bucket.a: it is open")]),
        ("checkov", checkov(check_id="CKV_NEW_1"), [("CKV_NEW_1", "low", "main.tf:7", "aws_s3_bucket.a: it is open")]),
        ("checkov", [checkov(), checkov()], [("CKV_AWS_20", "high", "main.tf:7", "aws_s3_bucket.a: it is open")] * 2),
        ("eslint-security", [], []),
        ("eslint-security", eslint(), [("no-eval", "high", "app/a.py:3:4", "eval")]),
        ("eslint-security", eslint(severity=1), [("no-eval", "medium", "app/a.py:3:4", "eval")]),
        ("eslint-security", eslint(ruleId="semi"), []),
        (
            "eslint-security",
            eslint(ruleId="security/detect-x"),
            [("security/detect-x", "high", "app/a.py:3:4", "eval")],
        ),
    ],
)
def test_findings_have_their_severity_and_place(
    tmp_path: Path, scanner: str, report: Any, findings: list[tuple[str, str, str, str]]
) -> None:
    assert told(read(scanner, report, tmp_path, "lock")) == findings


@each(
    "scanner, report, gaps, looked",
    [
        ("bandit", {**bandit(), "errors": [{"filename": "app/a.py", "reason": "syntax"}]}, ["app/a.py: syntax"], 0),
        ("pip-audit", pip(), ["it looked at no package"], 0),
        ("pip-audit", pip({"name": "a", "skip_reason": "not on the index"}), ["a: not on the index"], 0),
        (
            "pip-audit",
            pip(
                {"name": "a", "skip_reason": "not on the index"},
                {"name": "b", "version": "1", "vulns": []},
                {"name": "c", "vulns": []},
            ),
            ["a: not on the index"],
            2,
        ),
        ("cargo-audit", cargo(), [], 2),
        (
            "checkov",
            {**checkov(), "summary": {"checkov_version": "3", "parsing_errors": 1}},
            ["1 file cannot be parsed"],
            0,
        ),
        ("checkov", {"checkov_version": "3", "parsing_errors": 2}, ["2 files cannot be parsed"], 0),
        ("eslint-security", eslint(fatal=True, message="a bad token"), ["app/a.py: a bad token"], 0),
    ],
)
def test_what_it_could_not_look_at_is_a_gap(
    tmp_path: Path, scanner: str, report: Any, gaps: list[str], looked: int
) -> None:
    found = read(scanner, report, tmp_path)
    assert (found.gaps, found.looked) == (gaps, looked)


@each(
    "scanner, report, why",
    [
        ("bandit", "", "it left no report"),
        ("bandit", "{", "its report is not JSON: "),
        ("bandit", "[]", "its report has no list 'errors'"),
        ("bandit", {"errors": []}, "its report has no list 'results'"),
        ("bandit", {"errors": [], "results": [1]}, "its report has no list 'results'"),
        ("bandit", bandit(test_id=""), "its report has a result without test or text"),
        ("bandit", bandit(issue_text=None), "its report has a result without test or text"),
        ("pip-audit", {"dependencies": {}}, "its report has no list 'dependencies'"),
        ("pip-audit", pip({"name": "a", "version": "1", "vulns": 1}), "its report has no list 'vulns'"),
        ("cargo-audit", cargo(database={"advisory-count": 0}), "it had no advisory to compare with"),
        ("cargo-audit", cargo(database={"advisory-count": True}), "it had no advisory to compare with"),
        ("cargo-audit", cargo(lockfile=1), "its report has no object 'lockfile'"),
        ("cargo-audit", cargo(vulnerabilities={}), "its report has no list 'list'"),
        ("govulncheck", stream(OSV), "its report names no database"),
        ("govulncheck", stream({"config": {"db": ""}}), "its report names no database"),
        ("govulncheck", stream(GO) + "oh", "its report is not a stream of JSON objects"),
        ("govulncheck", stream(GO, [1]), "its report is not a stream of JSON objects"),
        ("checkov", {"results": {}}, "its report is none of Checkov"),
        ("checkov", [1], "its report is none of Checkov"),
        ("checkov", checkov(check_name=""), "its report has a result without check or text"),
        ("checkov", checkov(check_id=None), "its report has a result without check or text"),
        ("gitleaks", [{"RuleID": "aws"}], "its report has a leak without rule or file"),
        ("gitleaks", [{"File": "a"}], "its report has a leak without rule or file"),
        ("detect-secrets", {"results": {"a": [{"line_number": 1}]}}, "its report has a secret without a type"),
        ("detect-secrets", {"results": []}, "its report has no object 'results'"),
        ("eslint-security", {"a": 1}, "its report has no list 'files'"),
    ],
)
def test_what_is_no_report_of_the_scanner_is_no_clean_look(tmp_path: Path, scanner: str, report: Any, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(scanner, report, tmp_path)
    assert str(refused.value).startswith(why)


def test_no_secret_is_shown_and_the_line_of_anything_else_is(tmp_path: Path) -> None:
    leak = {"RuleID": "aws", "File": "app/a.py", "Description": "AWS key, found", "StartLine": 4, "StartColumn": 1}
    here, there = (
        read("gitleaks", [{**leak, **more}], tmp_path).findings[0]
        for more in ({}, {"Commit": "c" * 40, "Date": "2026-11-30T1"})
    )
    assert (here.message, here.evidence) == ("AWS key: take it out and revoke it", f"password = {HIDDEN}")
    assert there.message == "AWS key: take it out and revoke it, out of the history too"
    assert (there.evidence, there.known) == (f"in commit {'c' * 12} of 2026-11-30", f"{'c' * 40}:4")
    (word,) = read(
        "bandit", bandit(test_id="B105", issue_text="a password: 'hunter2'", line_number=4), tmp_path
    ).findings
    assert "hunter2" not in str(word) and word.evidence == f"password = {HIDDEN}"
    (shell,) = read("bandit", bandit(), tmp_path).findings
    assert (shell.evidence, len(shell.known)) == ("os.system(x)", 16)


@each(
    "score, word",
    [
        (10, "critical"),
        (9.0, "critical"),
        (8.9, "high"),
        ("7.0", "high"),
        (6.9, "medium"),
        (4, "medium"),
        (3.9, "low"),
        (0.1, "low"),
        (0.0, "info"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_score_is_the_word_that_people_know_it_by(score: Any, word: str) -> None:
    assert score_word(score) == word
