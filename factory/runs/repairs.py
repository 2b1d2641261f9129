"""The repairs that a run has kept, as its log has them."""

from __future__ import annotations

from typing import Any

from mity.runs.log import ExecutionLog

Json = dict[str, Any]


def is_kept(log: ExecutionLog, change: str) -> bool:
    """Whether the log holds that a repair was kept whose step has not ended."""
    return any(one.get("change") == change for rows in log.fixes.values() for one in rows)


def kept_repairs(log: ExecutionLog) -> list[Json]:
    """Every repair that the run has kept, also for steps that ran again since."""
    healings = (
        *(row["result"].get("healing") for row in log.history),
        *(result.healing for result in log.results.values()),
    )
    attempts = (one for healing in healings for one in (healing or {}).get("attempts", ()))
    under_way = (one for rows in log.fixes.values() for one in rows)
    return [dict(one) for one in (*attempts, *under_way) if one.get("verdict") == "kept"]
