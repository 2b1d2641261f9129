"""What must be true of a run after a storm: it ended as it does undisturbed, and each of its steps is recorded once."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import psycopg
from storm import Storm, Told
from storm_flows import FLOWS, lay

from harness import Mity
from mity.engines.database import Database
from mity.engines.engine import Engine
from mity.engines.following import settle
from mity.engines.tidying import Tidying

_LATER = "UPDATE mity.runs SET lease_until = lease_until - interval '2 hours' WHERE document IS NULL"
"""Ages what clients left that were killed before their run had a document: workers remove it after an hour."""
_ONCE = ("step.finished", "step.expanded", "rollback.finished")


@dataclass(frozen=True)
class Ending:
    """State, verdict, results with their outputs, files, the steps as they were recorded, and how often each ran."""

    state: str
    verdict: str
    steps: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    recorded: Counter[str]
    executed: Counter[str]


@cache
def undisturbed(flow: str) -> Ending:
    """How a flow ends in files, without an engine and without a fault."""
    with TemporaryDirectory(prefix="mity-calm-") as scratch:
        folder, home, ledger = Path(scratch) / "work", Path(scratch) / "home", Path(scratch) / "ledger"
        home.mkdir()
        lay(folder, flow, ledger)
        mity = Mity(folder, home)
        id = mity("run", f"flow.yaml:{flow}", "--trust", "--json").json["run_id"]
        if "checkpoint" in FLOWS[flow].text:
            assert mity("approve", id, "--changes", "and short").code == 0
            assert mity("resume", id, "--trust").code == 0
        shown = mity("runs", "show", id, "--json").json
        events = [json.loads(line) for line in mity("runs", "events", id, "--json").out.splitlines()]
        return _ending(shown, events, folder, ledger)


def judged(url: str, run: Told, folder: Path) -> list[str]:
    """What is wrong with a run that has ended and was begun in `folder`: a line each, and no line if all is well."""
    kept, flow = Engine(url), run.name.partition("-")[0]
    wrong = [f"{path} stayed as it was" for path in settle(kept, run.id, folder)]
    row = kept.rows.row(run.id)
    shown, events = json.loads(row.document), [json.loads(line) for _, line in kept.rows.events(run.id)]
    found, calm = _ending(shown, events, folder, folder.with_name(f"{run.name}.ledger")), undisturbed(flow)
    for what in ("state", "verdict", "steps", "files", "recorded"):
        if getattr(found, what) != getattr(calm, what):
            wrong.append(f"{what}: {_unlike(getattr(found, what), getattr(calm, what))}")
    if [event["seq"] for event in events] != sorted({event["seq"] for event in events}):
        wrong.append(f"numbers of events: {[event['seq'] for event in events]}")
    if lost := calm.executed - found.executed:
        wrong.append(f"never executed: {dict(lost)}")
    again, takes = found.executed - calm.executed, run.fence - 2  # by who began it, and by the first worker
    if any(count > takes * calm.executed[step] for step, count in again.items()):
        wrong.append(f"executed too often for {takes} take-overs: {dict(again)}")
    if sum(again.values()) > takes * max(FLOWS[flow].width, *calm.executed.values()):
        wrong.append(f"more than the step under way was repeated in {takes} take-overs: {dict(again)}")
    return wrong


def _unlike(found: Any, calm: Any) -> str:
    """Two values, of collections what only one of them has."""
    if isinstance(found, Counter):
        return f"more {dict(found - calm)}, fewer {dict(calm - found)}"
    if isinstance(found, tuple):
        return f"more {sorted(set(found) - set(calm))}, fewer {sorted(set(calm) - set(found))}"
    return f"{found} instead of {calm}"


def leftovers(storm: Storm, url: str) -> list[str]:
    """What a storm has left behind and should not have: a line each."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_LATER)
        Tidying(Database(url), "q").look()
        held = connection.execute("SELECT run_id FROM mity.runs WHERE status <> 'stopped'").fetchall()
        told = connection.execute("SELECT run_id, name FROM mity.inbox").fetchall()
    found = [f"held or queued: {held}" if held else "", f"messages: {told}" if told else ""]
    found += [f"a folder of a worker: {path}" for path in storm.places.glob("*/*")]
    for process in psutil.process_iter(["pid", "cwd", "cmdline"]):
        if str(process.info["cwd"] or "").startswith(f"{storm.places}/"):
            found.append(f"a process: {process.info}")
    return [line for line in found if line]


def _ending(shown: Any, events: list[Any], folder: Path, ledger: Path) -> Ending:
    steps = [(one["station"], one["result"]["status"], one["result"].get("outputs")) for one in shown["results"]]
    files = {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and ".mity" not in path.parts and path.name not in ("ledger", "flow.yaml")
    }
    recorded = Counter(f"{one['kind']} {one.get('address') or ''}" for one in events if one["kind"] in _ONCE)
    return Ending(
        shown["state"],
        shown["verdict"],
        tuple(sorted(json.dumps(step, sort_keys=True) for step in steps)),
        tuple(sorted(files.items())),
        recorded,
        Counter(ledger.read_text().split()),
    )
