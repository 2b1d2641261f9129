"""Messages to runs of an engine: each is there once, for as long as the run may have a use for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from mity.engines.engine import Engine
from mity.engines.engine_store import EngineStore
from mity.engines.hold import Hold
from mity.engines.leases import Terms
from mity.engines.messages import leave
from mity.runs.context import WorkflowContext
from mity.runs.inbox import Inbox
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.workflow.core import Stage, Step
from mity.workflow.model import Workflow


def test_a_message_that_two_threads_leave_at_once_is_there_once(tmp_path: Path) -> None:
    both = Barrier(2)

    def hand(inbox: Inbox, name: str) -> None:
        both.wait(10)
        leave(inbox, name, {"answer": "approve"})

    with ThreadPoolExecutor(2) as pool:
        for number in range(40):
            inbox = Inbox(tmp_path / str(number // 2), "0001-a-bcde")  # the first one makes its folders
            for one in [pool.submit(hand, inbox, f"gate-{number}") for _ in range(2)]:
                one.result()
            assert len(inbox.names()) == 1 + number % 2


@pytest.mark.slow
@pytest.mark.parametrize("end, kept", [(RunState.COMPLETED, []), (RunState.WAITING_FOR_CHECKPOINT, ["answer-gate"])])
def test_an_answer_that_a_killed_holder_took_up_already_goes_with_the_end_of_its_run(
    tmp_path: Path, engine: str, end: RunState, kept: list[str]
) -> None:
    """Whoever takes over is handed it once more, and has passed the place where it was asked for."""
    own = Engine(engine)
    flow = Workflow("flow")
    flow.add(Stage((Step("one", command="true"),)))
    log = ExecutionLog("0001-flow-abcd", flow, ["one"], WorkflowContext(tmp_path, "flow"))
    log.state = log.state.move(RunState.RUNNING)
    hold = Hold(own, own.rows.create(log.run_id, "flow", Terms("q"), own.holder), tmp_path)
    recorder = EngineStore(tmp_path, None, own, hold=hold).open(log)
    own.messages.post(log.run_id, "answer-gate", {"answer": "approve"})
    hold.take_messages()
    log.state = log.state.move(end)
    recorder.release()
    assert [name for name, _ in own.messages.waiting(log.run_id)] == kept
