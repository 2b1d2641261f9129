"""Runs that another run has triggered: begun behind it or handed to a queue, each once, also after a kill."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

from mity.engines.address import AwayError
from mity.errors import BusyError, LogError, MityError, StorageError
from mity.operations.operation import Operation
from mity.operations.run_workflow import RunOptions, prepare_run
from mity.redaction import unmask
from mity.runs.events import NOTE, Event, Listener, utc_now
from mity.runs.log import ExecutionLog
from mity.runs.store import LogStore
from mity.runs.triggered import BEGUN, BY_RUN, MORE, owed
from mity.stacks.catalog import Catalogue
from mity.trust.item import UntrustedError

_MOST = 20
"""How many workflows run behind a run: two that trigger each other come to an end."""
_LATER = (UntrustedError, BusyError, LogError, StorageError, AwayError)
"""What may be otherwise when somebody goes on with the run: consent, another process, a secret, a disk, a database."""
Begin = Callable[[Operation, Listener], ExecutionLog]
"""Runs an operation whose events somebody hears. Raises MityError."""
Give = Callable[[Operation], ExecutionLog]
"""Hands an operation over to whoever begins it. Raises MityError."""
Ended = Callable[[ExecutionLog, str, str], None]
"""Records in a log that it does not owe the run of an id any more, and how that came. Raises MityError."""


class Behind:
    """Begins what the runs of one workspace have triggered. `listener` hears what became of it.

    A run is owed until its id has a log: whichever process comes first makes that, and every other one finds it.
    """

    def __init__(self, store: LogStore, catalogue: Catalogue, begin: Begin, ended: Ended, listener: Listener) -> None:
        self._store = store
        self._catalogue = catalogue
        self._begin = begin
        self._ended = ended
        self._listener = listener

    def run(self, log: ExecutionLog) -> None:
        """Runs what a run owes, then what those runs owe. What cannot run is told; what may run later stays owed."""
        todo = [(log, row) for row in owed(log.triggered)]
        for _ in range(_MOST):
            if not todo:
                return
            by, row = todo.pop(0)
            done = self._tried(by, row, partial(self._here, by, row))
            todo += [(done, more) for more in owed(done.triggered)] if done is not None else []
        if todo:
            self._note(log, f"{len(todo)} more workflows were triggered and are not run")
        for by, row in todo:
            self._end(by, row, f"{_MOST} workflows had run behind one run already")

    def hand_over(self, log: ExecutionLog, give: Give) -> None:
        """Has others begin what a run owes. What cannot be handed over is told, what may be later stays owed.

        Each gets its share of how many may come behind it. Raises AwayError, where somebody else goes on with `log`.
        """
        rows, most = owed(log.triggered), int(log.context.metadata.get(MORE, _MOST))

        def given(row: dict[str, Any], operation: Operation) -> ExecutionLog:
            operation.context.with_metadata(MORE, (most - len(rows)) // len(rows))
            done = give(operation)
            self._ended(log, row["run"], BEGUN)
            return done

        for number, row in enumerate(rows):
            if number < most:
                self._tried(log, row, partial(given, row), (AwayError,))
            else:
                self._end(log, row, f"{_MOST} workflows were begun behind one run already")

    def _here(self, by: ExecutionLog, row: dict[str, Any], operation: Operation) -> ExecutionLog:
        return self._begin(operation, lambda event: self._end(by, row, BEGUN))

    def _tried(
        self, by: ExecutionLog, row: dict[str, Any], begin: Give, raised: tuple[type[MityError], ...] = ()
    ) -> ExecutionLog | None:
        """The log of a run that is owed, where it could be begun. Raises `raised`."""
        name, run_id = row["workflow"], row["run"]
        if self._store.begun(run_id):
            self._end(by, row, BEGUN)
            return None
        self._note(by, f"triggered: workflow '{name}'")
        try:
            done = begin(self._operation(by, row))
        except raised:
            raise
        except _LATER as error:
            if not row["ended"]:
                self._note(by, f"workflow '{name}' was not run: {error}; `mity resume {by.run_id}` tries it again")
            return None
        except MityError as error:  # what is done behind a run does not change how that ended
            self._note(by, f"workflow '{name}' was not run: {error}")
            self._end(by, row, str(error))
            return None
        self._note(by, f"workflow '{name}' is {done.state.value}: run {done.run_id}")
        return done

    def _operation(self, by: ExecutionLog, row: dict[str, Any]) -> Operation:
        """What runs a triggered workflow. Raises MityError, LogError for a secret that is not in the environment."""
        inputs = dict(row["inputs"])
        if missing := unmask(inputs, os.environ):
            raise LogError(f"it needs the secret {missing[0]}: set it in the environment")
        options = RunOptions(parameters=inputs, event=by.context.metadata.get("event"))
        operation = prepare_run(by.context.output_path, self._catalogue, row["workflow"], options)
        operation.context.run_id = self._store.unused(row["run"])
        operation.context.with_metadata(BY_RUN, by.run_id)
        return operation

    def _end(self, by: ExecutionLog, row: dict[str, Any], how: str) -> None:
        """Notes how a run came to be owed no more; where that cannot be noted now, its log says it another time."""
        if row["ended"]:
            return
        try:
            self._ended(by, row["run"], how)
        except MityError:
            row["ended"] = how

    def _note(self, log: ExecutionLog, text: str) -> None:
        self._listener(Event(0, utc_now(), NOTE, data={"text": text}, run=log.run_id))
