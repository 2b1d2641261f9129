"""Something that happened and may start workflows, and what is to be run because of it. Plain JSON data."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from typing import Any

from mity.runs.references import is_id
from mity.text.records import dataclass, field

Json = dict[str, Any]
SCHEDULE, CUSTOM, WEBHOOK = "schedule", "custom", "webhook"
SPEC_ADDED, SPEC_MODIFIED, FILE_CHANGED = "spec_added", "spec_modified", "file_changed"
WORKFLOW_COMPLETED, TESTS_FAILED = "workflow_completed", "tests_failed"
_ID = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


def new_id() -> str:
    """An id that sorts behind those that were made before it."""
    return f"{time.time_ns():020d}-{os.urandom(4).hex()}"


@dataclass(slots=True)
class Job:
    """One run that an occurrence asks for.

    `run_id` is given before the run begins, so that a kill in between can be told from one within it. `exit_code` is
    None until the job is over; `note` says why it never began. `trigger` is the number of the trigger in its workflow.
    """

    workflow: str
    trigger: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)
    run_id: str = ""
    exit_code: int | None = None
    note: str = ""

    def to_json(self) -> Json:
        """Plain JSON data, as it is in the queue."""
        return {
            "workflow": self.workflow,
            "trigger": self.trigger,
            "parameters": dict(self.parameters),
            "run_id": self.run_id,
            "exit_code": self.exit_code,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Job:
        """Reads what `to_json` wrote. Raises KeyError, TypeError or ValueError."""
        code, run = row.get("exit_code"), str(row.get("run_id", ""))
        if run and not is_id(run):
            raise ValueError("its run has no id")
        return cls(
            str(row["workflow"]),
            int(row.get("trigger", 0)),
            dict(row.get("parameters") or {}),
            run,
            None if code is None else int(code),
            str(row.get("note", "")),
        )


@dataclass(slots=True)
class Occurrence:
    """What happened: its `type` is one of triggers; `name` that of the event, workflow or web hook.

    `subject` is what the `filter` of a trigger is held against: a path, a branch, the workflow that ended. `keys` are
    the names under which it is served once at most, besides its `id`. `depth` counts the runs that led to it. `jobs` is
    None until it was decided what is to run.
    """

    type: str
    name: str = ""
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    depth: int = 0
    id: str = field(default_factory=new_id)
    time: str = ""
    jobs: list[Job] | None = None

    def event(self) -> Json:
        """What expressions see as `event`."""
        names = ("type", "name", "subject", "id", "time", "depth")
        return {**{name: getattr(self, name) for name in names}, "data": dict(self.data)}

    def to_json(self) -> Json:
        """Plain JSON data, as it is in the queue."""
        jobs = None if self.jobs is None else [job.to_json() for job in self.jobs]
        return {**self.event(), "keys": list(self.keys), "jobs": jobs}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Occurrence:
        """Reads what `to_json` wrote. Raises KeyError, TypeError or ValueError."""
        if not _ID.fullmatch(str(row["id"])):
            raise ValueError("its id is none")
        jobs = row.get("jobs")
        return cls(
            str(row["type"]),
            str(row.get("name", "")),
            str(row.get("subject", "")),
            dict(row.get("data") or {}),
            tuple(map(str, row.get("keys") or ())),
            int(row.get("depth", 0)),
            str(row["id"]),
            str(row.get("time", "")),
            None if jobs is None else [Job.from_json(job) for job in jobs],
        )

    @property
    def said(self) -> str:
        """In a few words, for people."""
        return " ".join(word for word in (self.type, self.name, self.subject) if word)
