"""Runs of one group go one at a time: the next one waits, or is refused."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from mity.app import App
from mity.errors import BusyError
from mity.operations.run_workflow import RunOptions
from mity.runs.events import NOTE, STEP_STARTED, Event
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from rows import each

FLOW = """
name: flow
parameters: {{place: {{default: here}}}}
env: {{TEAM: red}}
concurrency: {{group: '{group}', busy: {busy}}}
steps: [{{name: a, command: 'true'}}]
"""


def began(folder: Path, listener: Any = lambda event: None, **given: str) -> ExecutionLog:
    """A run of the workflow, by a mity of its own."""
    app = App(folder, listener)
    operation = app.prepare_run(str(folder / "flow.yaml"), RunOptions(parameters=given))
    app.gate.consents.give(app.beginning.untrusted(operation))
    return app.run(operation)


@each(
    ("group", "place", "busy"),
    [
        ("one", "there", True),
        ("at ${{ parameters.place }}", "here", True),
        ("of ${{ env.TEAM }}", "there", True),
        ("${{ parameters.place }} ${{ env.TEAM }}", "there", False),
    ],
)
def test_another_run_of_the_group_is_refused_while_one_is_under_way(
    tmp_path: Path, group: str, place: str, busy: bool
) -> None:
    (tmp_path / "flow.yaml").write_text(FLOW.format(group=group, busy="refuse"))
    refused: list[str] = []

    def meanwhile(event: Event) -> None:
        if event.kind == STEP_STARTED:
            try:
                assert began(tmp_path, place=place).state is RunState.COMPLETED
            except BusyError as error:
                refused.append(str(error))

    assert began(tmp_path, meanwhile).state is RunState.COMPLETED
    assert len(refused) == busy and all("' is under way: let it finish" in one for one in refused)
    assert began(tmp_path).state is RunState.COMPLETED, "the group is free again"


def test_another_run_of_the_group_waits_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "flow.yaml").write_text(FLOW.format(group="one", busy="wait"))
    order, waits = list[str](), threading.Event()

    def second(event: Event) -> None:
        if event.kind == NOTE and event.data["text"] == "waits for another run of group 'one'":
            waits.set()
        if event.kind == STEP_STARTED:
            order.append("second")

    other = threading.Thread(target=began, args=(tmp_path, second))

    def first(event: Event) -> None:
        if event.kind == STEP_STARTED:
            other.start()
            assert waits.wait(30)
            order.append("first")

    began(tmp_path, first)
    other.join(30)
    assert order == ["first", "second"]


def test_a_group_whose_name_has_no_value_begins_nothing(tmp_path: Path) -> None:
    (tmp_path / "flow.yaml").write_text(FLOW.format(group="${{ event.subject }}", busy="wait"))
    with pytest.raises(Exception, match="subject"):
        began(tmp_path)
    assert not list(tmp_path.glob(".mity/logs/*.json"))
