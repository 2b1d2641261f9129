"""A run whose engine could not be told of it: it is left to its lease, and never told to have stopped."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from mity.engine.station import StationResult
from mity.engines.address import AwayError
from mity.engines.database import Database
from mity.engines.engine import Engine
from mity.engines.engine_store import EngineStore
from mity.engines.hold import Hold
from mity.engines.leases import Terms
from mity.engines.rows import Rows
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.workflow.core import Stage, Step
from mity.workflow.model import Workflow

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("worker, left", [(True, ("held", "")), (False, ("stopped", ""))])
def test_an_engine_that_answers_again_as_a_run_is_given_back_hears_of_no_end(
    tmp_path: Path, engine: str, worker: bool, left: tuple[str, str]
) -> None:
    """But for that of a worker nobody would take it over, or nobody should: its user was told of it."""
    name = engine.rpartition("/")[2]
    kept = Engine(f"{engine}?options=-c%20statement_timeout%3D300")
    kept.rows = Rows(Database(kept.database.url, 0.1))
    flow = Workflow("flow")
    flow.add(Stage((Step("one", command="true"),)))
    log = ExecutionLog("0001-flow-abcd", flow, ["one"], WorkflowContext(tmp_path, name))
    log.state = log.state.move(RunState.RUNNING)
    lease = kept.rows.create(log.run_id, "flow", Terms("q"), kept.holder)
    recorder = EngineStore(tmp_path, None, kept, hold=Hold(kept, lease, tmp_path, lasting=worker)).open(log)
    with psycopg.connect(engine) as other:
        other.execute("LOCK TABLE mity.events IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(AwayError):
            recorder.finish("main/one", "one", StationResult.done("fine"))
    recorder.release()
    assert kept.rows.status(log.run_id) == left
