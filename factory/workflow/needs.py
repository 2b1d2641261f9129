"""What stations need before them: that a definition which runs one runs that too, and not behind it or beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from mity.workflow.core import Stage
from mity.workflow.model import Workflow
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

Needs = Callable[[str], Collection[str]]
"""For the name of a station those that must have run before it."""


def check_needs(workflow: Workflow, needs: Needs, places: Iterable[tuple[str, Node]], reading: Reading) -> None:
    """Notes each station whose needs the stages of a workflow do not meet, where it is named first.

    A stage of its own may stand anywhere: the engine moves it before those that need it.
    """
    first: dict[str, Node] = {}
    for name, node in places:
        first.setdefault(name, node)
    home = {name: stage for stage in workflow.stages for step in stage.steps for name in (step.id, step.station)}
    wrong = {place: wanted for stage in workflow.stages for place, wanted in _open(stage, needs, home)}
    for (name, message), wanted in wrong.items():
        reading.wrong(first[name], "unknown-step", message, f"give a step `{{station: {wanted}}}` before it")


def _open(stage: Stage, needs: Needs, home: Mapping[str, Stage]) -> Iterator[tuple[tuple[str, str], str]]:
    """The stations of a stage with what is wrong, and the station that each of them wants."""
    earlier: set[str] = set()
    for step in stage.steps:
        for wanted in needs(step.station):
            message = f"station '{step.station}' needs '{wanted}' before it"
            if wanted not in home:
                yield (step.station, f"{message}, which is not in this workflow"), wanted
            elif home[wanted] is stage and wanted not in earlier:
                how = "behind it" if stage.max_parallel == 1 else "at the same time"
                yield (step.station, f"{message}, and here it runs {how}"), wanted
        if stage.max_parallel == 1:
            earlier |= {step.id, step.station}
