"""Logs of analysers in SARIF, and what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mity.evidence.sarif import read_findings
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
