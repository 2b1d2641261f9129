"""mity resume: what a run continues from, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from mity.projects.drift import changes_since
from mity.runs.events import read_time
from mity.runs.log import ExecutionLog


def resume_summary(log: ExecutionLog, path: Path, ignore: Iterable[str]) -> list[str]:
    """Where the run whose log is at `path` continues, how old it is, and what changed in the project since."""
    left = log.remaining()
    done = len(log.stations) - len(left)
    lines = [
        f"run {log.run_id} continues at {left[0] if left else 'the end'}: {done} of {len(log.stations)} steps are done"
    ]
    lines.append(f"it was started {_age(log.started_at)}")
    files = next((r.evidence["sha256"] for r in log.results.values() if "sha256" in r.evidence), None)
    if isinstance(files, dict):
        lines.append(f"files since then: {changes_since(path, log.context.output_path, files, tuple(ignore))}")
    return lines


def _age(started_at: str) -> str:
    try:
        seconds = (datetime.datetime.now(datetime.UTC) - read_time(started_at)).total_seconds()
    except ValueError:
        return f"at {started_at}"
    if seconds < 0:
        return f"at {started_at}, which this machine's clock has yet to reach (it was set back)"
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return f"{int(seconds)} s ago"
