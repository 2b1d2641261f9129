"""The suite of `test_conformance` for what users do with a run: replay, rollback, pause, cancel, another definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from test_conformance import shape

from harness import Done, Mity
from page import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

THREE = """
name: flow
steps:
  - {name: one, command: 'echo 1 > a; echo "n=1" >> "$MITY_OUTPUT"', undo: echo undone >> undo.log}
  - {name: two, command: 'echo 2 ${{ outputs.n }} >> a; mkdir -p d; echo 2 > d/b'}
  - {name: three, command: 'rm kept; cat a > c'}
"""
OTHER = THREE.replace("cat a > c", "echo other > c")
BREAKS = THREE.replace("rm kept; cat a > c", "exit 3")
LONG = """
name: flow
steps:
  - {name: one, command: echo 1 > a}
  - {name: two, command: 'echo 2 >> a; until test -e "$(cat signal)"; do sleep 0.1; done'}
  - {name: three, command: 'echo 3 >> a'}
"""
WAITS = """
name: flow
steps:
  - {name: one, command: echo 1 > a}
  - {name: gate, type: checkpoint, message: go on?}
finally:
  - {command: 'echo "$(cat a) ${{ cancelled() }}" > "$(cat signal)"'}
"""


@dataclass
class Place:
    """Where runs are kept. `elsewhere`: each verb goes on in an empty folder that the files are brought to."""

    mity: Mity
    env: dict[str, str] = field(default_factory=dict)
    queue: tuple[str, ...] = ()
    elsewhere: bool = False
    folders: int = 0

    def __post_init__(self) -> None:
        self.folder = self.mity.workspace

    def write(self, text: str) -> None:
        """Writes the definition, and a file that a step removes."""
        (self.folder / "flow.yaml").write_text(text)
        (self.folder / "kept").write_text("kept\n")
        (self.folder / "signal").write_text(f"{self.mity.home / self.folder.name}\n")

    def run(self, code: int = 0) -> str:
        """Begins a run and follows it to where it stops; its id."""
        done = self.mity("run", "flow.yaml:flow", "--trust", "--json", *self.queue, env=self.env)
        assert done.code == code, done.text
        return str(done.json["run_id"])

    def go_on(self, *words: str, moves: bool = True) -> Done:
        """A verb that works in the run's files, where they are or in a new folder."""
        if self.elsewhere and moves:
            self.folders += 1
            self.folder = self.mity.workspace.with_name(f"{self.mity.workspace.name}-{self.folders}")
        return self.mity(*words, "--trust", "--output", str(self.folder), env=self.env)

    def ask(self, *words: str) -> Done:
        """A verb that only reaches the run."""
        return self.mity(*words, env=self.env)

    def shown(self, id: str) -> Any:
        """The document of a run."""
        return self.mity("runs", "show", id, "--json", env=self.env).json

    def stands(self, id: str) -> Any:
        """How the run and the files stand; what tells a step to end names the place, and so differs."""
        found = shape(self.shown(id), self.folder)
        del found["files"]["signal"]
        return found


def replayed(place: Place) -> list[Any]:
    """A part runs again with another output before it; files stay as they are."""
    id = place.run()
    (place.folder / "kept").write_text("kept\n")
    done = place.go_on("replay", id, "--from", "three", "--set", "one.n=5", "--json", moves=False)
    return [done.code, place.stands(id), place.stands(done.json["run_id"])]


def replayed_anew(place: Place) -> list[Any]:
    """A part runs again by the definition as its file has it now."""
    id = place.run()
    place.write(OTHER)
    done = place.go_on("replay", id, "--from", "three", "--definition", "new", "--json", moves=False)
    return [done.code, place.stands(done.json["run_id"])]


def rolled_back(place: Place) -> list[Any]:
    """Files go back to a step, to the beginning, and the run goes on from there."""
    id = place.run()
    first = place.go_on("rollback", id, "--to", "one")
    to_one = place.stands(id)
    again = place.go_on("rollback", id, moves=False)
    to_begin = place.stands(id)
    done = place.go_on("resume", id, moves=False)
    return [first.code, to_one, again.code, to_begin, done.code, place.stands(id)]


def paused(place: Place) -> list[Any]:
    """A run under way is paused from elsewhere, and goes on."""
    id = _under_way(place)
    assert "will be paused" in place.ask("pause", id).out
    until(lambda: place.shown(id)["state"] == "paused", 60)
    (place.mity.home / place.folder.name).touch()
    until(lambda: "is working on" not in place.go_on("resume", id, moves=False).err, 60)
    return [place.stands(id)]


