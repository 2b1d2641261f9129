"""A scanner's look: what of its exit code, words and report shows that it has looked, and what is a gap."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench
from mity.scanners.files import project_files
from mity.scanners.finding import Look
from mity.scanners.model import Scanner
from mity.services.scanning import due, look
from rows import each
from scanner_scripts import result, sarif

FOUND = json.dumps(sarif(result("R1", "error", "a.py", 3)))
CLEAN = json.dumps(sarif())


def scanner(**more: Any) -> Scanner:
    """A scanner that writes SARIF."""
    known = {"id": "look", "title": "Look", "purpose": "code", "applies": ["**/*.py"], "requires": {"tool": "looker"}}
    return Scanner.model_validate({**known, "argv": ["looker", "--out", "${report}"], "format": "sarif", **more})


def looked(folder: Path, script: str, names: tuple[str, ...] = ("a.py",), **more: Any) -> Look:
    """What such a scanner comes to whose program is this script; `$2` is its report."""
    bench = StationBench(folder)
    (folder / "bin").mkdir()
    program = folder / "bin/looker"
    program.write_text(f'#!/bin/sh\ncase "$*" in *version*) echo looker 1.2; exit 0;; esac\n{script}\n')
    program.chmod(0o755)
    for name in names:
        bench.write(name, "x = 1\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder / 'bin'}:/usr/bin:/bin")
        return look(bench.services, bench.context, scanner(**more), project_files(bench.root))


def writes(report: str, code: int = 0, said: str = "") -> str:
    return f'printf %s {shlex.quote(report)} > "$2"; echo {shlex.quote(said)} >&2; exit {code}'


@each(
    ("script", "more", "rules", "gap"),
    [
        (writes(CLEAN), {}, [], ""),
        (writes(FOUND), {}, ["R1"], ""),
        (writes(FOUND, 1), {"found": (1,)}, ["R1"], ""),
        (writes(FOUND, 2, "it broke"), {"found": (1,)}, ["R1"], "it broke"),
        (writes(CLEAN, 1), {"found": (1,)}, [], "as if it had found something, and its report has nothing"),
        (writes(CLEAN, 1), {"found": (1,), "keep": ("R1",)}, [], ""),
        (writes(CLEAN, 0, "no advisories: 404"), {"no_data": ("^no advisories.*",)}, [], "no data: no advisories: 404"),
        ("exit 0", {}, [], "report"),
        ("exit 3", {}, [], "exited with 3"),
        (writes("{"), {}, [], "JSON"),
        (writes(FOUND), {"gaps": ("R*",)}, [], "a.py:3"),
        (writes(FOUND), {"gaps": ("R2",)}, ["R1"], ""),
    ],
)
def test_a_look_is_clean_only_where_it_shows_that_it_looked(
    tmp_path: Path, script: str, more: dict[str, Any], rules: list[str], gap: str
) -> None:
    found = looked(tmp_path, script, **more)
    assert [one.rule for one in found.findings] == rules
    assert [gap in one for one in found.gaps] == ([True] if gap else []), found.gaps
    assert (found.version, found.looked) == ("1.2", 1)


def test_what_is_not_the_projects_own_is_no_finding_and_tests_may_do_more(tmp_path: Path) -> None:
    rows = [result("R1", "error", path, 1) for path in ("a.py", "vendored/b.py", "tests/test_a.py")]
    rows.append(result("R2", "error", "tests/test_a.py", 1))
    script = writes(json.dumps(sarif(*rows)))
    found = looked(tmp_path, script, ("a.py", "tests/test_a.py"), outside_tests=("R1",))
    assert [(one.rule, one.path) for one in found.findings] == [("R1", "a.py"), ("R2", "tests/test_a.py")]


def test_files_are_given_by_their_names_and_never_as_options(tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = f'for word; do echo "$word" >> {shlex.quote(str(told))}; done; {writes(CLEAN)}'
    argv = ("looker", "--out", "${report}", "${files}")
    names = ("a.py", "-rf.py", *(f"n{number}.py" for number in range(500)))
    found = looked(tmp_path, script, names, argv=argv, files=("**/*.py",))
    words = told.read_text().splitlines()
    assert (found.gaps, found.looked, words.count("--out")) == ((), 502, 2)
    assert "./-rf.py" in words and "-rf.py" not in words and {"a.py", "n499.py"} <= set(words)


def test_a_tool_that_is_not_there_is_a_gap(tmp_path: Path) -> None:
    bench = StationBench(tmp_path)
    bench.write("a.py", "")
    row = scanner(requires={"tool": "no-such-looker"})
    found = look(bench.services, bench.context, row, project_files(bench.root))
    assert len(found.gaps) == 1 and "no-such-looker" in found.gaps[0] and "--fetch-tools" not in found.gaps[0]


@each(
    ("more", "files", "wanted"),
    [
        ({}, ("a.py",), True),
        ({}, ("a.txt",), False),
        ({"files": ("src/*.py",)}, ("a.py",), False),
        ({"each": ("x.lock",)}, ("a.py",), True),
        ({"each": ("x.lock",)}, ("a.py", "x.lock"), True),
        ({"unless": ("own.toml",), "each": ("x.lock",)}, ("a.py", "own.toml"), False),
        ({"unless": ("own.toml",), "each": ("x.lock",)}, ("a.py", "own.toml", "x.lock"), True),
        ({"history": True}, ("a.py",), False),
    ],
)
def test_a_scanner_is_due_where_it_has_something_to_look_at(
    tmp_path: Path, more: dict[str, Any], files: tuple[str, ...], wanted: bool
) -> None:
    for name in files:
        (tmp_path / name).write_text("")
    keyed = {key: [{"file": one} for one in more[key]] for key in ("each", "unless") if key in more}
    row = scanner(applies=[{"file": "**/*.py"}], **{**more, **keyed})
    assert due(row, project_files(tmp_path), history=False) is wanted
    (tmp_path / ".git").mkdir(exist_ok=True)
    if row.history:
        assert due(row, project_files(tmp_path), history=True)
