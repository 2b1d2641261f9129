"""The forms of the report: what repositories and tools say stays text in each."""

from __future__ import annotations

import json
import re

from mity.cli.fleet_forms import FORMS

HOSTILE = "<script>alert(1)</script> | ![x](http://e.example) \x1b[2J\u202e"
ROW = {
    "repository": f"/srv/{HOSTILE}",
    "state": "failed",
    "message": HOSTILE,
    "seconds": 1.2,
    "branch": HOSTILE,
    "commit": "0123456789abcdef",
    "clone": "/srv/clone",
    "run_id": "0001-heal-1a2b",
    "log": HOSTILE,
    "next": HOSTILE,
    "steps": [{"step": HOSTILE, "status": "failed", "message": HOSTILE, "evidence": {HOSTILE: HOSTILE}}],
    "pull_request": {"url": HOSTILE, "number": 1, "draft": True, "branch": "mity/heal"},
}
REPORT = {
    "run_id": "0001-fleet-1a2b",
    "verb": "heal",
    "words": [HOSTILE],
    "pull_request": "changed",
    "state": "failed",
    "exit_code": 1,
    "counts": {"failed": 1},
    "log": "/srv/log",
    "next": "mity fleet resume 0001-fleet-1a2b",
    "repositories": [ROW],
}


def test_a_page_holds_no_script_and_nothing_that_steers() -> None:
    page = FORMS["html"](REPORT)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "draft" in page


def test_a_row_of_markdown_stays_one_row() -> None:
    text = FORMS["markdown"](REPORT)
    (row,) = [line for line in text.splitlines() if line.startswith("| failed ")]
    assert len([sign for at, sign in enumerate(row) if sign == "|" and row[at - 1] != "\\"]) == 6
    outside = re.sub(r"`[^`]*`", "", text)
    assert "](http" not in outside.replace("\\](http", "")
    assert re.search(r"(?<!\\)<script", outside) is None
    assert "\x1b" not in text


def test_the_document_is_what_the_report_is() -> None:
    assert json.loads(FORMS["json"](REPORT))["repositories"][0]["state"] == "failed"
