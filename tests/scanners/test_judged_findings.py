"""What looks amount to: by the gate, the baseline and the settings of the project; and what the report has of each."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from bench_station import StationBench
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.scanners.finding import SEVERITIES, Finding, Look, Package
from mity.scanners.merge import merged
from mity.stations.judge_findings import fails
from rows import each

TODAY = datetime.datetime.now(datetime.UTC).date()


def finding(severity: Any = "high", **about: Any) -> Finding:
    given = {"purpose": "code", "tools": ("bandit",), "rule": "B101", "message": "an assert", "path": "a.py", "line": 3}
    return Finding(severity=severity, **{**given, **about})


def judged(tmp_path: Path, *looks: Look, secure: str = "", accepted: str = "", **inputs: Any) -> StationResult:
    """The result of judging these looks, whose report is among its outputs."""
    bench = StationBench(tmp_path)
    if secure:
        bench.write(".mity/config.toml", f"[secure]\n{secure}\n")
    if accepted:
        bench.write(".mity/security-baseline.yaml", accepted)
    by_purpose: dict[str, list[Any]] = {}
    for look in looks:
        by_purpose.setdefault(look.purpose, []).append(look.to_json())
    return bench.run("judge-findings", **by_purpose, **inputs)


def entry(one: Finding, days: int) -> str:
    """A baseline that accepts a finding for so many days from today."""
    until = TODAY + datetime.timedelta(days=days)
    return f"accepted:\n  - {{id: '{one.id}', reason: it is a test, expires: {until}}}\n"


def test_a_finding_fails_from_the_severity_of_the_gate_on(tmp_path: Path) -> None:
    for here, severity in enumerate(SEVERITIES):
        failing = [gate for gate in (*SEVERITIES, "never") if fails(finding(severity), gate)]
        assert failing == list(SEVERITIES[: here + 1])
    result = judged(tmp_path, Look("bandit", "code", (finding("low"), finding("high", line=4))), fail_on="medium")
    assert (result.status, result.evidence["fail_on"]) == (Status.FAILED, "medium")
    rows = [(row["fails"], row["severity"], row["place"]) for row in result.outputs["security"]["findings"]]
    assert rows == [(True, "high", "a.py:4"), (False, "low", "a.py:3")]


@each(
    "looks, given, status, message",
    [
        ((), {}, Status.DONE, "findings: none, accepted: 0"),
        ((Look("bandit", "code"),), {}, Status.DONE, "findings: none, accepted: 0"),
        ((Look("bandit", "code", (finding("medium"),)),), {}, Status.DONE, "findings: 1 medium, accepted: 0"),
        ((Look("bandit", "code", (finding(),)),), {}, Status.FAILED, "findings: 1 high; a.py:3: an assert"),
        (
            (Look("bandit", "code", (finding("low", line=1), finding(), finding("critical", path="b.py", line=0))),),
            {},
            Status.FAILED,
            "findings: 1 critical, 1 high, 1 low; b.py: an assert and 1 more",
        ),
        (
            (Look("gitleaks", "secrets", (finding(purpose="secrets", path="", line=0, evidence="commit 1a2b"),)),),
            {},
            Status.FAILED,
            "findings: 1 high; commit 1a2b: an assert",
        ),
        (
            (Look("bandit", "code", gaps=("it is not here",)), Look("ruff", "code", left_out=("vendor",))),
            {},
            Status.DONE,
            "findings: none, accepted: 0; could not look: bandit; the project keeps places from ruff",
        ),
        (
            (Look("bandit", "code", (finding(),)),),
            {"secure": 'fail_on = "never"'},
            Status.DONE,
            "findings: 1 high, accepted: 0; its settings let no finding fail (fail_on = never)",
        ),
        (
            (Look("bandit", "code", (finding(),)),),
            {"secure": 'fail_on = "never"', "fail_on": "low"},
            Status.FAILED,
            "findings: 1 high; a.py:3: an assert",
        ),
        (
            (Look("bandit", "code", (finding("low"),)),),
            {"secure": 'fail_on = "low"'},
            Status.FAILED,
            "findings: 1 low; a.py:3: an assert",
        ),
        ((Look("bandit", "code", (finding(),)),), {"fail_on": "never"}, Status.DONE, "findings: 1 high, accepted: 0"),
        (
            (Look("bandit", "code", (finding(),)),),
            {"accepted": entry(finding(), 0)},
            Status.DONE,
            "findings: none, accepted: 1",
        ),
        (
            (Look("bandit", "code", (finding(),)),),
            {"accepted": entry(finding(), -1)},
            Status.FAILED,
            "findings: 1 high; a.py:3: an assert",
        ),
        ((), {"fail_on": "worst"}, Status.FAILED, "fail_on must be never or one of info, low, medium, high, critical"),
    ],
)
def test_the_result_names_what_counts(
    tmp_path: Path, looks: tuple[Look, ...], given: dict[str, Any], status: Status, message: str
) -> None:
    result = judged(tmp_path, *looks, **given)
    assert result.status is status, result.message
    assert result.message == message or (message.startswith("fail_on") and message in result.message)


def test_the_report_has_each_scanner_each_finding_and_what_was_accepted_with_its_reason(tmp_path: Path) -> None:
    gone = finding(rule="B999")
    looks = (Look("bandit", "code", (finding(),), ("one file",), "1.7", 9), Look("ruff", "code", off="it is slow"))
    rows = entry(finding(), 3) + entry(gone, 3).partition("\n")[2]
    result = judged(tmp_path, *looks, accepted=rows)
    told = result.outputs["security"]
    assert told["fail_on"] == "high" and told["findings"] == []
    assert [(one["scanner"], one["verdict"], "findings" in one) for one in told["scanners"]] == [
        ("bandit", "findings", False),
        ("ruff", "off", False),
    ]
    (accepted,) = told["accepted"]
    until = str(TODAY + datetime.timedelta(days=3))
    assert (accepted["id"], accepted["reason"], accepted["expires"]) == (finding().id, "it is a test", until)
    assert told["notes"] == [f"{gone.id} is in the baseline and was not found: take it out"]
    assert result.evidence["scanners"] == {"bandit": "findings", "ruff": "off"}
    assert (result.evidence["accepted"], result.evidence["findings"]) == (1, {})


def test_an_input_that_is_no_look_is_refused_in_a_sentence(tmp_path: Path) -> None:
    good = Look("bandit", "code", (finding(),)).to_json()
    for number, bad in enumerate(({}, {**good, "looked": "x"}, {**good, "findings": [{}]}, 7)):
        refused = StationBench(tmp_path / str(number)).run("judge-findings", code=[bad])
        assert refused.status is Status.FAILED
        assert "judge-findings: an input is not what the station `scan` gives: " in refused.message, bad


@each(
    "first, other, number",
    [
        ({}, {"tools": ("ruff",), "rule": "S101", "column": 5, "fix": "drop it"}, 1),
        ({}, {"rule": "B102"}, 2),
        ({}, {"rule": "S1010"}, 2),
        ({}, {"line": 4}, 2),
        ({}, {"message": "said otherwise"}, 1),
        ({"line": 0}, {"line": 0, "message": "said otherwise"}, 2),
        ({}, {"path": "b.py"}, 2),
        ({}, {"known": "x"}, 2),
        ({"purpose": "secrets"}, {"purpose": "secrets", "rule": "aws", "message": "a key"}, 1),
        ({"purpose": "secrets", "line": 0}, {"purpose": "secrets", "line": 0, "rule": "aws"}, 2),
        (
            {"purpose": "secrets", "evidence": "commit 1"},
            {"purpose": "secrets", "evidence": "commit 1", "rule": "aws"},
            2,
        ),
        ({"purpose": "dependencies"}, {"purpose": "dependencies", "line": 9}, 1),
        ({"purpose": "dependencies"}, {"purpose": "dependencies", "rule": "CVE-2"}, 2),
    ],
)
def test_what_several_scanners_say_of_one_thing_is_one_finding(
    first: dict[str, Any], other: dict[str, Any], number: int
) -> None:
    looks = [Look("a", "code", (finding(**first),)), Look("b", "code", (finding(**{**first, **other}),))]
    found = merged(looks)
    assert len(found) == number
    if "ruff" in other.get("tools", ()):
        assert (found[0].tools, found[0].column, found[0].fix) == (("bandit", "ruff"), 5, "drop it")


def test_the_worst_finding_is_the_first_whoever_found_it() -> None:
    looks = [Look(str(n), "code", (finding(severity, line=9 - n),)) for n, severity in enumerate(SEVERITIES)]
    assert [one.severity for one in merged(looks)] == list(reversed(SEVERITIES))
    same = [Look("a", "code", (finding(path="b.py"), finding(line=30), finding(column=2, rule="B1"), finding()))]
    assert [one.place for one in merged(same)] == ["a.py:3", "a.py:3:2", "a.py:30", "b.py:3"]


@each(
    "version, fixes, fix",
    [
        ("1.2.0", ("1.1.9", "2.0.1", "1.2.1"), "1.2.1"),
        ("1.2.0", ("1.2.0",), ""),
        ("1.9.0", ("1.10.0", "2.0.0"), "1.10.0"),
        ("2.0.0", ("1.0.0",), ""),
        ("1.0.0", (), ""),
    ],
)
def test_the_fix_of_a_package_is_the_lowest_version_above_its_own(
    version: str, fixes: tuple[str, ...], fix: str
) -> None:
    assert Package("left-pad", version, fixes=fixes).fix == fix
