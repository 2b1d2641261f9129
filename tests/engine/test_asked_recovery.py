"""What a mode asks about is asked before recovery steps and handlers run, too."""

from __future__ import annotations

from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Mity

FAILS = "echo tried >> tries; test -e mended"
MENDS: list[dict[str, Any]] = [
    {"name": "note", "command": "echo ${{ failed_step }} >> notes"},
    {"name": "mend", "command": "rm -f x; touch mended"},
]
LIST: dict[str, Any] = {"name": "work", "command": FAILS, "on_failure": [*MENDS, {"retry": 2}]}


def waits(flow: OwnFlow, *words: str) -> str:
    """What the run of a flow asks, which is to wait."""
    error = flow.run(3, *words)["error"]
    assert isinstance(error, str)
    return error


def go_on(mity: Mity, code: int) -> dict[str, Any]:
    done = mity("resume", "--quiet")
    assert done.code == code, done.text
    return mity.log()


def test_recovery_steps_are_shown_and_asked_about_once_and_the_failed_step_is_not_repeated_for_it(mity: Mity) -> None:
    flow = OwnFlow(mity, LIST)
    asked = waits(flow, "--mode", "hybrid")
    assert "Recover 'work'" in asked and "rm -f x; touch mended" in asked and "notes" in asked
    assert set(flow.files()) == {"tries"}
    assert go_on(mity, 3)["error"] == asked, "nobody answered"
    assert mity("approve", "flow").code == 0
    assert go_on(mity, 0)["verdict"] == "passed"
    assert flow.files() == {"tries": "tried\n" * 2, "notes": "work\n", "mended": ""}


@pytest.mark.slow
def test_a_supervised_run_asks_for_the_step_and_for_what_mends_it(mity: Mity) -> None:
    flow = OwnFlow(mity, LIST)
    assert "Run 'work'" in waits(flow, "--mode", "supervised")
    mity("approve", "flow", "work")
    assert "Recover 'work'" in str(go_on(mity, 3)["error"])
    mity("approve", "flow", "work")
    assert go_on(mity, 0)["verdict"] == "passed"
    assert flow.files()["tries"] == "tried\n" * 2


@pytest.mark.slow
def test_a_rejected_recovery_is_a_failure_and_a_later_resume_asks_again(mity: Mity) -> None:
    flow = OwnFlow(mity, LIST)
    waits(flow, "--mode", "hybrid")
    assert mity("reject", "flow", "--reason", "by hand").code == 0
    failed = go_on(mity, 1)
    assert "its recovery was rejected" in failed["error"] and "by hand" in failed["error"]
    assert set(flow.files()) == {"tries"}
    assert "Recover 'work'" in str(go_on(mity, 3)["error"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "handler",
    [
        {"fix_and_retry": {"action": {"command": "rm -f x; touch mended"}}},
        {"fix_and_retry": {"action": "mend"}},
    ],
)
def test_handlers_of_errors_are_asked_about(mity: Mity, handler: dict[str, Any]) -> None:
    step = {"name": "work", "command": FAILS, "on_failure": "fix_and_retry"}
    flow = OwnFlow(mity, step, error_handlers=handler, common_steps={"mend": {"command": MENDS[1]["command"]}})
    assert "touch mended" in waits(flow, "--mode", "hybrid")
    mity("approve", "flow")
    assert go_on(mity, 0)["verdict"] == "passed"


@pytest.mark.slow
def test_an_item_of_a_list_waits_for_its_own(mity: Mity) -> None:
    step = {"name": "work", "for_each": ["a", "b"], "max_parallel": 2, "command": "test -e mended-${{ item }}"}
    mends = {"command": "touch mended-${{ item }}; : push"}
    flow = OwnFlow(mity, {**step, "on_failure": [mends, "retry"]})
    waits(flow, "--mode", "hybrid")
    assert mity("approve", "flow").code == 2, "there are two"
    assert mity("approve", "flow", "work[1]").code == 0
    assert mity("approve", "flow", "work[0].recovery").code == 0
    assert go_on(mity, 0)["verdict"] == "passed"


@pytest.mark.slow
def test_what_nobody_is_asked_about_goes_on(mity: Mity) -> None:
    harmless = {**LIST, "on_failure": [MENDS[0], {"command": "touch mended"}, "retry"]}
    flow = OwnFlow(mity, harmless)
    assert flow.run(0, "--mode", "hybrid")["verdict"] == "passed"
    assert OwnFlow(mity, LIST).run(0)["verdict"] == "passed"
