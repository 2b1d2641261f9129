"""Runs that work in one project at the same time take nothing from each other of what they keep there."""

from __future__ import annotations

import os
from collections.abc import ItemsView
from pathlib import Path

from mity.changes.record import Record
from mity.changes.snapshot import Entry, State
from mity.changes.state_file import STATES, Kept, StateFiles
from mity.healing.fix_history import MEMORY, FixHistory


def test_what_another_process_is_just_writing_stays(tmp_path: Path) -> None:
    FixHistory(tmp_path).learn("print", "rule")
    StateFiles(tmp_path).save(Kept(State()))
    parts = [
        place.with_name(f".{place.name}.{os.getppid()}.tmp")
        for place in (tmp_path / STATES / "newest.json", tmp_path / MEMORY)
    ]
    for part in parts:
        part.touch()
    FixHistory(tmp_path).learn("print", "rule")
    StateFiles(tmp_path).save(Kept(State()))
    assert [part for part in parts if not part.exists()] == [], "a process that lives would miss its file"


class Overtaken(dict[str, Entry]):
    """The files of a state; while they are looked through, another run begins a change set in the project."""

    def __init__(self, project: Path) -> None:
        super().__init__()
        self._project = project

    def items(self) -> ItemsView[str, Entry]:
        Record.begin(self._project, "other", "0002-flow-a1b2", (), State())
        return super().items()


def test_each_change_set_has_a_number_of_its_own(tmp_path: Path) -> None:
    mine = Record.begin(tmp_path, "change", "0001-flow-a1b2", (), State(Overtaken(tmp_path)))
    assert {one.run_id: one.sequence for one in Record.pending(tmp_path)} == {"0002-flow-a1b2": 1, "0001-flow-a1b2": 2}
    assert mine.sequence == 2
    assert [path.name for path in mine.path.parent.glob(".*")] == []


def test_what_a_kill_left_while_a_change_set_was_begun_goes_with_it(tmp_path: Path) -> None:
    made = Record.begin(tmp_path, "change", "0001-flow-a1b2", (), State())
    mine, others = (made.path.with_name(f".{name}.{os.getppid()}.tmp") for name in (made.path.name, "000002.jsonl"))
    for part in (mine, others):
        part.touch()
    Record.read(made.path).remove()
    assert list(made.path.parent.iterdir()) == [others], "another run writes that one"
