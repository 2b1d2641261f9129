"""Whose word an output is: a step may hand on any name, and only a station's own is what that station has shown."""

from __future__ import annotations

from collections.abc import Iterator

from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog


def vouched(log: ExecutionLog | None, output: str, station: str) -> bool:
    """Whether no step but those of a station has set an output in a run, as far as its log tells.

    A command, a function, an agent or a plug-in that hands on the same name would be taken for the station otherwise.
    """
    if log is None:
        return True
    rows = (key for key, result in log.results.items() if output in result.outputs)
    return all(station in _stations(log, key) for key in rows)


def _stations(log: ExecutionLog, key: str) -> Iterator[str]:
    """The stations of the steps that a key of the results may mean."""
    name = key.rpartition(NESTED)[2].partition("[")[0]
    for workflow in (log.workflow, *log.workflows.values()):
        yield from (step.station for step in workflow.steps() if step.id == name)
