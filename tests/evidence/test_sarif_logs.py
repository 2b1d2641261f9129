"""Logs of analysers in SARIF, and what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mity.evidence.sarif import read_findings, reported, results
from rows import each
from step_bench import short

RULES = [{"id": "R1", "defaultConfiguration": {"level": "error"}}, {"id": "R2"}]
ACCEPTED = [{"kind": "inSource"}]
REJECTED = [{"kind": "external", "status": "rejected"}]


def log(*results: Any, **run: Any) -> str:
    """A log of one run."""
    return json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"rules": RULES}}, "results": results, **run}]})


def read(folder: Path, *texts: str) -> tuple[Any, str]:
    """The findings of some logs, and what is wrong with them."""
    files = [folder / f"{number}.sarif" for number, _ in enumerate(texts)]
    for path, text in zip(files, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    found = read_findings(files)
    return found.evidence.get("findings"), "; ".join(found.problems)


@each(
    ("results", "error", "warning"),
    [
        ([], 0, 0),
        ([{"level": "error"}, {"level": "note"}, {"level": "none"}, {"level": "warning"}], 1, 1),
        ([{"ruleId": "R1"}, {"ruleId": "R2"}, {"ruleId": "R3"}, {}], 1, 3),
        ([{"level": "error", "kind": "pass"}, {"level": "error", "baselineState": "absent"}], 0, 0),
        ([{"level": "error", "baselineState": "unchanged"}, {"level": "error", "suppressions": []}], 2, 0),
        ([{"level": "error", "suppressions": ACCEPTED}, {"level": "error", "suppressions": REJECTED}], 1, 0),
        ([{"level": "error", "suppressions": ACCEPTED + REJECTED}], 1, 0),
    ],
)
def test_results_count_by_level(tmp_path: Path, results: list[Any], error: int, warning: int) -> None:
    assert read(tmp_path, log(*results)) == ({"error": error, "warning": warning}, "")


def test_logs_count_together_and_a_tool_that_did_not_end_well_is_told(tmp_path: Path) -> None:
    broken = log({"level": "error"}, invocations=[{"executionSuccessful": False}])
    found, problem = read(tmp_path, log({"level": "error"}), broken)
    assert (found, problem) == ({"error": 2, "warning": 0}, "1.sarif says that its tool did not end well")


@each(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[]", "is not a log of SARIF 2.1.0"),
        ('{"version": "2.0.0", "runs": []}', "its version is 2.0.0"),
        ('{"version": "2.1.0", "runs": []}', "holds no run"),
        ('{"version": "2.1.0", "runs": [1]}', "holds no run"),
        ('{"version": "2.1.0", "runs": [{}]}', "a run without results"),
        (log(5), "a result that is no object"),
        (log({"level": "fatal"}), "a result of the unknown level 'fatal'"),
        (log({"level": {"a": 1}}), "unknown level"),
        ('{"version": "2.1.0", "runs": [{"results": 5}]}', "a result that is no object"),
        ("[" * 100_000, "nested too deeply"),
    ],
    ids=short,
)
def test_what_is_no_log_is_told_in_a_clause(tmp_path: Path, text: str, said: str) -> None:
    found, problem = read(tmp_path, text)
    assert found is None and said in problem and "0.sarif" in problem, problem


def written(folder: Path, name: str, *results: dict[str, object], well: bool = True, **rule: object) -> Path:
    """A log of one tool with these results; `rule` are the properties of its rule `R`."""
    driver = {"name": "x", "rules": [{"id": "R", "properties": rule}, "nonsense"]}
    run = {"tool": {"driver": driver}, "results": list(results), "invocations": [{"executionSuccessful": well}]}
    (folder / name).write_text(json.dumps({"version": "2.1.0", "runs": [run]}))
    return folder / name


def told(level: str, uri: object = "a%20b.py", line: object = 3, **more: object) -> dict[str, object]:
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line, "startColumn": 2}}
    return {
        "ruleId": "R",
        "level": level,
        "message": {"text": "bad"},
        "locations": [{"physicalLocation": place}],
        **more,
    }


def test_each_error_and_warning_is_told_with_its_place(tmp_path: Path) -> None:
    written(tmp_path, "a.sarif", told("error"), told("note"), told("warning", "file:///x.py", True, message={}))
    written(tmp_path, "b.sarif", told("error", None, -1), {"ruleId": "Q", "level": "error", "locations": "none"})
    (tmp_path / "c.sarif").write_text("nonsense")
    found = [
        (one.level, one.rule, one.message, one.file, one.line, one.column) for one in reported(tmp_path, ["*.sarif"])
    ]
    assert found == [
        ("error", "R", "bad", "a b.py", 3, 2),
        ("warning", "R", "R", "/x.py", 0, 2),
        ("error", "R", "bad", "", 0, 2),
        ("error", "Q", "Q", "", 0, 0),
    ]
    assert list(reported(tmp_path, ["../*.sarif"])) == []


def test_results_have_the_properties_of_their_rule_and_their_own(tmp_path: Path) -> None:
    path = written(tmp_path, "a.sarif", told("error", properties={"b": 2}), told("note"), a=1, b=1)
    assert [(one.level, dict(given)) for one, given in results(path)] == [
        ("error", {"a": 1, "b": 2}),
        ("note", {"a": 1, "b": 1}),
    ]
    with pytest.raises(ValueError, match="says that it did not end well"):
        list(results(written(tmp_path, "b.sarif", well=False)))
