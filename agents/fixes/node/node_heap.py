"""A Node process that ran out of its heap: tried once with a larger one."""

from __future__ import annotations

import os
import re

from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"JavaScript heap out of memory|Fatal process out of memory|FATAL ERROR: .*Allocation failed"
    r"|ERR_WORKER_OUT_OF_MEMORY|reaching memory limit"
)
_SIZE = re.compile(r"--max[-_]old[-_]space[-_]size=\S*")
_NAME = "NODE_OPTIONS"
_MEGABYTES = 4096


class NodeHeap(Rule):
    """The size holds for this run only."""

    id = "node-heap"
    title = "give Node a larger heap"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.result.outcome.timed_out or not _SAID.search(failure.output):
            return None
        given = failure.result.outcome.command.env.get(_NAME) or os.environ.get(_NAME, "")
        rest = _SIZE.sub("", given).strip()
        return Fix(
            self.id,
            f"give Node a heap of {_MEGABYTES} MB for this run",
            env={_NAME: f"{rest} --max-old-space-size={_MEGABYTES}".strip()},
        )
