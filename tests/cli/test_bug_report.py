"""The outer edge: one message, the right exit code, and a report of a bug that holds no secret."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

import pytest

from mity.cli.entry import run

SECRET = "s3cret-value-of-mine"


class Broken(io.StringIO):
    """A stream whose write fails in a way that nobody foresaw."""

    def write(self, text: str) -> int:
        raise RuntimeError(f"cannot write {text!r} with {SECRET}")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_signals: None) -> Path:
    """An empty workspace, a folder for reports, and the signal handlers and hooks as they were before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("API_KEY", SECRET)
    return tmp_path


def test_a_bug_is_reported_in_a_file_without_secrets(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Broken())
    code = run(["--version", SECRET])
    monkeypatch.undo()
    (report,) = place.glob("mity-bug-*.txt")
    said = capsys.readouterr().err
    assert (code, said) == (70, f"mity: this is a bug in mity; please report it with the file {report}\n")
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError: cannot write" in text
    assert "mity --version ***" in text
    assert SECRET not in text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--version"], 0, ""),
        (["runs", "list"], 0, ""),
        (["crate-app"], 2, "no such command 'crate-app': did you mean 'create-app'"),
        (["create-app", "shop", "--no-such-option"], 2, "--no-such-option"),
        (["runs", "show", "nothing"], 2, "no run 'nothing'"),
        (["resume"], 2, "can be resumed"),
        (["features"], 2, "was not created by mity"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_exit_code_tells_what_to_mend(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == code
    err = capsys.readouterr().err
    assert said in err
    assert (err == "") is (code == 0)


def test_an_error_is_data_for_a_script_and_holds_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["runs", "show", SECRET, "--json"]) == 2
    shown = capsys.readouterr()
    data = json.loads(shown.out)
    assert data["exit_code"] == 2
    assert data["error"].startswith("no run '***'")
    assert SECRET not in shown.out + shown.err
