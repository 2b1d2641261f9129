"""Logs that are corrupt, foreign, torn or moved: one clear sentence, exit 2, and not a byte changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import Mity
from misbehaving_app import repair, run_ids
from mity import LogError, StationRegistry, WorkflowExecutor
from mity.cli import main
from mity.runs.log import ExecutionLog
from mity.runs.log_members import SCHEMA

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def place(waiting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it of one's own."""
    shutil.copytree(waiting, tmp_path / "work", symlinks=True)
    monkeypatch.setenv("XDG_STATE_HOME", str(waiting.parent / "home" / "state"))
    return tmp_path / "work"


@pytest.fixture
def document(place: Path) -> Path:
    """The log in it."""
    return next(iter((place / ".mity" / "logs").glob("[!.]*.json")))


@pytest.fixture
def say(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """mity in this process: exit code, stdout, stderr."""
    monkeypatch.chdir(place)

    def run(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(argv))
        out, err = capsys.readouterr()
        return code, out, err

    return run


def load(path: Path) -> ExecutionLog:
    return WorkflowExecutor(StationRegistry()).load_log(path)


def bytes_of(folder: Path) -> str:
    """A digest of everything in the folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return total.hexdigest()


def changed(document: Path, **changes: Any) -> None:
    """Sets fields of the document; `a__b` means field b of the object a."""
    data = json.loads(document.read_bytes())
    for key, value in changes.items():
        *way, last = key.split("__")
        place = data
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = value
    document.write_text(json.dumps(data))


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n", "it is empty"),
    "cut": (b'{"schema":1,"run_id":"x","sta', "damaged or cut off"),
    "binary": (bytes(range(256)) * 40, "damaged or cut off"),
    "no utf-8": (b'{"run_id": "\xff\xfe"}', "damaged or cut off"),
    "zeros": (b"\0" * 4096, "damaged or cut off"),
    "deep": (b"[" * 100_000, "damaged or cut off"),
    "foreign object": (b'{"name": "package", "version": "1.0.0"}', "not a mity execution log"),
    "foreign list": (b"[1, 2, 3]", "not a mity execution log"),
    "null": (b"null", "not a mity execution log"),
    "number": (b"1e9", "not a mity execution log"),
    "no number of JSON": (b"1e999", "damaged or cut off"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_log_is_refused_in_one_sentence_and_left(place: Path, document: Path, say: Say, kind: str) -> None:
    content, said = BROKEN[kind]
    document.write_bytes(content)
    before = bytes_of(place)
    for argv in (("resume", document.stem), ("resume", str(document)), ("runs", "show", document.stem)):
        code, out, err = say(*argv)
        assert code == 2, err
        assert said in err and str(document) in err
        assert out == "" and err.count("\n") == 1
        assert bytes_of(place) == before
    code, out, err = say("runs", "list")
    assert code == 0 and "unreadable" in out


def test_a_directory_in_place_of_a_log_or_its_journal_is_refused(document: Path, say: Say) -> None:
    journal = document.with_suffix(".journal.jsonl")
    journal.mkdir()
    assert say("resume", document.stem)[0] == 2
    assert say("runs", "list")[0] == 0
    journal.rmdir()
    document.unlink()
    document.mkdir()
    code, _, err = say("resume", str(document))
    assert code == 2 and "Is a directory" in err
    assert say("runs", "list")[0] == 0


@pytest.mark.parametrize("schema", [SCHEMA + 1, 10**30, "2", None, 1.5, True, 0, -1])
def test_another_schema_is_refused(place: Path, document: Path, say: Say, schema: Any) -> None:
    changed(document, schema=schema)
    before = bytes_of(place)
    code, _, err = say("resume", document.stem)
    if schema is not True:
        assert code == 2, err
        assert "newer mity" in err or "not a mity execution log" in err
        assert bytes_of(place) == before


@pytest.mark.parametrize("keep", [0.0, 0.001, 0.1, 0.33, 0.5, 0.77, 0.9, 0.999])
def test_a_log_cut_off_anywhere_is_refused_and_left(place: Path, document: Path, say: Say, keep: float) -> None:
    whole = document.read_bytes()
    document.write_bytes(whole[: int((len(whole) - 3) * keep)])
    before = bytes_of(place)
    code, _, err = say("resume", str(document))
    assert code == 2 and "it was left as it is" in err
    assert bytes_of(place) == before


BENT: list[dict[str, Any]] = [
    {"state": "dancing"},
    {"state": None},
    {"stations": None},
    {"stations": ["scaffold", "nonsense"]},
    {"stations": []},
    {"results": None},
    {"results": [1]},
    {"results": [{"station": "nonsense", "result": {"success": True}}]},
    {"results": {"station": 1}},
    {"history": 5},
    {"sequence": float("inf")},
    {"sequence": float("nan")},
    {"sequence": "x"},
    {"workflow": None},
    {"workflow": {"id": "a", "name": "b", "stages": 7}},
    {"workflow": {"id": "a", "name": "b", "stages": []}},
    {"workflow": {"id": "a", "name": "b", "stages": [{"steps": [{"id": "q", "station": "nowhere"}]}]}},
    {"context": None},
    {"context__workspace": 5},
    {"context__output_path": None},
    {"context__env": [1]},
    {"context__metadata": 5},
    {"context__outputs": [1]},
    {"context__stack": {"a": 1}},
    {"context__app_name": ["x"]},
    {"run_id": 5},
    {"run_id": "../../../evil"},
    {"run_id": "0009-create-app-ffff"},
    {"started_at": 5},
    {"started_at": "yesterday"},
    {"results__2__result__needs_input__options": [{"choice": "retry", "resume_at": "nowhere"}]},
    {"results__2__result__needs_input__options": "retry"},
    {"results__2__result__needs_input": {"question": 5}},
    {"results__2__result__status": "dancing"},
    {"results__2__result__duration_s": float("nan")},
    {"results__2__result__duration_s": "long"},
    {"results__2__result__attempts": float("inf")},
    {"results__0__result__evidence": []},
    {"results__0__result__evidence__sha256": {"\0": 1, "../../../../etc/passwd": 2}},
    {"unknown": float("nan")},
    {"unknown": "\ud800"},
    {"error": {"a": 1}},
    {"help": 5},
]


@pytest.mark.parametrize("bent", BENT, ids=lambda bent: "-".join(map(str, [*bent, *bent.values()]))[:60])
def test_a_bent_log_never_ends_in_a_bug(place: Path, document: Path, say: Say, tmp_path: Path, bent: Any) -> None:
    changed(document, **bent)
    for argv in (
        ("runs", "list"),
        ("runs", "show", document.stem),
        ("runs", "show", document.stem, "--json"),
        ("resume", document.stem, "--choose", "abort"),
        ("resume", document.stem, "--choose", "retry", "--on-escalate", "abort"),
    ):
        code, _, err = say(*argv)
        assert code in (0, 1, 2, 3, 4), f"{argv}: {err}"
        assert "bug" not in err and "Traceback" not in err, f"{argv}: {err}"
    assert not list(tmp_path.parent.glob("evil*"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["work"]


def test_a_log_of_an_application_outside_of_its_workspace_is_refused(
    place: Path, document: Path, say: Say, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(place / "demo", outside)
    before = bytes_of(outside)
    changed(document, context__output_path=str(outside))
    (place / "repaired").touch()
    code, _, err = say("resume", document.stem, "--choose", "retry")
    assert code == 2, err
    assert str(outside) in err
    assert bytes_of(outside) == before


def test_unknown_fields_survive_a_resume(asked: Mity) -> None:
    mity = asked
    (run_id,) = run_ids(mity)
    path = mity.workspace / ".mity" / "logs" / f"{run_id}.json"
    changed(path, of_tomorrow={"a": [1]}, results__0__result__of_tomorrow="kept")
    repair(mity)
    assert mity("resume", "--choose", "retry").code == 0
    log = mity.log()
    assert log["of_tomorrow"] == {"a": [1]}
    assert log["results"][0]["result"]["of_tomorrow"] == "kept"


def test_a_run_is_found_by_path_id_workflow_and_by_nothing(document: Path, say: Say) -> None:
    for reference in ([str(document)], [f".mity/logs/{document.name}"], [document.stem], ["create-app"], []):
        code, out, err = say("runs", "show", *reference)
        assert code == 0 and "waiting for input" in out, err
    for reference in (["nonsense"], ["no/such.json"], ["x" * 300], ["x" * 300 + ".json"], [".."], ["0009"], ["a\0b"]):
        code, _, err = say("resume", *reference)
        assert code == 2, err
        assert "bug" not in err


def test_a_log_is_found_in_a_moved_workspace(place: Path, document: Path) -> None:
    moved = place.with_name("moved")
    place.rename(moved)
    log = load(moved / ".mity" / "logs" / document.name)
    assert log.context.workspace == moved
    assert log.context.output_path == moved / "demo"


def test_a_huge_log_loads_in_time(document: Path) -> None:
    data = json.loads(document.read_bytes())
    data["unknown"] = ["x" * 1000] * 50_000
    document.write_text(json.dumps(data))
    assert len(load(document).extra["unknown"]) == 50_000


def test_an_empty_workspace_says_that_there_is_no_run(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    assert main(["resume"]) == 2
    assert "can be resumed" in capsys.readouterr().err
    assert main(["runs", "list"]) == 0
    assert "no run yet" in capsys.readouterr().out
    assert list(workspace.iterdir()) == []


@pytest.mark.parametrize("line", [b"[" * 100_000, b"5", b"{}", b'{"seq": null}', b'{"seq": 1e999}', b"\xff", b"{"])
def test_a_journal_with_a_strange_line_is_refused_or_the_line_passed_over(document: Path, line: bytes) -> None:
    journal = document.with_suffix(".journal.jsonl")
    good = json.dumps({"seq": 1}).encode()
    for content in (line, line + b"\n", good + b"\n" + line, line + b"\n" + good + b"\n"):
        journal.write_bytes(content)
        try:
            assert list(load(document).results) == ["scaffold", "validate", "build"]
        except LogError as error:
            assert str(document) in str(error)
        assert journal.read_bytes() == content
