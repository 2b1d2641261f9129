"""Issues sorted in: by rules, by a failing test, in one comment."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forged import Forged, told
from mity.errors import UsageError
from mity.forge.model import Issue
from mity.reviews.triage import sort_in
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from rows import each

TABLE = [{"label": "high", "words": ["crash", "data loss"]}, {"label": "low", "words": ["typo"]}, {"label": "normal"}]


def issue(title: str, body: str = "", *labels: str) -> Issue:
    """An issue."""
    return Issue(1, title, body, "eve", True, labels, "", "")


@each(
    "title, body, labels, label, because",
    [
        ("It crashes", "", (), "normal", "no rule fits"),
        ("A CRASH", "", (), "high", "the title says “crash”"),
        ("A typo", "and a crash", (), "low", "the title says “typo”"),
        ("Hm", "there is data loss.", (), "high", "the text says “data loss”"),
        ("A crash", "", ("Low",), "Low", "a person gave it"),
    ],
)
def test_the_first_rule_that_fits_counts(
    title: str, body: str, labels: tuple[str, ...], label: str, because: str
) -> None:
    found = sort_in(issue(title, body, *labels), TABLE, "priorities")
    assert found is not None
    assert (found.label, found.because) == (label, because)


@each("table", [[], "high", [{"words": []}], [{"label": "x", "words": "crash"}], [{"label": " "}]])
def test_what_is_no_table_is_refused(table: object) -> None:
    with pytest.raises(UsageError, match="priorities"):
        sort_in(issue("x"), table, "priorities")


@pytest.mark.slow
def test_one_comment_that_later_runs_change(demo: Forged) -> None:
    hostile = "`rm -rf ~` and\n```sh\ntouch ran\n```\n@all <!-- mity:triage --> \u202e"
    url = demo.issue(3, "A crash @everyone", hostile, "mine")
    log = demo.run("triage-issue", url)
    assert log.state is RunState.COMPLETED, told(log)
    assert demo.forge.issues[3].labels == ("mine", "bug", "priority: high")
    (first,) = demo.forge.said[3]
    assert "Could not be reproduced" in first.body
    demo.forge.set_labels(3, ["mine"])
    again = demo.run("triage-issue", url)
    assert again.state is RunState.COMPLETED, told(again)
    assert [one.id for one in demo.forge.said[3]] == [first.id]
    assert demo.forge.issues[3].labels == ("mine",)


def test_a_dry_run_writes_nothing(demo: Forged) -> None:
    log = demo.run("triage-issue", demo.issue(3, "A typo"), post=False)
    assert log.state is RunState.COMPLETED, told(log)
    assert log.context.get_output("labels") == ["documentation", "priority: low"]
    assert demo.forge.writes == []


CALC = "def add(a, b):\n    return a - b\n"
GREEN = "from calc import add\n\n\ndef test_zero():\n    assert add(1, 0) == 1\n"
FAILS = "from calc import add\n\n\ndef test_two():\n    assert add(1, 2) == 3, '```'\n"


def reproduced(demo: Forged, does: dict[str, Any]) -> tuple[ExecutionLog, str]:
    """A triage with an agent that does this; the log and the comment."""
    demo.push("main", calc_dot_py=CALC, test_calc_dot_py=GREEN, conftest_dot_py="")
    demo.scenario.write_text(json.dumps({"The report given below": [does]}))
    log = demo.run("triage-issue", demo.issue(3, "add is wrong", "add(1, 2)"), trust=True, agent=True, reproduce=True)
    assert log.state is RunState.COMPLETED, told(log)
    return log, demo.forge.said[3][0].body


@pytest.mark.slow
def test_a_report_is_reproduced_by_a_test_that_alone_fails(demo: Forged) -> None:
    _, body = reproduced(demo, {"write": {"test_sum.py": FAILS}, "print": {"tried": "it adds"}})
    assert f"**Reproduced** on `{demo.head('main')[:12]}`" in body
    assert "assert add(1, 2) == 3" in body
    assert "\n````\n" in body


NOT = (
    ({"write": {"test_sum.py": FAILS.replace("== 3", "== -1")}}, "passes: test\\_sum.py"),
    ({"write": {"test_sum.py": FAILS.replace("assert add(1, 2)", "assert nothing")}}, "by an assertion of its own"),
    ({"write": {"test_sum.py": "import nothing\n"}}, "by an assertion of its own"),
    ({"write": {"test_sum.py": FAILS, "calc.py": "def add(a, b):\n    return 0\n"}}, "calc.py"),
    ({"write": {"test_sum.py": FAILS, "other.py": "X = 1\n"}}, "other.py is no test"),
    ({"print": {"tried": "nothing"}}, "no test was written"),
)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@pytest.mark.parametrize(("does", "why"), NOT)
def test_what_shows_nothing_is_no_reproduction(does: dict[str, Any], why: str, demo: Forged) -> None:
    _, body = reproduced(demo, {"print": {"tried": "so"}, **does})
    assert "**Could not be reproduced:**" in body
    assert why in body
