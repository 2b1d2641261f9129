"""The one workflow that mity has in Temporal: a stretch of a run, from where it became due to where it stops.

Temporal replays it by its commands, of which there is one. They never change: a workflow that needs others gets another
name, so that those under way end as they began. What a run does is no business of it, and may change at any time.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from mity.engines.drivers import WORKFLOW

ACTIVITY = "mity.go_on"
HEARTBEAT_S = 3.0
"""Seconds after which Temporal takes a worker that is not heard of for dead. The lease of the run has the say."""
_LONGEST = timedelta(days=3650)
_AGAIN = RetryPolicy(
    initial_interval=timedelta(milliseconds=250),
    backoff_coefficient=1.25,
    maximum_interval=timedelta(seconds=4),
)


@workflow.defn(name=WORKFLOW)
class Stretch:
    """Has one worker go on with a run, and another one when that one dies."""

    @workflow.run
    async def run(self, run_id: str) -> str:
        """What came of it, in words for whoever looks at Temporal."""
        came: str = await workflow.execute_activity(
            ACTIVITY,
            run_id,
            result_type=str,
            start_to_close_timeout=_LONGEST,
            heartbeat_timeout=timedelta(seconds=HEARTBEAT_S),
            retry_policy=_AGAIN,
        )
        return came
