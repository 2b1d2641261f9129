"""What a verb must have done at its end, with a kill or without, and what a kill left."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from harness import git
from misbehaving_app import litter, marked
from mity import ExecutionLog
from mity.changes.changeset import ChangeSet
from verb_places import Place, Shelf, Verb
from verb_server import Answer

_PASSED_OVER = frozenset({".git", "__pycache__", "logs", "locks", "heal.git", "aside", "dist", "reports"})


def tree_of(project: Path, *ids: str) -> dict[str, str]:
    """Mode and digest of each file and folder, but for what a run makes new each time and the `ids` of runs."""
    found: dict[str, str] = {}
    for folder, folders, files in os.walk(project):
        folders[:] = [name for name in folders if name not in _PASSED_OVER]
        for name in (*folders, *files):
            path = Path(folder, name)
            if name in _PASSED_OVER:
                continue
            mode = path.lstat().st_mode
            data = path.read_bytes() if stat.S_ISREG(mode) else b""
            for run_id in filter(None, ids):
                data = data.replace(run_id.encode(), b"RUN")
            found[str(path.relative_to(project))] = f"{mode:o} {hashlib.sha256(data).hexdigest()}"
    return found


def kept_fixes(log: ExecutionLog) -> list[str]:
    """Every fix that was kept, as the log tells it; in the history are attempts that were put back with their stage."""
    results = [result.healing or {} for result in log.results.values()]
    tried = [one for healing in results for one in healing.get("attempts", ())]
    tried += [one for rows in log.fixes.values() for one in rows]
    return sorted(f"{one['fix']}\n{one['diff']}" for one in tried if one["verdict"] == "kept")


def facts_of(place: Place, run_id: str) -> dict[str, Any]:
    """What must be the same with and without a kill."""
    log = place.log(run_id)
    return {
        "state": log.state.value,
        "verdict": log.verdict.value if log.verdict else None,
        "statuses": {name: log.results[name].status.value for name in log.stations if name in log.results},
        "evidence": {name: sorted(result.evidence) for name, result in sorted(log.results.items())},
        "outputs": sorted(log.context.outputs),
        "fixes": kept_fixes(log),
        "tree": tree_of(place.project, run_id),
        "made": sorted(name for name in ("dist", "reports") if (place.project / name).is_dir()),
        "commits": git(place.project, "log", "--format=%s").splitlines(),
        "dirty": git(place.project, "status", "--porcelain").splitlines(),
    }


def differences(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that differ, with both values; of mappings only the members that differ."""
    unlike: dict[str, Any] = {}
    for name in wanted.keys() | found.keys():
        one, other = found.get(name), wanted.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            unlike |= {f"{name}.{key}": value for key, value in differences(one, other).items()}
        elif one != other:
            unlike[name] = (one, other)
    return unlike


def remains_of(place: Place, run_id: str) -> dict[str, Any]:
    """What nothing may be left of when a run is at its end."""
    return {
        "pending": [change.owner for change in ChangeSet.pending(place.project)],
        "locked": held_locks(place),
        "running": marked(run_id),
        "litter": [path for path in litter(place.root / "work") if "/.mity/aside/" not in path],
    }


NOTHING: Mapping[str, Any] = {"pending": [], "locked": [], "running": [], "litter": []}


def held_locks(place: Place) -> list[str]:
    """The lock files that some process holds."""
    return [str(path) for path in place.root.rglob("*.lock") if path.name != "index.lock" and not _free(path)]


def _free(path: Path) -> bool:
    lock = FileLock(path)
    with contextlib.suppress(TimeoutError):
        lock.acquire(timeout=0)
        lock.release()
        return True
    return False


@dataclass(frozen=True)
class Undisturbed:
    """A run of a verb that nobody killed: what it found and left, its moments, server.py afterwards, what ran again."""

    facts: dict[str, Any]
    moments: list[str]
    before: dict[str, str]
    source: str
    again: list[str]


def undisturbed(shelf: Shelf, verb: Verb) -> Undisturbed:
    """Runs a verb to its end."""
    place = shelf.place(verb.given)
    before, known = tree_of(place.project), place.runs()
    done = place.mity(*verb.words)
    assert done.code == verb.code, done.text
    (run_id,) = place.runs() - known
    assert remains_of(place, run_id) == NOTHING
    source = (place.project / "server.py").read_text(encoding="utf-8")
    again = [row["station"] for row in place.log(run_id).history]
    return Undisturbed(facts_of(place, run_id), done.moments, before, source, again)


@dataclass(frozen=True)
class Killed:
    """A verb that was killed: where, its run (empty: it had no log yet), and when, in words."""

    verb: Verb
    place: Place
    run_id: str
    when: str


def killed_at(shelf: Shelf, verb: Verb, moment: int) -> Killed | None:
    """Kills a verb at a moment. None when this time it came to its end before: polls do not always take as long."""
    place = shelf.place(verb.given)
    known = place.runs()
    done = place.mity(*verb.words, kill_at=moment)
    if done.code is not None:
        assert done.code == verb.code, done.text
        shutil.rmtree(place.root)
        return None
    assert held_locks(place) == []
    when = f"{verb.name}, killed at {moment}: {done.moments[-1]}"
    return Killed(verb, place, next(iter(place.runs() - known), ""), when)


def end_left(run_id: str) -> None:
    """Ends what a killed run left running, when no resume did."""
    for pid in marked(run_id) if run_id else ():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Outcome:
    """What a command line did to a project: its exit code, and the tree but for the memory of fixes."""

    code: int | None
    tree: dict[str, str]


def outcome_of(place: Place, words: tuple[str, ...], *ids: str) -> tuple[Answer, Outcome]:
    """Runs a command line; `ids` are the runs whose names do not count in a comparison of trees."""
    known = place.runs()
    done = place.mity(*words)
    new = place.runs() - known
    tree = tree_of(place.project, *ids, *new)
    tree.pop(".mity/memory.json", None)
    return done, Outcome(done.code, tree)
