"""mity worker"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from mity.app import App
from mity.cli.draining import Told
from mity.cli.engine_place import check_labels, engine_option, opened
from mity.cli.terminal import say
from mity.engine.frame import PARAMETERS
from mity.engines.address import TEMPORAL, TITLES, AwayError, driver_of
from mity.engines.depths import depths
from mity.engines.drivers import need_temporal
from mity.engines.engine import Engine
from mity.engines.worker import Brought, Worker, swept
from mity.errors import UsageError
from mity.reviews.consent import asked_consent
from mity.runs.events import STEP_FINISHED, Event
from mity.runs.inbox import CANCEL, Inbox
from mity.runs.state import RunState
from mity.system.files import current_folder
from mity.telemetry.listening import Telemetry
from mity.telemetry.settings import OtelConfig, target
from mity.trust.template import templates_trusted

_PATIENCE_S = 60.0
_ANSWER_S = 3.0  # for the numbers of runs in queues: what is late tells of another moment


@click.command("worker")
@click.option("--queue", default="default", show_default=True, help="The queue whose runs it takes.")
@click.option("--concurrency", type=click.IntRange(1, 64), default=1, show_default=True, help="Runs at once.")
@click.option(
    "--labels", default="", metavar="A,B", help="What this machine is or has, besides its system and the tools found."
)
@click.option("--once", is_flag=True, help="End when nothing is due.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where the files of runs lie meanwhile; default: mity's own cache.",
)
@click.option(
    "--otel-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Telemetry of the queues and of the runs, as lines of OTLP in JSON.",
)
@engine_option
def command(
    queue: str, concurrency: int, labels: str, once: bool, folder: Path | None, otel_file: Path | None, engine: str
) -> int:
    """Work on runs that others handed over with `mity run --engine URL --queue NAME`, until it is told to end.

    It takes runs whose labels this machine has: those given, its system (linux, darwin), and tools of stacks that are
    found. Ctrl-C and SIGTERM drain it: runs under way are paused, and another worker goes on with them.

    \b
    mity worker --engine postgresql://mity@db/mity --queue builds --concurrency 4 --labels gpu
    """
    if not engine:
        raise UsageError("a worker needs an engine: give --engine URL, or set MITY_ENGINE")
    kind = _kind(engine, labels)
    wanted = target(OtelConfig(), os.environ, current_folder(), otel_file)
    telemetry = Telemetry(wanted, lambda event: say(str(event.data["text"]), err=True))
    told = Told()
    with told.getting_ready():
        found = _patient(engine)
        known = _labels(labels)
        base = (folder or _cache()).absolute()
        swept(base)
    place = base / found.holder.replace(":", "-")
    worker = kind(
        found,
        queue,
        known,
        concurrency,
        place,
        partial(_work, wanted.file if wanted else None),
        lambda line: say(line, err=True),
    )
    told.drains(worker.drain)
    say(f"works on queue '{queue}', {concurrency} at once{_fitting(engine, known)}", err=True)
    with closing(found.database.another(0, _ANSWER_S)) as own, telemetry.of_queues(lambda: depths(own), queue):
        worker.serve(once=once)
    shutil.rmtree(place, ignore_errors=True)
    say("drained" if not once else "nothing more is due", err=True)
    leave_waiting_threads()
    return 0


def leave_waiting_threads() -> None:
    """Ends the process here where threads of a driver's library would keep it.

    DBOS may give a run to a worker that ends just then; its thread waits for whoever takes the run over, which may take
    as long as the run does. All that this worker did is recorded, and what it was given is taken over.
    """
    if any(not one.daemon for one in threading.enumerate() if one is not threading.main_thread()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _kind(url: str, labels: str) -> type[Worker]:
    """What takes the runs of a queue there. Raises UsageError, EngineError where a library is missing."""
    driver = driver_of(url)
    if not driver:
        return Worker
    check_labels(url, labels)
    if driver == TEMPORAL:
        need_temporal()
        from mity.engines.temporal_worker import TemporalWorker

        return TemporalWorker
    from mity.engines.dbos_worker import DbosWorker

    return DbosWorker


def _fitting(url: str, known: tuple[str, ...]) -> str:
    driver = driver_of(url)
    return f" of {TITLES[driver]}" if driver else f", labels {', '.join(known)}"


def _patient(url: str) -> Engine:
    """The engine of a URL, which may begin to answer a minute after its workers. Raises EngineError, UsageError."""
    try:
        return opened(url)
    except AwayError as error:
        say(f"{error}; tries again for {_PATIENCE_S:.0f} s", err=True)
        return opened(url, _PATIENCE_S)


def _work(otel_file: Path | None, brought: Brought) -> str:
    """Goes on with a run as its own user would: what it does was shown and trusted where it was handed over."""
    app = App(brought.workspace, _tell, logs=brought.logs, asks_here=False, otel_file=otel_file)
    app.executions.elsewhere, app.executions.behind = brought.elsewhere, brought.behind
    log, _ = app.find(brought.run_id)
    failed = brought.earlier.told and log.state is RunState.FAILED  # and its worker died before it gave it back
    if failed or not log.state.can_resume:  # or somebody had it go on twice
        app.gate.consents.give(app.gate.consents.missing(app.beginning.untrusted_behind(log)), keep=False)
        return app.beginning.behind(log).state.value
    log.standing.update(key for key in brought.earlier.standing if key in log.results and not log.passed(key))
    project = log.context.metadata.get("project")
    if isinstance(project, dict):
        project["path"] = str(log.context.output_path)
    clone = asked_consent(log.context.workspace, log.context.metadata.get(PARAMETERS) or {})
    behind = app.beginning.untrusted_behind(log)
    templates = templates_trusted(log.context.metadata)
    wanted = [*app.continuing.untrusted(log, None, ""), *behind, *([clone] if clone else []), *templates]
    app.gate.consents.give(app.gate.consents.missing(wanted), keep=False)
    asked = Inbox(brought.workspace, brought.run_id).read(CANCEL)
    if asked is not None and not log.state.ended:
        app.cancel(log, str(asked.get("by") or ""))
        return log.state.value
    return app.resume(log).state.value


def _tell(event: Event) -> None:
    if event.kind == STEP_FINISHED:
        say(f"{event.run} {event.key}: {event.data['result']['status']}", err=True)


def _labels(given: str) -> tuple[str, ...]:
    """The labels of this machine: those given, its system, and programs of stacks that are on PATH."""
    own = [word.strip() for word in given.split(",") if word.strip()]
    app = App(current_folder(), asks_here=False)
    tools = {one.tool for stack in app.catalogue.all() for one in stack.stack.requires}
    return tuple(dict.fromkeys([*own, sys.platform, *sorted(tool for tool in tools if shutil.which(tool))]))


def _cache() -> Path:
    import platformdirs

    return platformdirs.user_cache_path("mity") / "worker"
