"""Whole verbs on light applications: what each is started on, what it must have done at its end, what a kill left."""

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

from harness import LIGHT, Mity, git
from misbehaving_app import litter, marked
from mity import ExecutionLog
from mity.changes.changeset import ChangeSet
from mity.runs.store import LogStore
from verb_server import Answer, VerbServer

PROJECT = ("project", "--field", "name:str,max=80", "--field", "budget:decimal,optional")
TODO = ("todo", "--field", "title:str,min=1", "--field", "done:bool=false", "--field", "project:ref,to=project")
NOTE = ("note", "--field", "text:str,min=1")
_PASSED_OVER = frozenset({".git", "__pycache__", "logs", "locks", "heal.git", "aside", "dist", "reports"})
_PROVEN, _ASKS = 0, 3
_IMPORT = "import sys\n"
_IN_VAIN = 'if __name__ == "__main__":\n    eval("sys", {"__builtins__": {}})\n'


@dataclass(frozen=True)
class Verb:
    """A command line, the application that it is given, and the exit code at the end of its work."""

    name: str
    words: tuple[str, ...]
    given: str
    code: int = _PROVEN


VERBS = {
    verb.name: verb
    for verb in (
        Verb("create-app", ("create-app", "demo", "--template", str(LIGHT), "--trust"), ""),
        Verb("heal", ("heal",), "broken"),
        Verb("heal-in-vain", ("heal",), "hopeless", _ASKS),
        Verb("add-feature", ("add-feature", *TODO), "grown"),
        Verb("remove-feature", ("remove-feature", "todo"), "full"),
    )
}


class Place:
    """A folder with a workspace, a home and a folder for temporary files, in which mity is run by the server."""

    def __init__(self, server: VerbServer, root: Path) -> None:
        self.server = server
        self.root = root
        for name in ("work", "home", "tmp"):
            (root / name).mkdir(parents=True, exist_ok=True)
        mity = Mity(root / "work", root / "home")
        self.env = {**mity.env, "TMPDIR": str(root / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
        self.project = root / "work" / "demo"

    @property
    def workspace(self) -> Path:
        """Where the logs are: the application itself, once there is one."""
        return self.project if self.project.is_dir() and not (self.root / "work/.mity").exists() else self.root / "work"

    def mity(self, *words: str, kill_at: int = 0) -> Answer:
        """Runs mity in the workspace."""
        return self.server.run(words, self.workspace, self.root, self.env, kill_at)

    def runs(self) -> set[str]:
        """The runs that have a log."""
        return {path.stem for path in (self.workspace / ".mity/logs").glob("*.json") if not path.name.startswith(".")}

    def log(self, run_id: str) -> ExecutionLog:
        """The log of a run, its journal joined in."""
        store = LogStore(self.workspace)
        return store.load(store.path(run_id))


class Shelf:
    """The applications that verbs are started on, each made once and copied for each run."""

    def __init__(self, server: VerbServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._numbers = iter(range(10**6))
        self._made: dict[str, Path] = {}

    def place(self, given: str) -> Place:
        """A fresh place with the application `given`; an empty one without."""
        place = Place(self._server, self._folder / f"{next(self._numbers)}")
        if given:
            shutil.copytree(self._application(given), place.project, symlinks=True)
        return place

    def _application(self, name: str) -> Path:
        if name not in self._made:
            self._made[name] = getattr(self, f"_{name}")()
        return self._made[name]

    def _bare(self) -> Path:
        place = self.place("")
        assert place.mity(*VERBS["create-app"].words).code == _PROVEN
        return place.project

    def _with(self, given: str, *words: str) -> Path:
        place = self.place(given)
        done = place.mity(*words)
        assert done.code == _PROVEN, done.text
        return place.project

    def _grown(self) -> Path:
        return self._with("bare", "add-feature", *PROJECT)

    def _full(self) -> Path:
        return self._with("grown", "add-feature", *TODO)

    def _edited(self, old: str, new: str) -> Path:
        """An application whose owner committed a change to server.py and left a file where the build needs a folder."""
        place = self.place("bare")
        source = place.project / "server.py"
        assert old in source.read_text(encoding="utf-8")
        source.write_text(source.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        with (place.project / ".gitignore").open("a", encoding="utf-8") as ignored:
            ignored.write("/dist\n")  # also when it is a file
        git(place.project, "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "--quiet", "-am", "mine")
        shutil.rmtree(place.project / "dist")
        (place.project / "dist").write_text("in the way\n", encoding="utf-8")
        return place.project

    def _broken(self) -> Path:
        return self._edited(_IMPORT, "")

    def _hopeless(self) -> Path:
        path = self._edited(_IMPORT, "")
        source = path / "server.py"
        source.write_text(
            source.read_text(encoding="utf-8").replace('if __name__ == "__main__":\n', _IN_VAIN, 1), encoding="utf-8"
        )
        git(path, "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "--quiet", "-am", "mine too")
        return path


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
    """Every fix that was kept, as the results of all attempts tell it."""
    results = [result.to_json() for result in log.results.values()] + [row["result"] for row in log.history]
    tried = [one for result in results for one in (result.get("healing") or {}).get("attempts", ())]
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
        "litter": litter(place.root / "work"),
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
    """A run of a verb that was not killed: what it found and left, its moments, and server.py afterwards."""

    facts: dict[str, Any]
    moments: list[str]
    before: dict[str, str]
    source: str


def undisturbed(shelf: Shelf, verb: Verb) -> Undisturbed:
    """Runs a verb to its end."""
    place = shelf.place(verb.given)
    before, known = tree_of(place.project), place.runs()
    done = place.mity(*verb.words)
    assert done.code == verb.code, done.text
    (run_id,) = place.runs() - known
    assert remains_of(place, run_id) == NOTHING
    source = (place.project / "server.py").read_text(encoding="utf-8")
    return Undisturbed(facts_of(place, run_id), done.moments, before, source)


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


OTHERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "heal": (("heal",), ("heal", "--dry-run"), ("add-feature", *NOTE)),
    "add-feature": (
        VERBS["add-feature"].words,
        ("remove-feature", "project"),
        ("heal",),
        ("add-feature", *NOTE),
        ("add-feature", *NOTE, "--dry-run"),
        ("heal", "--dry-run"),
        ("features",),
    ),
    "remove-feature": (
        VERBS["remove-feature"].words,
        ("remove-feature", "project"),
        ("add-feature", *TODO, "--field", "due:date,optional"),
        ("heal",),
        ("remove-feature", "todo", "--dry-run"),
        ("heal", "--dry-run"),
        ("features",),
    ),
}
"""What else is tried on a project in which a verb was killed."""


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
