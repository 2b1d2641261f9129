"""baseline: what holds before a change, so that the change is held to it and nothing is added to what fails already."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_station import Json, StationBench, exits, python, writes
from mity.runs.state import Status

REPORT = '<testsuite tests="3"><testcase name="a"/><testcase name="b"/><testcase name="c"/></testsuite>'
LIBTEST = "test a ... ok\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n"


def bench(workspace: Path, commands: dict[str, Json], **report: str) -> StationBench:
    return StationBench(workspace, {"commands": commands, **({"report": report} if report else {})})


def test_what_passes_and_what_fails_is_known_to_the_steps_behind_it(tmp_path: Path) -> None:
    commands = {"build": exits(0), "test": exits(0), "lint": exits(1), "typecheck": exits(0)}
    result = bench(tmp_path, commands).run("baseline")
    held = {"install": None, "build": True, "test": True, "lint": False, "typecheck": True}
    assert (result.status, result.outputs["held"], result.evidence["held"]) == (Status.DONE, held, held)
    assert result.message == "build passes, test passes, lint fails, typecheck passes"


@pytest.mark.parametrize("verb", ["install", "build", "test"])
def test_nothing_is_added_to_what_fails_already(tmp_path: Path, verb: str) -> None:
    commands = {**dict.fromkeys(("install", "build", "test"), exits(0)), verb: exits(1)}
    made = bench(tmp_path, commands)
    result = made.run("baseline")
    assert (result.status, "held" in result.outputs) == (Status.FAILED, False)
    assert result.message.startswith(f"'{verb}' fails before anything was added: repair the application first")
    assert f"mity heal {made.root}" in result.message


def test_the_number_of_tests_before_the_change_is_known(tmp_path: Path) -> None:
    commands = {"test": {**writes("reports/junit.xml", REPORT)}}
    commands["test"]["argv"][4] += "; print('ran')"
    result = bench(tmp_path, commands, path="reports/*.xml").run("baseline")
    assert (result.outputs["tests_before"], result.evidence["tests"]) == (3, 3)


def test_the_number_may_be_printed(tmp_path: Path) -> None:
    result = bench(tmp_path, {"test": python(f"print({LIBTEST!r})")}, format="libtest").run("baseline")
    assert result.outputs["tests_before"] == 3


def test_where_no_report_can_be_read_no_number_is_claimed(tmp_path: Path) -> None:
    result = bench(tmp_path, {"test": python("print('fine')")}, path="reports/*.xml").run("baseline")
    assert (result.status, result.evidence["tests"], "tests_before" in result.outputs) == (Status.DONE, 0, False)
