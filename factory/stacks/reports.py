"""What a test command left of its tests, whichever form the stack says it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mity.stacks.counts import Counts
from mity.stacks.libtest import read_libtest
from mity.stacks.model import Report
from mity.stacks.node_tests import read_node
from mity.stacks.test_reports import read_junit


def read_report(report: Report, files: Sequence[Path], output: str) -> Counts | None:
    """The counts in the files that match the report's path, and in what the last command printed; None when none are.

    Raises ValueError for a report that cannot be believed, and OSError.
    """
    if report.format == "node":
        return read_node(output, files)
    if report.format == "libtest":
        return read_libtest(output, files)
    return read_junit(files) if files else None
