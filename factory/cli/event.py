"""mity event"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import click

from mity.cli import completing
from mity.cli.json_text import print_json
from mity.cli.options import json_option, workspace_folder, workspace_option
from mity.cli.terminal import say
from mity.errors import UsageError
from mity.operations.run_workflow import pairs
from mity.runs.references import is_id
from mity.runs.store import LogStore
from mity.triggers.occurrence import CUSTOM, Occurrence
from mity.triggers.queue import Queue
from mity.triggers.runs_seen import depth_of
from mity.trust.project import check_home
from mity.workflow.part_keys import EVENT_NAME, POSTED

_MOST = 65_536


@click.command("event")
@click.argument("name", shell_complete=completing.events)
@click.option("--data", "words", multiple=True, metavar="NAME=VALUE", help="What the event tells: `event.data.NAME`.")
@click.option("--subject", default="", help="What the `filter` of triggers is held against.")
@click.option("--id", "key", default="", metavar="ID", help="An event of this id is served once, however often posted.")
@json_option
@workspace_option
def command(name: str, words: tuple[str, ...], subject: str, key: str, as_json: bool, workspace: Path | None) -> int:
    """Post an event; `mity watch`, now or later, runs the workflows that wait for it.

    \b
    mity event released --data version=1.2.0
    """
    if not re.fullmatch(EVENT_NAME, name):
        raise UsageError(f"'{name}' is no name of an event: use letters, digits and any of _ . : / -")
    data = pairs(words, "--data")
    if len(json.dumps(data)) > _MOST or len(subject) > 1000 or len(key) > 200:
        raise UsageError(f"an event tells at most {_MOST:,} characters: name a file that holds more")
    place = workspace_folder(workspace)
    check_home(place)
    kind = name if name in POSTED else CUSTOM
    one = Occurrence(kind, name, subject, data, (f"event:{key}",) if key else (), _depth(place))
    Queue(place, lambda text: say(text, err=True)).put(one)
    if as_json:
        print_json({"id": one.id, "event": name})
    else:
        say(f"event {name} waits for `mity watch` ({one.id})")
    return 0


def _depth(place: Path) -> int:
    """How many runs led to this event: a step that posts one must not start itself for ever."""
    run = os.environ.get("MITY_RUN_ID", "")
    store = LogStore(place)
    log = store.readable(store.path(run)) if is_id(run) else None
    return depth_of(log) + 1 if log is not None else 0
