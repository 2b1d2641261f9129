"""How long a run is still going to take, from the newest runs of the same workflow."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mity.reading import read_bytes
from mity.runs.events import read_time
from mity.runs.json_text import parse
from mity.text.records import dataclass, field

_MOST = 5
"""Runs that are looked at: each is a document to be read before the first step begins."""
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """The usual seconds of each step; `share` is the time of a whole run to that of its steps: they may overlap."""

    seconds: Mapping[str, float] = field(default_factory=dict)
    share: float = 1.0

    def left(self, spent: Mapping[str, float]) -> float | None:
        """Seconds that are left, None without a guess. `spent` has what each step that has not ended took so far."""
        if not self.seconds or any(key not in self.seconds for key in spent):
            return None
        return self.share * sum(max(self.seconds[key] - so_far, 0.0) for key, so_far in spent.items())


def estimate(folder: Path, run_id: str) -> Estimate:
    """The estimate for a run, from documents in the same folder; an empty one when there are none to go by."""
    workflow = run_id.partition("-")[2].rpartition("-")[0]
    name = re.compile(rf"\d{{4,}}-{re.escape(workflow)}-[0-9a-z]{{4}}\.json")
    found = sorted((path for path in folder.glob("*.json") if name.fullmatch(path.name)), reverse=True)
    documents = [one for path in found if path.stem != run_id and (one := _document(path)) is not None][:_MOST]
    return _estimate(documents)


def _estimate(documents: Iterable[Mapping[str, Any]]) -> Estimate:
    rows: dict[str, list[float]] = {}
    shares = []
    for document in documents:
        try:
            done = {row["station"]: float(row["result"]["duration_s"]) for row in document["results"]}
            wall = read_time(document["completed_at"]) - read_time(document["started_at"])
        except (KeyError, TypeError, ValueError):
            continue
        for key, took in done.items():
            rows.setdefault(key, []).append(took)
        shares.append(min(wall.total_seconds() / max(sum(done.values()), 0.001), 1.0))
    seconds = {key: statistics.median(values) for key, values in rows.items()}
    return Estimate(seconds, statistics.median(shares)) if shares else Estimate()


def _document(path: Path) -> Mapping[str, Any] | None:
    """The document of a run that was completed; None for any other."""
    try:
        data = parse(read_bytes(path, _LARGEST))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) and data.get("state") == "completed" else None


def told(seconds: float) -> str:
    """A rough time, in words."""
    if seconds < 45:
        return "less than a minute left"
    minutes = round(seconds / 60)
    return f"about {minutes} min left" if minutes < 120 else f"about {round(minutes / 60)} h left"
