"""mity watch"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import click

from mity.cli.engine_place import Placing, opened, placing_options
from mity.cli.json_text import harmless_json
from mity.cli.options import Flags, session_options, workspace_folder, workspace_option
from mity.cli.session import Session
from mity.cli.terminal import say
from mity.cli.watch_queued import QueuedRuns
from mity.cli.watch_runs import Runs
from mity.errors import EXIT_DONE, EXIT_INTERRUPTED, MityError, UsageError
from mity.operations.run_workflow import RunOptions
from mity.redaction.names import is_secret_name
from mity.redaction.withheld import withhold
from mity.services.config import WatchConfig
from mity.system.git_blobs import blobs_of
from mity.text.visible import visible_json
from mity.triggers.answering import Answering
from mity.triggers.clock import Clock
from mity.triggers.definitions import Triggers
from mity.triggers.hooks import FORGES, Hooks
from mity.triggers.memory import Memory
from mity.triggers.noticing import Noticing
from mity.triggers.occurrence import Job, Occurrence
from mity.triggers.queue import Queue
from mity.triggers.runs_seen import RunsSeen
from mity.triggers.server import HookServer
from mity.triggers.waking import Waking
from mity.triggers.watcher import Watcher, alone

_FEWEST_SIGNS = 6
_UNTRUSTED = "These workflows run by themselves:"


@click.command("watch")
@click.option("--once", is_flag=True, help="Look once, run what is due, end with the worst exit code: for CI.")
@click.option(
    "--since", default="", metavar="COMMIT", help="With --once: take the files of this commit for the last look."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="Listen to web hooks there; 0: any free port."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@placing_options
@workspace_option
@session_options
def command(
    once: bool, since: str, port: int | None, host: str, placing: Placing, workspace: Path | None, flags: Flags
) -> int:
    """Run workflows when their triggers fire, one after the other, until Ctrl-C.

    Files, schedules, web hooks, ends of runs and what `mity event` posts; .mity/watch keeps what was not served yet.
    With --queue workers of an engine run them, and what they change comes here.

    \b
    mity watch --port 8420
    mity watch --once --since "$BEFORE"
    """
    if since and not once:
        raise UsageError("--since needs --once: a watcher that goes on looks from where it stopped")
    if once and port is not None:
        raise UsageError("--port and --once exclude each other: a server must stay")
    if placing.detach:
        raise UsageError("--detach is for `mity run`: a watcher waits for each run, whose changes it brings here")
    if placing.url and not placing.queue:
        placing = Placing()  # of MITY_ENGINE: what a watcher runs itself is kept in its workspace
    place = workspace_folder(workspace)
    session = Session(place, flags, attended=False, logs=placing.logs)
    secrets = _secrets(session.app.config.watch, port)
    queue = Queue(place, session.print_note)
    with alone(queue):
        watcher = _watcher(session, queue, place, placing)
        watcher.triggers.refresh()
        _trust(session, watcher.triggers)
        if once:
            if since:
                watcher.noticing.begin_from(blobs_of(place, since))
            return watcher.once()
        return _serve(session, watcher, secrets, host, port)


def _watcher(session: Session, queue: Queue, place: Path, placing: Placing) -> Watcher:
    app, clock = session.app, Clock()
    memory = Memory.load(queue.folder / "memory.json")
    triggers = Triggers(place, app.library, app.registry, session.print_note)
    runs = RunsSeen(place, app.store, memory)
    noticing = Noticing(place, triggers, queue, memory, runs, clock, session.print_note)

    def tell(one: Occurrence, job: Job) -> None:
        _tell(session, one, job)

    if placing.queue:  # its runs go on by their queue once they are answered
        own: Runs = QueuedRuns(app, opened(placing.url), session.view.handle, session.print_note)
        return Watcher(queue, triggers, noticing, own, clock, tell, session.print_note)
    answering = Answering(memory, Runs(app), clock, session.print_note) if app.config.watch.answers else None
    return Watcher(queue, triggers, noticing, Runs(app), clock, tell, session.print_note, answering)


def _serve(session: Session, watcher: Watcher, secrets: dict[str, str], host: str, port: int | None) -> int:
    """Serves until an interrupt; 0 when nothing ran then, 130 when a run is to be resumed."""
    wake = threading.Event()
    waking, server = Waking(session.app.workspace, wake), None
    try:
        if port is not None:
            server = _listen(watcher.queue, secrets, host, port, session, wake)
            session.print_note(f"listens at {server.address}/hooks/ for {', '.join(secrets)}")
            if session.as_json:
                _print({"listens": f"{server.address}/hooks/", "forges": list(secrets)})
        found = {one.workflow for one in watcher.triggers.all}
        session.print_note(f"watches {session.app.workspace}: {len(found)} workflows have triggers; Ctrl-C ends it")
        watcher.forever(waking, wake)
    except KeyboardInterrupt:
        left = len(watcher.queue)
        session.print_note(f"stopped; {left} events wait: `mity watch` goes on with them" if left else "stopped")
        return EXIT_INTERRUPTED if watcher.working else EXIT_DONE
    finally:
        waking.close()
        if server is not None:
            server.close()


def _listen(
    queue: Queue, secrets: dict[str, str], host: str, port: int, session: Session, wake: threading.Event
) -> HookServer:
    def known(keys: tuple[str, ...]) -> bool:
        waiting = {key for one in queue.waiting() for key in one.keys}
        return not waiting.isdisjoint(keys) or queue.served(Occurrence("", keys=keys))

    def take(one: Occurrence) -> None:
        queue.put(one)
        wake.set()

    return HookServer(host, port, Hooks(secrets, known), take, session.print_note)


def _secrets(config: WatchConfig, port: int | None) -> dict[str, str]:
    """The secret of each forge that the settings name a variable for; what runs does not see them any more."""
    if port is None:
        return {}
    found = {}
    for forge in FORGES:
        name = str(getattr(config, f"{forge}_secret_env"))
        if name:
            found[forge] = _secret(name, f"which [watch] {forge}_secret_env names,")
    for name in {str(getattr(config, f"{forge}_secret_env")) for forge in found}:
        withhold(os.environ, name)
    if not found:
        wanted = " or ".join(f"{forge}_secret_env" for forge in FORGES)
        raise UsageError(f"--port needs a secret: name its variable in .mity/config.toml, [watch], as {wanted}")
    return found


def _secret(name: str, named: str) -> str:
    """The value of a variable that is named for a secret, as values of such names are kept out of logs.

    A project that was cloned could name one whose value everybody knows. Raises UsageError.
    """
    if not is_secret_name(name):
        raise UsageError(f"the variable {name}, {named} is not called like a secret: call it HOOK_SECRET, for example")
    value = os.environ.get(name, "")
    if not value:
        raise UsageError(f"the variable {name}, {named} is not set: set it")
    if len(set(value)) < _FEWEST_SIGNS:
        raise UsageError(
            f"the secret in the variable {name}, {named} can be guessed: give the forge one of at least "
            f"{_FEWEST_SIGNS} different letters and digits"
        )
    return value


def _trust(session: Session, triggers: Triggers) -> None:
    """With --trust consents to what is served now; without it says what will not run. Raises MityError."""
    for name in sorted({one.workflow for one in triggers.all}):
        try:
            items = session.app.beginning.untrusted(session.app.prepare_run(name, RunOptions(), for_trust=True))
        except MityError as error:
            session.print_note(f"workflow '{name}' cannot run: {error}")
            continue
        if session.trusts:
            session.ask_trust(items, _UNTRUSTED)
        elif items:
            session.print_note(f"workflow '{name}' is not trusted and will not run: `mity trust` shows and trusts it")


def _tell(session: Session, one: Occurrence, job: Job) -> None:
    row: dict[str, object] = {"event": one.said, "id": one.id, "workflow": job.workflow, "run_id": job.run_id}
    row |= {"exit_code": job.exit_code, "said": job.note}
    if session.as_json:
        _print(row)
    else:
        say(_line(row.values()))


def _print(row: dict[str, object]) -> None:
    """One object on a line of its own."""
    sys.stdout.write(harmless_json(visible_json(json.dumps(row, ensure_ascii=False))) + "\n")
    sys.stdout.flush()


def _line(values: Iterable[object]) -> str:
    event, _, workflow, run, code, text = values
    return f"{event}: {workflow} {text} ({run}, exit code {code})" if run else f"{event}: {workflow} {text}"
