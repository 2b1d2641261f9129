"""Pipes, devices, huge files, deep data and wrong encodings where mity reads a file: a sentence, and soon."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import SmallProject

from mity.cli import main
from mity.reading import Unfit, read_bytes, read_end, read_text
from mity.runs.store import LogStore
from mity.stacks.test_reports import read_junit
from mity.system.trees import digest, tree_digests
from mity.text.data import parse_json
from mity.text.toml_data import parse_toml
from rows import each

DEEP = 100_000


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 << 30)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(path.parent)
        one.bind(path.name)
        os.chdir(here)


def folder(path: Path) -> None:
    path.mkdir()


def looping(path: Path) -> None:
    path.symlink_to(path.name)


def nothing_but_zeros(path: Path) -> None:
    path.write_bytes(b"\0" * 5000)


def latin(path: Path) -> None:
    path.write_bytes("käse: [ü".encode("latin-1"))


def utf_16(path: Path) -> None:
    path.write_bytes('{"a": "b"}'.encode("utf-16"))


def deep_json(path: Path) -> None:
    path.write_text("[" * DEEP)


def deep_objects(path: Path) -> None:
    path.write_text('{"a":' * DEEP + "1" + "}" * DEEP)


def deep_toml(path: Path) -> None:
    path.write_text("a = " + "[" * DEEP)


def long_number(path: Path) -> None:
    path.write_text("a = " + "9" * 10_000)


ODD: tuple[Callable[[Path], None], ...] = (
    *(pipe, device, huge, listening, folder, looping, nothing_but_zeros, latin, utf_16),
    *(deep_json, deep_objects, deep_toml, long_number),
)
IRREGULAR = (pipe, device, huge, listening, folder, looping)
NAMES = (
    *(".mity/config.toml", ".mity/app.json", ".mity/stack.yaml", ".mity/ownership.json", ".mity/memory.json"),
    *("package.json", "pyproject.toml", "package-lock.json", "pom.xml"),
)


@each("make", IRREGULAR)
def test_only_regular_files_are_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "x")
    for reader in (read_bytes, read_text):
        with pytest.raises(OSError) as caught:
            reader(tmp_path / "x")
        assert caught.value.strerror
    if make not in (huge, looping, listening):
        with pytest.raises(Unfit):
            read_end(tmp_path / "x", 10)


@each("text", ["[" * DEEP, '{"a":' * DEEP, "[" * DEEP + "]" * DEEP, "", "\0", "NaN x", "9" * 5000 + "x", "\ud800"])
def test_bad_json_is_one_kind_of_error(text: str) -> None:
    with pytest.raises(ValueError):
        parse_json(text)


@each("text", ["a=" + "[" * DEEP, "a=" + "9" * 9999, "a=2020-13-45", "a=" + "{b=" * 5000, "\0", "a"])
def test_bad_toml_is_one_kind_of_error(text: str) -> None:
    with pytest.raises(ValueError):
        parse_toml(text)


@each("name", NAMES)
@each("make", ODD)
def test_healing_a_project_with_an_odd_file_ends_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own_signals: None,
    make: Callable[[Path], None],
    name: str,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = SmallProject(tmp_path / "app", {})
    (project.root / name).unlink(missing_ok=True)
    make(project.root / name)
    monkeypatch.chdir(project.root)
    code = main(["heal", ".", "--dry-run"] if name.startswith(".mity") and make is not huge else ["heal", "--no-heal"])
    said = capsys.readouterr().err
    assert code in (0, 1, 2, 3, 4), said
    assert code == 0 or said.startswith("mity: ") or "\n" in said


@pytest.mark.slow
@pytest.mark.parametrize("make", [pipe, device, listening, looping])
@pytest.mark.parametrize("words", [("heal", ".", "--dry-run"), ("heal", ".")])
def test_a_project_with_an_odd_file_among_its_own_is_healed_as_any(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own_signals: None,
    make: Callable[[Path], None],
    words: tuple[str, ...],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = SmallProject(tmp_path / "app", {"build": "echo x > made"}, artefacts=["made"])
    make(project.root / "odd")
    monkeypatch.chdir(project.root)
    assert main(list(words)) == 0, capsys.readouterr().err


@each("make", ODD)
def test_a_log_that_is_no_log_is_listed_as_unreadable(tmp_path: Path, make: Callable[[Path], None]) -> None:
    store = LogStore(tmp_path)
    store.folder.mkdir(parents=True)
    make(store.folder / "0001-x-abcd.json")
    (row,) = store.runs()
    assert row["state"] == "unreadable"
    assert row["error"]


@each("make", [one for one in ODD if one is not folder])
def test_a_report_that_is_none_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "junit.xml")
    with pytest.raises((ValueError, OSError)):
        read_junit([tmp_path / "junit.xml"])


@pytest.mark.parametrize("text", ["<testsuite>" * 5000, "<?xml version='1.0' encoding='nosuch'?><testsuite/>"])
def test_deep_and_strange_reports_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(text + "</testsuite>" * (5000 if text.startswith("<test") else 0))
    with pytest.raises(ValueError, match=r"junit\.xml"):
        read_junit([path])


@each("make", [pipe, device, listening, looping])
def test_a_tree_with_odd_files_has_digests(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "x")
    assert len(tree_digests(tmp_path)["x"]) == 64
    assert digest(tmp_path / "x") == digest(tmp_path / "x")


@each("make", [device, folder, looping])
def test_a_log_to_diagnose_that_is_none_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own_signals: None, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "x")
    assert main(["diagnose", str(tmp_path / "x")]) == 2
    assert "cannot read the log" in capsys.readouterr().err


@pytest.mark.slow
def test_a_log_that_nobody_writes_yet_is_waited_for_with_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own_signals: None
) -> None:
    os.mkfifo(tmp_path / "x")
    later = threading.Timer(6.0, (tmp_path / "x").write_text, ["npm error code ENOENT\n"])
    later.start()
    assert main(["diagnose", str(tmp_path / "x")]) == 0
    later.join()
    said = capsys.readouterr()
    assert "ENOENT" in said.out and said.err.startswith(f"mity: still reading {tmp_path / 'x'}, until")


def test_nothing_at_all_is_no_log_in_which_nothing_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], own_signals: None
) -> None:
    (tmp_path / "empty").touch()
    assert main(["diagnose", str(tmp_path / "empty")]) == 0
    assert "there is nothing in it" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_the_end_of_a_huge_log_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str], own_signals: None) -> None:
    (tmp_path / "x").write_bytes(b"a line\n" * 1000)
    os.truncate(tmp_path / "x", 2 << 30)
    with (tmp_path / "x").open("ab") as file:
        file.write(b"\nModuleNotFoundError: No module named 'flask'\n")
    assert main(["diagnose", "--json", str(tmp_path / "x")]) == 0
    assert json.loads(capsys.readouterr().out)["diagnoses"][0]["subject"] == "flask"
