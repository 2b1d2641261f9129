"""What a watcher needs of rooms above: to run a workflow and to go on with a run."""

from __future__ import annotations

from typing import Protocol

from mity.text.records import dataclass
from mity.triggers.occurrence import Job, Occurrence


@dataclass(frozen=True, slots=True)
class End:
    """How a run stopped: its exit code, and that in a word or two."""

    exit_code: int
    text: str


class Launcher(Protocol):
    """Runs workflows of one workspace by the ordinary operation, behind the trust gate."""

    def new_run(self, workflow: str) -> str:
        """An id for a run that is about to begin. Raises MityError."""
        ...

    def begun(self, run_id: str) -> bool:
        """Whether a run of this id has left a log."""
        ...

    def run(self, job: Job, occurrence: Occurrence) -> End:
        """Runs a workflow to where it stops. Raises MityError where it does not begin, UntrustedError among them."""
        ...

    def go_on(self, run_id: str) -> End:
        """Goes on with a run that was killed or interrupted; one that stopped by itself stays so. Raises MityError."""
        ...

    def waits_for_others(self, workflow: str) -> bool:
        """Whether a workflow that meets another run waits for it, as all do that do not say `busy: refuse`."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a run of `workflow` that waits at a checkpoint: who gave which, in a few words."""

    run_id: str
    workflow: str
    said: str


class Answers(Protocol):
    """What people answered to runs that wait at a checkpoint, and going on with them behind the trust gate."""

    def answered(self, run_id: str, *, ask: bool) -> Answered | None:
        """The answer to a run; None while there is none. With `ask`, comments are read for it. Raises MityError."""
        ...

    def take_up(self, run_id: str) -> End:
        """Goes on with a run that was answered. Raises MityError, BusyError while another process has it."""
        ...
