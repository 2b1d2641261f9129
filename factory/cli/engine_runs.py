"""Runs of an engine, begun, handed over, followed and gone on with from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mity.app import App
from mity.cli.engine_place import Placing, opened
from mity.cli.json_text import print_json
from mity.cli.options import Flags, folder, workspace_of
from mity.cli.output import finish
from mity.cli.session import Session
from mity.engine.choice import Choice
from mity.engines.engine_store import logs_of
from mity.engines.following import follow, has_run, is_empty, note_behind, settle
from mity.engines.read_rows import summary_of
from mity.engines.rows import Row
from mity.engines.visit import visited
from mity.errors import LogError, MityError, UsageError
from mity.operations.answers import end
from mity.operations.continuing import acts_at_any_end
from mity.operations.operation import Operation
from mity.runs.events import Listener
from mity.runs.state import RunState
from mity.runs.triggered import BEGUN
from mity.system.files import storage_error
from mity.system.scratch import Scratch

if TYPE_CHECKING:
    from mity.engines.engine import Engine


Answer = tuple[Choice, str]
"""What a person chose, and the step that it is for; empty where only one asks."""


def hand_over(session: Session, placing: Placing, operation: Operation) -> int:
    """Puts a run into a queue; unless detached follows it to where it stops and brings back what it changed."""
    log = session.app.beginning.hand_over(operation)
    session.began(log.run_id)
    labels = f" for workers with {', '.join(placing.labels)}" if placing.labels else ""
    session.print_note(f"run {log.run_id} is in the queue '{placing.queue}'{labels}")
    if not placing.detach:
        return followed(session, opened(placing.url), log.run_id)
    if session.as_json:
        print_json({"run_id": log.run_id, "queue": placing.queue, "labels": list(placing.labels)})
    return 0


def followed(session: Session, engine: Engine, run_id: str) -> int:
    """Follows a run of a queue until it stops, and those that it triggers; what they change comes into the workspace
    that handed it over."""
    if problem := _followed(session, engine, run_id):
        raise MityError(f"run {run_id}: {problem}")
    log = session.app.store.load(session.app.store.path(run_id))
    todo = [(log, row) for row in log.triggered if row["ended"] == BEGUN]
    while todo:
        by, row = todo.pop(0)
        name, behind = row["workflow"], row["run"]
        try:
            note_behind(engine, by.context.workspace, by.run_id, behind)
            session.print_note(f"triggered: workflow '{name}'")
            problem = _followed(session, engine, behind)
        except LogError as error:  # it was removed, say
            session.print_note(f"workflow '{name}': {error}")
            continue
        done = session.app.store.load(session.app.store.path(behind))
        session.print_note(f"workflow '{name}' is {done.state.value}: run {behind}{f': {problem}' if problem else ''}")
        todo += [(done, more) for more in done.triggered if more["ended"] == BEGUN]
    return finish(session, log)


def _followed(session: Session, engine: Engine, run_id: str) -> str:
    """Follows one run and brings back what it changed; what hinders it, or nothing."""
    problem = follow(engine, run_id, session.view.handle)
    for path in settle(engine, run_id, session.app.workspace):
        session.print_note(f"{path} was changed here meanwhile and stays: the run's own is in the engine")
    return problem


def resume(
    url: str, reference: str, answer: Answer | None, here: list[str], workspace: Path | None, flags: Flags
) -> tuple[Session, str] | int:
    """Goes on with a run of an engine: by its queue, or here; then the session and the id of the run.

    Raises UsageError for a run of a queue with options that are only `here` of use.
    """
    engine = opened(url)
    row = engine.find(reference)
    if row.queue and here:
        raise UsageError(
            f"run {row.run_id} goes on by the workers of '{row.queue}', which know nothing of {', '.join(here)}:"
            " leave it out"
        )
    if row.queue:
        return _by_queue(engine, row, answer, folder(workspace).resolve(), flags)
    return _brought(engine, row, folder(workspace).resolve(), flags)


def cancel_in(url: str, reference: str, workspace: Path | None, listener: Listener) -> tuple[str, bool]:
    """Ends a run of an engine; its id, and whether somebody was asked to instead.

    What it does at any end is done by who works on it, by a worker of its queue, or here where its files are. Raises
    MityError.
    """
    engine, here = opened(url), folder(workspace).resolve()
    with visited(engine, reference) as visit:
        app = App(visit.workspace, listener, logs=visit.logs)
        log, _ = app.find(visit.row.run_id)
        by_worker = bool(visit.row.queue) and acts_at_any_end(log)
        if end(log, held=visit.row.held or by_worker, pause=False):
            return log.run_id, True
        if not (has_run(here, log.run_id) and acts_at_any_end(log)):
            app.cancel(log, files=False)
            return log.run_id, False
    app = App(here, listener, logs=logs_of(engine))
    own, _ = app.find(log.run_id)
    app.cancel(own, files=own.sequence >= engine.rows.last(own.run_id))
    return own.run_id, False


def session_at(url: str, reference: str, workspace: Path | None, flags: Flags) -> tuple[Session, str]:
    """A session in the workspace that has a run, and its name there; one of an engine is brought here first.

    Raises UsageError where its files cannot be brought to.
    """
    if not url:
        return Session(workspace_of(reference) or folder(workspace), flags), reference
    engine = opened(url)
    return _brought(engine, engine.find(reference), folder(workspace).resolve(), flags)


def _brought(engine: Engine, row: Row, place: Path, flags: Flags) -> tuple[Session, str]:
    session = Session(place, flags, logs=logs_of(engine))
    if has_run(place, row.run_id):
        if engine.rows.last(row.run_id) <= session.app.find(row.run_id)[0].sequence:
            return session, row.run_id
        raise UsageError(f"run {row.run_id} went on elsewhere: give an empty folder by --output, its files come there")
    if not is_empty(place):
        raise UsageError(
            f"the files of run {row.run_id} are in the engine: give an empty folder by --output, they come there"
        )
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error("make", place, error) from error
    engine.write_files(row, place)
    engine.write_log(row, place)
    return Session(place, flags, logs=logs_of(engine)), row.run_id


def _by_queue(engine: Engine, row: Row, answer: Answer | None, place: Path, flags: Flags) -> int:
    if answer is not None:
        with visited(engine, row.run_id) as visit:
            app = Session(visit.workspace, flags, attended=False, logs=visit.logs).app
            app.answer(app.find(row.run_id)[0], *answer)
    stands = summary_of(row.run_id, row.summary)
    if stands.get("can_resume"):
        engine.rows.queue_again(row.run_id, engine.rows.last(row.run_id) if answer else row.sequence)
    with _home(place, row.run_id) as home:
        code = followed(Session(home, flags, attended=False, logs=logs_of(engine)), engine, row.run_id)
    if stands.get("state") == RunState.CANCELLED.value:
        raise LogError(f"run {row.run_id} is cancelled, nothing is left to do; what it changed was brought here")
    return code


@contextmanager
def _home(place: Path, run_id: str) -> Iterator[Path]:
    """The workspace that handed a run over, where that is this one; else a folder for a while."""
    if has_run(place, run_id):
        yield place
        return
    with Scratch("engine") as scratch:
        yield scratch
