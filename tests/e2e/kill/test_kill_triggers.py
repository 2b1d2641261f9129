"""kill -9 around workflows that a run triggers, twice in a row: each of them has one run, which comes to its end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Mity
from mity.runs.store import LogStore
from rotation import SPREAD
from verb_server import Answer, VerbServer

FLOWS = {
    "parent": """
name: parent
error_handlers:
  tell: {action: {type: trigger_workflow, workflow: handled}, then: continue}
steps:
  - name: one
    command: 'true'
    on_success: [{type: trigger_workflow, workflow: first, inputs: {what: "${{ run.id }}"}}]
  - {name: bad, command: 'false', on_failure: tell}
finally: [{type: trigger_workflow, workflow: last}]
""",
    "first": "name: first\nparameters: {what: {}}\n"
    "steps: [{name: a, command: 'echo first >> ran'}]\non_success: [last-but-one]\n",
    "handled": "name: handled\nsteps: [{name: a, command: 'echo handled >> ran'}]\n",
    "last-but-one": "name: last-but-one\nsteps: [{name: a, command: 'echo last-but-one >> ran'}]\n",
    "last": "name: last\nsteps: [{name: a, command: 'echo last >> ran'}]\n",
}
OWED = ["first", "last", "last-but-one"]
"""Each has one run whatever is killed; the workflow of a handler has one for each failed attempt."""
SLICES = 24
_MOST_RESUMES = 12


@pytest.fixture(scope="module")
def server() -> Iterator[VerbServer]:
    with VerbServer() as made:
        yield made


class Place:
    """A workspace with the workflows, in which mity is run and killed."""

    def __init__(self, server: VerbServer, folder: Path) -> None:
        self.project, self._folder, self._server = folder / "app", folder, server
        workflows = self.project / ".mity" / "workflows"
        workflows.mkdir(parents=True)
        (folder / "home").mkdir()
        for name, text in FLOWS.items():
            (workflows / f"{name}.yaml").write_text(text)
        self._env = Mity(self.project, folder / "home").env
        self.store = LogStore(self.project)

    def mity(self, *words: str, kill_at: int = 0) -> Answer:
        """Runs mity to its end, or kills it before one of its changes."""
        return self._server.run(words, self.project, self._folder, self._env, kill_at)

    def begun(self) -> list[str]:
        """The workflow of each run, sorted."""
        return sorted(self.store.load(path).workflow.id for path in self.store.documents())

    def go_on(self) -> None:
        """Resumes until nothing is left to do."""
        for _ in range(_MOST_RESUMES):
            done = self.mity("resume", "--trust")
            if done.code == 2:
                assert "can be resumed" in done.err, done.text
                return
            assert done.code in (0, 4), done.text
        raise AssertionError("there is always something left to do")


def check(server: VerbServer, folder: Path, moment: int, again: int) -> None:
    """Kills the run at one moment and its resume at another, then goes on."""
    place = Place(server, folder)
    killed = place.mity("run", "parent", "--trust", kill_at=moment)
    when = killed.moments[-1]
    if not place.store.documents():
        shutil.rmtree(folder)
        return
    twice = place.mity("resume", "--trust", kill_at=again)
    when += f" and {twice.moments[-1] if twice.moments else 'nothing'}"
    place.go_on()
    begun = place.begun()
    assert [name for name in begun if name in OWED] == OWED, when
    assert begun.count("parent") == 1 <= begun.count("handled"), when
    runs = [place.store.load(path) for path in place.store.documents()]
    assert {log.state.value for log in runs} == {"completed"}, when
    assert {row["ended"] for log in runs for row in log.triggered} == {"begun"}, when
    assert set(OWED) <= set((place.project / "ran").read_text().split()), when
    shutil.rmtree(folder)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "part",
    [
        pytest.param(part, marks=pytest.mark.rotation("kill-triggers", of=SLICES // SPREAD, unit=str(part)))
        for part in range(SLICES)
    ],
)
def test_what_a_run_triggers_has_one_run_whatever_is_killed(server: VerbServer, tmp_path: Path, part: int) -> None:
    moments = len(Place(server, tmp_path / "undisturbed").mity("run", "parent", "--trust").moments)
    assert moments > 100, "mity was hardly listened to"
    for moment in range(1 + part, moments + 1, SLICES):
        check(server, tmp_path / str(moment), moment, 1 + moment * 7 % 60)
