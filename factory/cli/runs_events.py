"""mity runs events"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from mity.app import App
from mity.cli import completing
from mity.cli.engine_place import engine_option, opened
from mity.cli.json_text import harmless_json
from mity.cli.options import folder, workspace_of, workspace_option
from mity.cli.terminal import say
from mity.cli.view import told_progress
from mity.engines.read_rows import event_of
from mity.errors import MityError
from mity.runs.events import DEBUG_SET, PROGRESS, RUN_STATE
from mity.runs.kept_events import KeptEvents, shown_event
from mity.runs.state import RunState
from mity.text.visible import visible_json

_POLL_S = 0.1


@click.command("events")
@click.argument("run", shell_complete=completing.runs)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--follow", is_flag=True, help="Go on until the run stops.")
@engine_option
@workspace_option
def command(run: str, as_json: bool, follow: bool, engine: str, workspace: Path | None) -> int:
    """What happened in a run of a workflow of your own, in order: its durable events."""
    if engine:
        return _of_engine(engine, run, as_json, follow)
    store = App(workspace_of(run) or folder(workspace)).store
    path = store.resolve(run)
    kept = KeptEvents(path)
    some = stopped = False
    while True:
        held = store.held(path.stem)
        for event in kept.new():
            some, stopped = True, _stops(event)
            _print(event, as_json)
        sys.stdout.flush()
        if not follow or stopped or not held:
            break
        time.sleep(_POLL_S)
    if not some:
        raise MityError(
            f"run {path.stem} has no events: those of a shipped workflow are kept only while it runs; "
            f"`mity runs show {path.stem}` has its results"
        )
    return 0


def _of_engine(url: str, run: str, as_json: bool, follow: bool) -> int:
    """The events of a run that an engine keeps, until nobody works on it."""
    engine = opened(url)
    run_id = engine.find(run).run_id
    after = 0
    while True:
        status, _ = engine.rows.status(run_id)
        for seq, line in engine.rows.events(run_id, after):
            after = seq
            _print(shown_event(event_of(run_id, seq, line), run_id), as_json)
        sys.stdout.flush()
        if not follow or status == "stopped":
            return 0
        time.sleep(_POLL_S)


def _stops(event: dict[str, Any]) -> bool:
    return event["kind"] == RUN_STATE and event.get("state") != RunState.RUNNING


def _print(event: dict[str, Any], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(harmless_json(visible_json(json.dumps(event, ensure_ascii=False))) + "\n")
        return
    result = event.get("result") or {}
    told = [str(value) for value in (result.get("status"), result.get("message"), event.get("state")) if value]
    if files := event.get("files"):
        told.append(", ".join(f"{one['path']} {one['kind']}" for one in files))
    if event["kind"] == PROGRESS:
        told.append(told_progress(event))
    if event["kind"] == DEBUG_SET:
        told.append(f"{', '.join(event['outputs'])} by {event['by']}")
    say(f"{event['time']} {event['seq']:>5} {event['kind']:<20} {event['address']} {' '.join(told)}".rstrip())