def cancelled(place: Place) -> list[Any]:
    """A run under way is ended from elsewhere, for good."""
    id = _under_way(place)
    place.ask("cancel", id)
    until(lambda: place.shown(id)["state"] == "cancelled", 60)
    return [place.shown(id)["state"], place.go_on("resume", id, moves=False).code]


def cancelled_while_it_waits(place: Place) -> list[Any]:
    """A run that waits is ended, with what it does at any end, where its files are."""
    place.write(WAITS)
    id = place.run(code=3)
    place.ask("cancel", id)
    until(lambda: place.shown(id)["state"] == "cancelled", 60)
    ended = place.mity.home / place.folder.name
    return [[(row["station"], row["result"]["status"]) for row in place.shown(id)["results"]], ended.read_text()]


def changed(place: Place) -> list[Any]:
    """A definition that changed since the run began is asked about, and taken when its user says so."""
    place.write(BREAKS)
    id = place.run(code=1)
    place.write(OTHER)
    asked = place.go_on("resume", id, moves=False)
    assert "--accept-changes" in asked.err, asked.text
    taken = place.go_on("resume", id, "--accept-changes", moves=False)
    return [asked.code, taken.code, place.stands(id)]


def kept(place: Place) -> list[Any]:
    """The same, by the definition that the run began with."""
    place.write(BREAKS)
    id = place.run(code=1)
    place.write(OTHER)
    taken = place.go_on("resume", id, "--keep-definition", moves=False)
    return [taken.code, place.stands(id)]


def _under_way(place: Place) -> str:
    place.write(LONG)
    words = ("run", "flow.yaml:flow", "--trust", "--quiet", *place.queue)
    place.mity.start(*words, env=place.env)
    id: str = until(lambda: _running(place), 60)
    until(lambda: [one for one in place.shown(id)["results"] if one["station"] == "one"], 60)
    return id


def _running(place: Place) -> str:
    known = place.mity("runs", "list", "--json", env=place.env).json["runs"]
    return next((str(one["run_id"]) for one in known if one["state"] == "running"), "")


STORIES: tuple[Callable[[Place], list[Any]], ...] = (
    *(replayed, replayed_anew, rolled_back),
    *(paused, cancelled, cancelled_while_it_waits, changed, kept),
)


@pytest.mark.rotation("verbs on engines", of=4)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_verbs_do_the_same_wherever_a_run_is_kept(
    mity: Mity, tmp_path: Path, engine: str, story: Callable[[Place], list[Any]]
) -> None:
    env, told = {"MITY_ENGINE": engine}, {}
    places = {
        "files": Place,
        "database": lambda one: Place(one, env),
        "elsewhere": lambda one: Place(one, env, (), True),
    }
    for name, make in places.items():
        folder = tmp_path / name
        folder.mkdir()
        place = make(Mity(folder, mity.home))
        place.write(THREE)
        told[name] = story(place)
    assert told["database"] == told["files"]
    assert told["elsewhere"] == told["files"]


@pytest.mark.rotation("verbs on engines", of=4)
@pytest.mark.parametrize(
    "story", [rolled_back, paused, cancelled, cancelled_while_it_waits], ids=lambda story: story.__name__
)
def test_verbs_do_the_same_with_a_run_of_a_queue(
    mity: Mity, tmp_path: Path, engine: str, story: Callable[[Place], list[Any]]
) -> None:
    does_the_same_by_a_queue(mity, tmp_path, {"MITY_ENGINE": engine}, story)


def does_the_same_by_a_queue(
    mity: Mity, tmp_path: Path, env: dict[str, str], story: Callable[[Place], list[Any]]
) -> None:
    """Asserts that a story comes to the same with a run in files and with one of a queue where `env` leads to."""
    told = []
    worker = mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)
    try:
        for name in ("files", "queue"):
            folder = tmp_path / name
            folder.mkdir()
            place = (
                Place(Mity(folder, mity.home), env, ("--queue", "q"))
                if name == "queue"
                else Place(Mity(folder, mity.home))
            )
            place.write(THREE)
            told.append(story(place))
        assert told[1] == told[0]
    finally:
        worker.terminate()
        worker.communicate(timeout=60)
