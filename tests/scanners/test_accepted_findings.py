"""The baseline of accepted findings: each with a reason and a day, refused without, and counting again behind it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from harness import Mity
from mity.errors import UsageError
from mity.scanners.baseline import read_baseline, sort
from mity.scanners.finding import Finding, Look, read_look
from mity.scanners.merge import merged
from rows import each
from scanner_scripts import Scripts

DAY = datetime.date(2027, 3, 31)
FOUND = Finding("secrets", ("gitleaks",), "token", "high", "a token", "a.cfg", 2, 1, "token = ********", known="ab12")


def file(folder: Path, entry: str) -> Path:
    path = folder / "baseline.yaml"
    path.write_text(f"accepted:\n  - {{{entry}}}\n")
    return path


def test_an_entry_counts_up_to_its_day(tmp_path: Path) -> None:
    path = file(tmp_path, f"id: {FOUND.id}, reason: a test password, expires: {DAY}")
    on_the_day = sort([FOUND], read_baseline(path), DAY)
    assert (on_the_day.counting, on_the_day.accepted[0][1].reason, on_the_day.notes) == ([], "a test password", [])
    behind = sort([FOUND], read_baseline(path), DAY + datetime.timedelta(days=1))
    assert (behind.counting, behind.accepted) == ([FOUND], [])
    assert "counts again" in behind.notes[0]
    gone = sort([], read_baseline(path), DAY)
    assert gone.notes == [f"{FOUND.id} is in the baseline and was not found: take it out"]
    assert read_baseline(tmp_path / "none.yaml").accepted == ()
    digits = file(tmp_path, f"id: 4123456789012345, reason: an id without letters, expires: {DAY}")
    assert read_baseline(digits).accepted[0].id == "4123456789012345"


def test_a_finding_is_known_when_its_line_moves_and_not_when_it_changes() -> None:
    moved = Finding(
        "secrets", ("gitleaks",), "token", "high", "a token", "a.cfg", 7, 1, "token = ********", known="ab12"
    )
    changed = Finding(
        "secrets", ("gitleaks",), "token", "high", "a token", "a.cfg", 2, 1, "token = ********", known="cd"
    )
    assert (moved.id == FOUND.id, changed.id == FOUND.id) == (True, False)
    look = Look("gitleaks", "secrets", (FOUND,), ("a gap",), "8.30", 3)
    assert read_look(look.to_json()) == look
    other = Finding("secrets", ("detect-secrets",), "Token", "medium", "a token", "a.cfg", 2, known="ab12")
    (one,) = merged([look, Look("detect-secrets", "secrets", (other,))])
    assert (one.tools, one.severity, one.column) == (("gitleaks", "detect-secrets"), "high", 1)


@each(
    "entry, said",
    [
        (f"id: {FOUND.id}, expires: {DAY}", "accepted.0.reason"),
        (f"id: {FOUND.id}, reason: '    ', expires: {DAY}", "a reason of blanks"),
        (f"id: {FOUND.id}, reason: it is a test", "accepted.0.expires"),
        (f"id: short, reason: it is a test, expires: {DAY}", "accepted.0.id"),
        (f"id: {FOUND.id}, reason: it is a test, expires: {DAY}, severity: low", "accepted.0.severity"),
        (f"id: {FOUND.id}, reason: [", "is not YAML"),
    ],
)
def test_an_entry_without_reason_or_day_is_refused(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_baseline(file(tmp_path, entry))
    assert said in str(refused.value)
    assert "baseline.yaml" in str(refused.value)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_what_was_accepted_does_not_fail_and_is_told(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "app.cfg").write_text("[app]\npassword = hunter2-of-the-test\n")
    secret = {"type": "Secret Keyword", "filename": "app.cfg", "hashed_secret": "x", "line_number": 2}
    scripts.writes("detect-secrets", "1.5.0", {"results": {"app.cfg": [secret]}})
    (one,) = mity("secure", "--json").json["security"]["findings"]
    baseline = mity.workspace / ".mity" / "security-baseline.yaml"
    baseline.write_text(f"accepted: [{{id: {one['id']}, reason: a database of tests, expires: 2999-01-01}}]\n")
    done = mity("secure")
    assert (done.code, "a database of tests" in done.out) == (0, True)
    (mity.workspace / "app.cfg").write_text("[app]\n\n\npassword = hunter2-of-the-test\n")
    scripts.writes("detect-secrets", "1.5.0", {"results": {"app.cfg": [{**secret, "line_number": 4}]}})
    assert mity("secure", "-q").code == 0
    baseline.write_text(f"accepted: [{{id: {one['id']}, reason: a database of tests, expires: 2020-01-01}}]\n")
    expired = mity("secure")
    assert (expired.code, "counts again" in expired.out) == (1, True)
    baseline.write_text(f"accepted: [{{id: {one['id']}, expires: 2999-01-01}}]\n")
    refused = mity("secure")
    assert (refused.code, "accepted.0.reason" in refused.err) == (2, True)
