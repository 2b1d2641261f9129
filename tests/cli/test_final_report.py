"""The final report of a run: what it says, its forms, and that nothing in it is markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from own_flow import OwnFlow

from harness import Mity
from mity.engine.person import login

pytestmark = pytest.mark.slow

SUITE = '<testsuite tests="{0}">{1}</testsuite>'
HOSTILE = "<script>alert(1)</script>`|x\x1b[31m"


def suite(number: int) -> str:
    cases = "".join(f'<testcase name="t{n}"/>' for n in range(number))
    return f"mkdir -p reports; echo '{SUITE.format(number, cases)}' > reports/r.xml"


def with_tests(name: str, number: int) -> dict[str, object]:
    return {"name": name, "command": suite(number), "evidence": {"junit": "reports/*.xml"}}


class Tags(HTMLParser):
    """The tags of a page, and what they fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.fetched: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "action") or name[:2] == "on"]


@pytest.fixture
def flow(mity: Mity) -> OwnFlow:
    retried = {"name": "shaky", "command": "test -e ../was || { touch ../was; false; }", "on_failure": "retry"}
    retried["backoff"] = {"initial": "1ms"}
    made = OwnFlow(
        mity,
        {"name": "prepare", "command": "echo 1 > new; echo 2 > old; rm gone; echo tmp > tmp"},
        with_tests("before", 2),
        retried,
        with_tests("after", 5),
        {"name": "tidy", "command": "rm tmp reports/r.xml"},
    )
    for name in ("old", "gone"):
        (mity.workspace / name).write_text("0\n")
    return made


def test_the_report_says_what_the_run_did(flow: OwnFlow) -> None:
    run = flow.run()["run_id"]
    data = json.loads(flow.mity("runs", "show", run, "--format", "json").out)
    assert (data["verdict"], data["state"], data["doubts"]) == ("proven", "completed", [])
    assert data["files"] == {"created": ["new"], "changed": ["old"], "deleted": ["gone"]}
    assert data["tests"] == {"collected": 5, "passed": 5, "failed": 0, "skipped": 0, "before": 2, "added": 3}
    steps = {row["step"]: row for stage in data["stages"] for row in stage["steps"]}
    assert [(name, row["attempts"]) for name, row in steps.items()] == [
        ("prepare", 1),
        ("before", 1),
        ("shaky", 2),
        ("after", 1),
        ("tidy", 1),
    ]
    assert data["recommendations"] == [{"rule": "retried", "text": "Find out why step 'shaky' needed 2 attempts."}]
    assert data["next"] == [f"mity rollback {run}"]
    said = flow.mity("runs", "show", run).out
    assert "files    1 created, 1 changed, 1 deleted" in said
    assert "+3 (from 2)" in said
    page = flow.mity("runs", "show", run, "--format", "markdown").out
    assert "- created: `new`" in page
    assert "- Tests added: +3 \\(from 2\\)".replace("\\(", "(").replace("\\)", ")") in page


def test_a_run_writes_its_report_to_a_file(flow: OwnFlow) -> None:
    flow.run(0, "--report", "../report.html")
    page = (flow.folder.parent / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "+3 (from 2)" in page
    refused = flow.mity("run", "flow", "--trust", "--report", "report.doc")
    assert (refused.code, "end the name with .md, .html, .json" in refused.err) == (2, True)
    refused = flow.mity("run", "flow", "--trust", "--report", "nowhere/report.md")
    assert (refused.code, "name a file in a folder that is there" in refused.err) == (2, True)
    assert len(list((flow.folder / ".mity/logs").glob("*-flow-????.json"))) == 1


def test_a_failed_run_has_a_report_too_and_its_next_commands(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "echo > a"), ("two", "exit 3"), ("three", "true"))
    run = flow.run(1, "--report", "../report.md")["run_id"]
    page = (mity.workspace.parent / "report.md").read_text()
    assert "failed" in page.splitlines()[0]
    assert re.search(r"\| `three` \| – \|.*did not run", page)
    assert f"- `mity resume {run}`" in page


def test_questions_and_answers_are_told(mity: Mity) -> None:
    ask = {"name": "ask", "type": "checkpoint", "message": "Merge it?"}
    flow = OwnFlow(mity, ("one", "true"), ask)
    run = flow.run(3)["run_id"]
    assert mity("ask", run, "Who tested it?").code == 0
    data = json.loads(mity("runs", "show", run, "--format", "json").out)
    asked = [f"Who tested it? ({login()})"]
    assert data["questions"] == [{"step": "ask", "question": "Merge it?", "answer": None, "asked": asked}]
    assert f"asked    ask: {asked[0]}" in mity("runs", "show", run).out
    assert f"mity approve {run}" in data["next"]
    assert mity("approve", run, "--changes", "with care").code == 0
    assert mity("resume", run, "--trust").code == 0
    (answered,) = json.loads(mity("runs", "show", run, "--format", "json").out)["questions"]
    assert (answered["question"], answered["asked"]) == ("Merge it?", ["Who tested it?"])
    assert "with care" in answered["answer"]


def test_nothing_that_others_named_is_markup(mity: Mity) -> None:
    name = HOSTILE.replace("/", "")
    notes = {
        "name": "notes",
        "command": ["sh", "-c", 'touch "$1"; echo "said=$1" >> "$MITY_OUTPUT"; exit 1', "x", name],
    }
    flow = OwnFlow(mity, {**notes, "on_failure": "continue"}, description=HOSTILE)
    run = flow.run(4)["run_id"]
    tags = Tags(page := mity("runs", "show", run, "--format", "html").out)
    assert not {"script", "img", "iframe", "link", "object"} & tags.found
    assert tags.fetched == []
    assert "&lt;script&gt;alert(1)" in page
    assert "http" not in page.replace("http-equiv", "")
    text = mity("runs", "show", run, "--format", "markdown").out
    assert "\x1b" not in page + text
    outside = re.sub(r"`[^`\n]*`", "", text)
    assert "<script" not in outside.replace("\\<script", "")
    assert mity("runs", "show", run, "--format", "json").json["files"]["created"] == [name]
