"""Outputs that hold secrets are not kept by a log: whoever goes on must not take the mask for their value."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from mity.engine.plan import PlannedStep
from mity.errors import LogError
from mity.redaction import MASK
from mity.runs.log import ExecutionLog
from mity.runs.result import MASKED
from mity.workflow.snapshot import plain


def check_outputs(log: ExecutionLog, coming: Sequence[PlannedStep]) -> None:
    """Raises LogError where a step that is coming reads an output of one that is not which is not kept as it was."""
    again, texts = {step.key for step in coming}, list[str]()
    for key in (one for one in log.results if one not in again):
        for name in map(str, log.results[key].extra.get(MASKED, ())):
            if MASK not in json.dumps([log.results[key].outputs.get(name), log.context.outputs.get(name)]):
                continue
            texts = texts or [json.dumps(plain(step.step)) for step in coming]
            reads = re.compile(rf"outputs(?:\.|\[\s*\\?['\"]){re.escape(name)}(?![\w-])")
            if any(map(reads.search, texts)):
                raise LogError(
                    f"run {log.run_id} needs the output '{name}' of step '{key}', which holds a secret, so that no log "
                    f"keeps it: `mity resume {log.run_id} --from {key}` runs that step again"
                )
