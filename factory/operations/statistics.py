"""What the runs of workspaces have shown: how often each workflow succeeds, how long it takes, what is flaky."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.engine.checkpoints import WAITING
from mity.reading import read_bytes
from mity.runs.events import read_time
from mity.runs.json_text import parse
from mity.text.records import dataclass, field

Json = dict[str, Any]
MOST_RUNS = 500
"""Runs that are looked at, the newest ones."""
_LARGEST = 2 << 20
_GOOD = ("proven", "passed")


@dataclass(slots=True)
class _Workflow:
    ended: int = 0
    good: int = 0
    seconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Step:
    runs: int = 0
    failed: int = 0
    flaky: int = 0
    repaired: int = 0


def statistics_of(documents: Iterable[Path]) -> Json:
    """The numbers of the newest runs, from their documents, the oldest first.

    `workflows`: by id `runs` that ended, `rate` of those proven or passed, `median_s` and `longest_s` of these.
    `steps`: those that failed, passed only in a further attempt without a repair (`flaky`) or were `repaired`.
    `folders`: the same numbers as of workflows, by the folder of the documents.
    `mended`: how often each repair was kept, by its rule. `left_out`: documents that are too large or cannot be read.
    """
    paths = list(documents)[-MOST_RUNS:]
    workflows: dict[str, _Workflow] = {}
    folders: dict[Path, _Workflow] = {}
    steps: dict[tuple[str, str], _Step] = {}
    mended: Counter[str] = Counter()
    left_out = 0
    for path in paths:
        try:
            data = parse(read_bytes(path, _LARGEST))
            name = str(data["workflow_id"])
            _count_run(workflows.setdefault(name, _Workflow()), data)
            _count_run(folders.setdefault(path.parent, _Workflow()), data)
            for key, result in _results(data):
                _count_step(steps.setdefault((name, key), _Step()), result)
                mended.update(_kept(result))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            left_out += 1
    return {
        "runs": len(paths) - left_out,
        "left_out": left_out,
        "workflows": {name: _numbers(one) for name, one in sorted(workflows.items()) if one.ended},
        "folders": {path: _numbers(one) for path, one in folders.items() if one.ended},
        "steps": _worst(steps),
        "mended": dict(mended.most_common(50)),
    }


def _count_run(one: _Workflow, data: Mapping[str, Any]) -> None:
    if data["state"] not in ("completed", "failed"):
        return
    one.ended += 1
    if data.get("verdict") in _GOOD:
        one.good += 1
        took = read_time(data["completed_at"]) - read_time(data["started_at"])
        one.seconds.append(took.total_seconds())


def _results(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The results of the steps, items of one loop under one name."""
    for row in data["results"]:
        yield str(row["station"]).partition("[")[0].partition("#")[0], row["result"]


def _count_step(step: _Step, result: Mapping[str, Any]) -> None:
    status, kept = result.get("status"), list(_kept(result))
    step.runs += 1
    asks = status == "needs_input" and WAITING not in (result.get("evidence") or {})
    step.failed += asks or status in ("failed", "continued")  # who waits at a checkpoint has not failed
    step.repaired += bool(kept)
    step.flaky += status == "done" and int(result.get("attempts", 1)) > 1 and not kept


def _kept(result: Mapping[str, Any]) -> Iterator[str]:
    for one in (result.get("healing") or {}).get("attempts", ()):
        if one.get("verdict") == "kept":
            yield str(one.get("rule") or (one.get("agent") or {}).get("name") or "repair")


def _numbers(one: _Workflow) -> Json:
    return {
        "runs": one.ended,
        "rate": round(one.good / one.ended, 3),
        "median_s": round(statistics.median(one.seconds), 3) if one.seconds else None,
        "longest_s": round(max(one.seconds), 3) if one.seconds else None,
    }


def _worst(steps: Mapping[tuple[str, str], _Step]) -> list[Json]:
    rows: list[Json] = [
        {"workflow": workflow, "step": key, "runs": one.runs}
        | {"failed": one.failed, "flaky": one.flaky, "repaired": one.repaired}
        for (workflow, key), one in steps.items()
        if one.failed or one.flaky or one.repaired
    ]
    return sorted(rows, key=lambda row: (-row["flaky"], -row["failed"], -row["repaired"], row["step"]))[:100]
