"""Tests of JavaScript: from the reports that `node_preload.cjs` had the runners leave, else from what they print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mity.stacks.counts import Counts, joined
from mity.stacks.printed import read_printed
from mity.stacks.tap import read_tap
from mity.stacks.test_reports import counts_of, read_junit


def read_node(output: str, files: Sequence[Path]) -> Counts | None:
    """The counts of all reports, of several runners maybe; without one those that were printed; None where none were.

    Raises ValueError for a report that cannot be believed.
    """
    documents = [path for path in files if path.suffix == ".xml"]
    taps = [path for path in files if path.suffix == ".tap"]
    found = [read_junit(documents)] if documents else []
    found += [counts_of(read_tap(path)) for path in taps]
    if found:
        return joined(found)
    printed = read_printed(output)
    return printed[1] if printed else None


def node_options(preload: Path) -> str:
    """What NODE_OPTIONS must say so that every Node program loads `preload`."""
    escaped = str(preload).replace("\\", "\\\\").replace('"', '\\"')
    return f'--require "{escaped}"'
