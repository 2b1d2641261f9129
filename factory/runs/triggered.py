"""Runs of other workflows that a run owes: each has its id before it begins, and so begins once, whatever is killed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]
BEGUN = "begun"
"""How a triggered workflow ended to be owed: its run has a log."""
BY_RUN = "run.triggered_by"
"""Where a context has the id of the run that triggered it: a name that no parameter can have."""
MORE = "run.may_trigger"
"""Where a context has how many runs may still come behind this one, if it is one of a queue."""


def read_triggered(row: Mapping[str, Any]) -> Json:
    """What a run has triggered, as its log has it: `key` of the action, `workflow`, `inputs`; `run`, the id that the
    new run has or will have; `ended`: empty while it is owed, `BEGUN`, or why it was not begun.

    Raises KeyError, TypeError or ValueError when the data is something else.
    """
    texts = {name: str(row[name]) for name in ("key", "workflow", "run")}
    return {**texts, "inputs": dict(row["inputs"]), "ended": str(row.get("ended") or "")}


def owed(rows: Sequence[Json]) -> list[Json]:
    """Those whose run has not begun yet."""
    return [row for row in rows if not row["ended"]]
