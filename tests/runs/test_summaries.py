"""`mity runs list` reads a log once, and again when it or its journal is another."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from mity.runs.summaries import Summaries

MANY = 60
FIELDS = ("run_id", "state")
HEAD = '{"form": 2, "fields": ["run_id", "state"], "rows": '
DAMAGED = {
    "empty": "",
    "a list": "[1]",
    "a number for a row": HEAD + '{"0001.json": 5}}',
    "rows in a list": HEAD + "[]}",
    "a row too short": HEAD + '{"0001.json": [[1, 2, 3, 4], ["0001"]]}}',
    "other fields": '{"form": 2, "fields": ["state"], "rows": {"0001.json": [[1, 2, 3, 4], ["one"]]}}',
    "too deep": "[" * 9999,
}


class Workspace:
    """Logs of which it is counted how often each was read."""

    def __init__(self, root: Path) -> None:
        self.folder, self.cache = root / "logs", root / "cache"
        self.folder.mkdir()
        self.read: list[str] = []
        for number in range(MANY):
            self.write(f"{number:04d}", "one")

    def write(self, name: str, state: str) -> None:
        (self.folder / f"{name}.json").write_text(json.dumps({"state": state}))

    def rows(self) -> dict[str, dict[str, Any]]:
        self.read.clear()
        names = sorted(path.name for path in self.folder.glob("*.json"))
        rows = Summaries(self.folder, self._summary, FIELDS, self.cache).of(names)
        assert [row["path"] for row in rows] == [str(self.folder / name) for name in names]
        return {row["run_id"]: row for row in rows}

    def _summary(self, path: Path) -> dict[str, Any]:
        self.read.append(path.stem)
        try:
            return {"run_id": path.stem, **json.loads(path.read_text())}
        except ValueError:
            return {"run_id": path.stem, "error": "damaged"}


@pytest.fixture
def runs(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_what_is_unchanged_is_read_once(runs: Workspace) -> None:
    first = runs.rows()
    assert len(runs.read) == MANY
    assert (runs.rows(), runs.read) == (first, [])


def test_a_log_that_is_another_is_read_again_also_where_its_time_and_size_are_not(runs: Workspace) -> None:
    runs.rows()
    path = runs.folder / "0007.json"
    before = path.stat()
    runs.write("0007", "two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert (runs.rows()["0007"]["state"], runs.read) == ("two", ["0007"])
    path.unlink()
    assert ("0007" in runs.rows(), runs.read) == (False, [])
    runs.write("0099", "new")
    assert (runs.rows()["0099"]["state"], runs.read) == ("new", ["0099"])


def test_a_run_with_a_journal_and_a_log_that_cannot_be_read_are_read_each_time(runs: Workspace) -> None:
    (runs.folder / "0003.journal.jsonl").touch()
    (runs.folder / "0004.json").write_text("{")
    for _ in range(3):
        runs.rows()
    assert runs.read == ["0003", "0004"]


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_what_was_remembered_and_is_damaged_is_made_anew(runs: Workspace, text: str) -> None:
    first = runs.rows()
    next(runs.cache.iterdir()).write_text(text)
    assert (runs.rows(), len(runs.read)) == (first, MANY)
    assert (runs.rows(), runs.read) == (first, [])


def test_a_summary_of_other_fields_is_never_remembered(runs: Workspace) -> None:
    (runs.folder / "0005.json").write_text(json.dumps({"state": "one", "more": 1}))
    first = runs.rows()
    assert first["0005"]["more"] == 1
    assert (runs.rows(), runs.read) == (first, ["0005"])
