"""What the steps of a killed run had changed is recorded by the process that goes on, and goes back with them."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from fake_stations import FakeStation, document, document_path, registry
from mity import Stage, Step, Workflow, WorkflowContext, WorkflowExecutor
from mity.app import App
from mity.engine.rolling_back import Wanted
from mity.engine.scope import RunScope
from mity.operations.run_workflow import RunOptions
from mity.runs.events import COMMAND_ENDED, STEP_FINISHED, Event
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from rows import each

FLOW = """
name: flow
steps:
  - {name: one, command: 'mkdir -p new; echo 1 > new/a.txt; echo 1 > old.txt'}
  - {name: two, command: 'echo 2 >> new/b.txt; rm -f gone.txt'}
  - {name: three, command: 'echo 3 > c.txt'}
"""
BEFORE = {"old.txt": "0\n", "gone.txt": "0\n"}
FIRST = {"new/a.txt": "1\n", "old.txt": "1\n", "gone.txt": "0\n"}


class Cut:
    """A project with the workflow; a run of it is killed at an event, and what it had changed stays."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.root.mkdir()
        (self.root / "flow.yaml").write_text(FLOW)
        for name, text in BEFORE.items():
            (self.root / name).write_text(text)
        self._kept = folder / "kept"

    def killed(self, kind: str, number: int) -> ExecutionLog:
        """The log of a run that was killed at the event of that kind and number, from 1."""
        heard: list[Event] = []

        def hear(event: Event) -> None:
            heard.append(event)
            if event.kind == kind and sum(one.kind == kind for one in heard) == number and not self._kept.exists():
                shutil.copytree(self.root, self._kept)
                raise KeyboardInterrupt

        app = App(self.root, hear)
        operation = app.prepare_run(str(self.root / "flow.yaml"), RunOptions())
        app.gate.consents.give(app.beginning.untrusted(operation))
        with contextlib.suppress(KeyboardInterrupt):
            app.run(operation)
        shutil.rmtree(self.root)
        self._kept.rename(self.root)
        return self.log

    @property
    def log(self) -> ExecutionLog:
        store = App(self.root).store
        (path,) = store.documents()
        return store.load(path)

    def resume(self) -> ExecutionLog:
        return App(self.root).resume(self.log)

    def back(self, to: str = "") -> dict[str, str]:
        """The files behind a rollback."""
        App(self.root).roll_back(self.log, Wanted(to=to))
        return self.files

    @property
    def files(self) -> dict[str, str]:
        found = {path.relative_to(self.root).as_posix(): path for path in self.root.rglob("*") if path.is_file()}
        return {name: path.read_text() for name, path in found.items() if name.split(".")[0] not in ("", "flow")}


@each(
    ("kind", "number", "second", "steps"),
    [
        (STEP_FINISHED, 1, "2\n", [["one"], ["two"], ["three"]]),
        (COMMAND_ENDED, 2, "2\n2\n", [["one"], ["two"], ["two"], ["three"]]),
        (STEP_FINISHED, 2, "2\n", [["one"], ["two"], ["three"]]),
    ],
)
def test_a_run_goes_on_and_back_over_what_a_kill_left(
    tmp_path: Path, kind: str, number: int, second: str, steps: list[list[str]]
) -> None:
    cut = Cut(tmp_path)
    assert cut.killed(kind, number).state is RunState.RUNNING
    log = cut.resume()
    after = {"new/a.txt": "1\n", "old.txt": "1\n", "new/b.txt": second, "c.txt": "3\n"}
    assert (log.state, cut.files) == (RunState.COMPLETED, after)
    assert [row["steps"] for row in log.changes] == steps
    assert cut.back("one") == FIRST and cut.back() == BEFORE
    assert not (cut.root / "new").exists()


def test_a_killed_run_goes_back_before_it_went_on(tmp_path: Path) -> None:
    cut = Cut(tmp_path)
    cut.killed(COMMAND_ENDED, 2)
    assert "new/b.txt" in cut.files
    assert cut.back("one") == FIRST and cut.log.state is RunState.PAUSED
    (cut.root / "new/b.txt").write_text("mine\n")
    assert cut.back() == {**BEFORE, "new/b.txt": "mine\n"}, "what nobody of the run made stays"
    assert cut.resume().state is RunState.COMPLETED
    assert cut.files["new/b.txt"] == "mine\n2\n"


def killed_within(workspace: Path, *, landed: bool = False) -> WorkflowExecutor:
    """An executor, behind a kill in an atomic stage that had changed a file; its commit may have landed before."""
    app = workspace / "app"
    app.mkdir(parents=True)
    (app / "kept.txt").write_text("mine\n")
    (app / "gone.txt").write_text("mine\n")

    def edit(context: WorkflowContext) -> None:
        (app / "kept.txt").write_text("changed\n")
        (app / "gone.txt").unlink()
        (app / "new").mkdir()
        (app / "new" / "file.txt").write_text("new\n")

    def kill(context: WorkflowContext) -> None:
        shutil.copytree(workspace, workspace.with_name("kept"), symlinks=True)

    flow = Workflow("flow")
    for name in ("edit", "kill"):
        flow.add(Stage((Step(name, name),), atomic="change"))
    stations = registry(FakeStation("edit", edit), FakeStation("kill", kill))
    WorkflowExecutor(stations).execute(flow, WorkflowContext(workspace, "app"))
    shutil.rmtree(workspace)
    workspace.with_name("kept").rename(workspace)
    return WorkflowExecutor(stations, scope=lambda context: RunScope(landed=lambda root, run_id: landed))


def files_of(app: Path) -> dict[str, str]:
    found = (path for path in app.rglob("*") if path.is_file() and ".mity" not in path.parts)
    return {path.relative_to(app).as_posix(): path.read_text() for path in found}


def test_a_stage_that_a_kill_left_half_done_goes_back_and_the_run_stays_stopped(tmp_path: Path) -> None:
    executor = killed_within(tmp_path / "work")
    log = executor.load_log(document_path(tmp_path / "work"))
    assert (log.state, "new/file.txt" in files_of(tmp_path / "work/app")) == (RunState.RUNNING, True)
    executor.put_back(log)
    assert files_of(tmp_path / "work/app") == {"kept.txt": "mine\n", "gone.txt": "mine\n"}
    assert not (tmp_path / "work/app/new").exists()
    assert document(tmp_path / "work")["state"] == "paused"
    again = executor.load_log(document_path(tmp_path / "work"))
    executor.put_back(again)
    assert (again.state, files_of(tmp_path / "work/app")["kept.txt"]) == (RunState.PAUSED, "mine\n")


def test_nothing_goes_back_of_what_was_committed_or_by_a_log_that_was_edited(tmp_path: Path) -> None:
    executor = killed_within(tmp_path / "landed", landed=True)
    executor.put_back(executor.load_log(document_path(tmp_path / "landed")))
    assert files_of(tmp_path / "landed/app") == {"kept.txt": "changed\n", "new/file.txt": "new\n"}
    executor = killed_within(tmp_path / "edited")
    log = executor.load_log(document_path(tmp_path / "edited"))
    log.edited = True
    executor.put_back(log)
    assert files_of(tmp_path / "edited/app")["kept.txt"] == "changed\n"
