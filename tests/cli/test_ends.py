"""How mity ends: whatever happens inside is one sentence and the exit code that stands for it."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest
from small_project import SmallProject

from mity.cli import main
from mity.runs.store import LogStore
from mity.services.application_lock import ApplicationLock

SECRET = "opensesame99"


class Refusing(io.StringIO):
    """A stdout that takes nothing."""

    def __init__(self, error: BaseException, handle: int) -> None:
        super().__init__()
        self._error = error
        self._handle = handle

    def write(self, text: str) -> int:
        raise self._error

    def fileno(self) -> int:
        return self._handle


@pytest.fixture(autouse=True)
def own_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_signals: None) -> None:
    """The process as mity finds it: a home and a folder of its own, and a secret in the environment."""
    (tmp_path / "reports").mkdir()
    for name, value in {"XDG_CACHE_HOME": tmp_path / "cache", "API_TOKEN": SECRET, "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "reports"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "mity: interrupted; `mity resume` goes on with a run that was under way"),
        (BrokenPipeError(), 0, ""),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "mity: cannot write the output: No space left on device"),
        (MemoryError(), 1, "mity: there was not enough memory; raise the limit (`ulimit -v`)"),
        (RuntimeError(f"odd: {SECRET}"), 70, "mity: this is a bug in mity; please report it with the file "),
        (OSError(errno.EACCES, "Permission denied", "a file"), 70, "mity: this is a bug in mity"),
    ],
    ids=["interrupt", "closed pipe", "full disk", "memory", "bug", "file"],
)
def test_what_breaks_the_output(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    handle = os.open(tmp_path / "out", os.O_CREAT | os.O_WRONLY)
    monkeypatch.setattr(sys, "stdout", Refusing(error, handle))
    assert main(["stacks"]) == code
    os.close(handle)
    shown = capsys.readouterr().err
    assert shown.lstrip().startswith(said)
    assert shown.strip().count("\n") == 0
    assert "Traceback" not in shown
    assert len(list((tmp_path / "reports").iterdir())) == (code == 70)


def test_a_bug_report_tells_what_happened_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Refusing(RuntimeError(f"odd: {SECRET}"), 1))
    assert main(["stacks"]) == 70
    (path,) = (tmp_path / "reports").iterdir()
    text = path.read_text()
    assert str(path) in capsys.readouterr().err
    assert "mity stacks\n" in text
    assert "RuntimeError: odd: ***" in text
    assert SECRET not in text


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    assert main(["stacks"]) == 1
    assert capsys.readouterr().err.startswith("mity: the current folder is not there any more")
    os.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nonsense"], 2, "no such command 'nonsense'"),
        (["resume"], 2, "can be resumed"),
        (["resume", "0001-x-abcd"], 2, "no run '0001-x-abcd'"),
        (["run", "no.yaml"], 2, "cannot read the workflow"),
        (["heal", "."], 2, "no known kind of project"),
        (["create-app", "x", "--stack", SECRET], 2, "unknown stack '***'"),
        (["--help"], 0, ""),
    ],
)
def test_wrong_words_end_in_2_and_json_says_so_too(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert main(words) == code
    shown = capsys.readouterr()
    assert said in shown.err
    if code:
        assert shown.out == ""
        assert main([*words, "--json"]) == code
        data = json.loads(capsys.readouterr().out)
        assert data["exit_code"] == code
        assert said in data["error"]


def ended(project: SmallProject, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, state and verdict of a run, by the one JSON document that it prints."""
    code = main([*words, "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["exit_code"] == code
    log = json.loads((project.home / f"logs/{data['run_id']}.json").read_text())
    assert (log["state"], log["verdict"]) == (data["state"], data["verdict"])
    return code, data["state"], data["verdict"]


def test_each_end_of_a_run_has_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = SmallProject(tmp_path / "app", {"build": "echo x > made"}, artefacts=["made"])
    monkeypatch.chdir(project.root)
    heal = ("heal", ".", "--no-heal")
    assert ended(project, capsys, *heal) == (0, "completed", "proven")
    project.script(build="true")
    assert ended(project, capsys, *heal) == (3, "waiting_for_input", None)
    assert ended(project, capsys, "resume", "--choose", "skip") == (4, "completed", "unproven")
    assert ended(project, capsys, *heal, "--on-escalate", "abort") == (1, "cancelled", "failed")
    assert main(["resume"]) == 2
    assert "can be resumed" in capsys.readouterr().err


def test_a_request_to_end_is_an_interruption_and_the_run_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = SmallProject(tmp_path / "app", {})
    monkeypatch.chdir(project.root)
    script = "test -e told || { touch told; kill -TERM $PPID; exec sleep 60; }"
    flow = {"name": "long", "stages": [{"name": "all", "steps": [{"name": "waits", "command": script}]}]}
    project.write("flow.json", json.dumps(flow))
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    assert main(["run", "flow.json"]) == 130
    assert "mity: interrupted; `mity resume` goes on with a run that was under way" in capsys.readouterr().err
    (run,) = project.app().store.runs()
    assert (run["state"], run["can_resume"]) == ("paused", True)
    assert main(["resume"]) == 0


@pytest.mark.parametrize(("words", "tried"), [([], 1), (["--max-iterations", "0"], 0), (["--no-heal"], None)])
def test_the_limits_of_the_command_line_count(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    tried: int | None,
) -> None:
    failing = "echo 'FAILED tests/test_a.py::test_a - AssertionError: no'; exit 1"
    project = SmallProject(tmp_path / "app", {"build": "true", "test": failing})
    monkeypatch.chdir(project.root)
    assert main(["heal", ".", "--json", *words]) == 3
    result = json.loads(capsys.readouterr().out)["results"][-1]["result"]
    assert (result["healing"]["iterations"] if result.get("healing") else None) == tried


def test_a_run_or_an_application_that_another_process_holds_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = SmallProject(tmp_path / "app", {"build": "exit 1"})
    monkeypatch.chdir(project.root)
    assert main(["heal", ".", "--no-heal"]) == 3
    (run,) = project.app().store.runs()
    with ApplicationLock(project.root).hold():
        assert main(["heal", "."]) == 5
        assert "is working on" in capsys.readouterr().err
        ApplicationLock(project.root).tell("0007-earlier-abcd")
    (tmp_path / "another name").symlink_to(project.root)
    with ApplicationLock(tmp_path / "another name").hold():
        assert main(["heal", "."]) == 5
        assert capsys.readouterr().err.startswith("mity: another mity process is working on"), "not the run before it"
    store = LogStore(project.root)
    writer = store.open(store.load(store.path(run["run_id"])))
    assert main(["resume"]) == 5
    assert f"is working on run {run['run_id']}" in capsys.readouterr().err
    writer.release()
    assert len(project.app().store.runs()) == 1
