"""Runs whose progress is told on a forge: what hears them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.issues.follower import REPORT, Follower
from mity.issues.progress import Progress
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.events import NOTE, Event, Listener, utc_now
from mity.services.services import Services
from mity.workflow.model import Workflow


@contextmanager
def followed(
    services: Services, context: WorkflowContext, workflow: Workflow, tell: Listener
) -> Iterator[tuple[Listener, ...]]:
    """What hears a run whose workflow reports its progress; nothing for others. What could not be told is a note."""
    reports = frozenset(step.id for step in workflow.steps() if step.station == REPORT)
    if not reports:
        yield ()
        return
    redactor = Redactor(os.environ)
    titles = {step.id: step.description or step.id for step in workflow.steps()}
    places = {str(context.output_path): ".", str(context.workspace): ".", str(Path.home()): "~"}

    def clean(text: str) -> str:
        for place, short in places.items():
            text = text.replace(place, short) if len(place) > 1 else text
        return redactor.text(text)

    def say(place: dict[str, object], text: str) -> None:
        opened = services.forges.of(str(place["url"]))
        if opened.secret:
            redactor.learn({"FORGE_TOKEN": opened.secret})
        opened.forge.say(int(str(place["number"])), redactor.text(text), str(place["marker"]))

    follower = Follower(Progress(titles, clean), reports, say)
    try:
        yield (follower.hear,)
    finally:
        follower.end()
        if follower.problem:
            note = f"the comment on the issue is not up to date: {clean(follower.problem)}"
            tell(Event(0, utc_now(), NOTE, data={"text": note}, run=context.run_id))
