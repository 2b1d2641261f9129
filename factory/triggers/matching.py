"""Which workflows an occurrence starts, and with which parameters. No I/O."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from mity.changes.protected import matches
from mity.triggers.definitions import Trigger
from mity.triggers.occurrence import CUSTOM, FILE_CHANGED, SCHEDULE, SPEC_ADDED, SPEC_MODIFIED, Job, Occurrence
from mity.workflow.expressions import fill
from mity.workflow.lexer import ExpressionError

MOST_DEPTH = 8
"""Runs that may lead to each other: two workflows that wait for each other come to an end."""
_BY_PATH = (FILE_CHANGED, SPEC_ADDED, SPEC_MODIFIED)
_UNREADY = 2


def jobs_for(one: Occurrence, triggers: Iterable[Trigger]) -> list[Job]:
    """The runs that an occurrence asks for, one for each workflow with a trigger that fits."""
    found: dict[str, Job] = {}
    for trigger in triggers:
        if trigger.workflow not in found and fits(one, trigger):
            found[trigger.workflow] = _job(one, trigger)
    return list(found.values())


def fits(one: Occurrence, trigger: Trigger) -> bool:
    """Whether an occurrence is one that a trigger waits for."""
    if trigger.type != one.type and not _asks_for_review(one, trigger):
        return False
    if one.type == SCHEDULE:
        return one.subject == trigger.key
    if one.type in _BY_PATH:
        paths = one.data.get("paths") or [one.subject]
        return any(matches(path, trigger.globs) for path in paths)
    name = trigger.data.get("name")
    if name is not None and not _named(one, str(name)):
        return False
    if (labels := trigger.data.get("labels")) and not _labelled(one, labels):
        return False
    wanted = trigger.data.get("filter")
    return wanted is None or fnmatchcase(one.subject, str(wanted))


def _named(one: Occurrence, name: str) -> bool:
    return one.name == name or (one.type != CUSTOM and fnmatchcase(one.name, name))


def _labelled(one: Occurrence, wanted: Iterable[str]) -> bool:
    """Whether what an event is about has one of some labels, which may be globs."""
    found = one.data.get("labels")
    return any(fnmatchcase(str(name), glob) for name in found or () for glob in wanted)


def _asks_for_review(one: Occurrence, trigger: Trigger) -> bool:
    """A forge that tells of a request for a review is what `review_requested` waits for."""
    return trigger.type == "review_requested" and one.name == "pull_request.review_requested"


def _as_word(value: Any) -> Any:
    """A value as `--param` would give it: a number is a text, which is read by the type of its parameter."""
    return json.dumps(value) if isinstance(value, int | float) else value


def _job(one: Occurrence, trigger: Trigger) -> Job:
    job = Job(trigger.workflow, trigger.number)
    if one.depth > MOST_DEPTH:
        job.exit_code, job.note = _UNREADY, f"{MOST_DEPTH} runs led to each other already: it is not run"
        return job
    try:
        filled = fill(trigger.data.get("parameters") or {}, {"event": one.event()})
        job.parameters = {name: _as_word(value) for name, value in filled.items()}
    except ExpressionError as error:
        job.exit_code, job.note = _UNREADY, f"the parameters of trigger {trigger.number + 1}: {error}"
    return job
