"""A healing that repairs one thing and stops at another: what becomes of the files, and what is remembered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness import Mity, git
from mity.changes.diff import patch_of
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.services.written_over import WrittenOver
from mity.workflow.model import Workflow

WORK = "def size(value):\n    return sys.getsizeof(value)\n\n\ndef double(value):\n    return value * 3\n"
BUILD = "import pathlib; pathlib.Path('Cargo.lock').write_text('made'); pathlib.Path('built').write_text('yes')"
TESTS = """
import pathlib, sys, traceback
sys.path.insert(0, ".")
import work

def test_size():
    assert work.size(1)

def test_double():
    assert work.double(2) == 4, "assert 6 == 4"

rows, failed = "", 0
for test in (test_size, test_double):
    try:
        test()
        rows += f'<testcase name="{test.__name__}"/>'
    except Exception as error:
        failed += 1
        rows += f'<testcase name="{test.__name__}"><failure>no</failure></testcase>'
        if failed == 1:
            traceback.print_exc()
        print(f"FAILED tests/test_work.py::{test.__name__} - {type(error).__name__}: {error}")
report = pathlib.Path(sys.argv[1])
report.parent.mkdir(exist_ok=True)
report.write_text(f'<testsuite tests="2" failures="{failed}">{rows}</testsuite>')
print(f"==== {failed} failed, {2 - failed} passed in 0.01s ====")
sys.exit(failed > 0)
"""
STACK = f"""
schema: 1
id: tiny
title: A project of a few files
language: python
requires: [{{tool: python, version: ">=3.11"}}]
ignore: [reports, built, __pycache__]
commands:
  build: {{argv: ["${{python}}", -c, "{BUILD}"], timeout: 30}}
  test: {{argv: ["${{python}}", run_tests.py, "${{report}}"], timeout: 30}}
artefacts: [built]
report: {{path: reports/junit.xml}}
"""


@pytest.fixture
def project(mity: Mity) -> Path:
    """A project that lacks an import, which a rule repairs, and computes wrongly, which none does."""
    return made(mity)


def made(mity: Mity, name: str = "demo") -> Path:
    root = mity.workspace / name
    files = {"work.py": WORK, "run_tests.py": TESTS, ".mity/stack.yaml": STACK, "Cargo.lock": "as it was\n"}
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def heal(mity: Mity, root: Path, *words: str) -> object:
    done = mity("heal", "--trust", "--json", *words, cwd=root)
    assert done.code == 3, done.text
    return done.json


@pytest.mark.slow
def test_every_byte_goes_back_and_what_helped_is_a_patch(mity: Mity, project: Path) -> None:
    told = heal(mity, project)
    assert isinstance(told, dict)
    [kept] = [
        one
        for row in told["results"]
        for one in (row["result"].get("healing") or {"attempts": []})["attempts"]
        if one["verdict"] == "kept"
    ]
    assert kept["rule"] == "missing-import"
    assert (project / "work.py").read_text() == WORK
    assert (project / "Cargo.lock").read_text() == "as it was\n"
    git(project, "init", "--quiet")
    git(project, "apply", told["patch"])
    assert "import sys\n" in (project / "work.py").read_text()
    assert (project / "Cargo.lock").read_text() == "made"


@pytest.mark.slow
def test_what_helped_stays_when_it_is_wanted(mity: Mity, project: Path) -> None:
    told = heal(mity, project, "--keep-partial")
    assert isinstance(told, dict) and told["patch"] is None
    assert "import sys\n" in (project / "work.py").read_text()
    run = told["run_id"]
    (project / "work.py").write_text((project / "work.py").read_text().replace("* 3", "* 2"))
    assert mity("resume", run, "--choose", "retry", cwd=project).code == 0


@pytest.mark.slow
def test_a_run_that_was_put_back_is_healed_whole_when_the_rest_is_done(mity: Mity, project: Path) -> None:
    told = heal(mity, project)
    assert isinstance(told, dict)
    (project / "work.py").write_text(WORK.replace("* 3", "* 2"))
    done = mity("resume", told["run_id"], "--choose", "retry", "--json", cwd=project)
    assert done.code == 0, done.text
    assert done.json["patch"] is None and "import sys\n" in (project / "work.py").read_text()


@pytest.mark.slow
def test_a_fix_that_held_is_known_in_other_projects_and_counted(mity: Mity, project: Path) -> None:
    assert mity("heal", "stats").out.strip() == "no fix was tried yet: `mity heal` counts them"
    heal(mity, project)
    heal(mity, made(mity, "other"))
    counted = mity("heal", "stats", "--json").json
    rows = {row["rule"]: row for row in counted["rules"]}
    assert rows["missing-import"] == {"rule": "missing-import", "tried": 2, "kept": 2, "reverted": 0, "rejected": 0}
    assert all(row["tried"] == row["kept"] + row["reverted"] + row["rejected"] for row in counted["rules"])
    assert "missing-import" in mity("heal", "stats").out
    held = json.loads(Path(counted["file"]).read_text())["mended"]
    assert list(held.values()) == ["missing-import"]


def test_a_folder_of_the_name_is_meant_where_there_is_one(mity: Mity) -> None:
    (mity.workspace / "stats").mkdir()
    assert "no known kind of project" in mity("heal", "stats").err


@pytest.mark.slow
def test_a_kept_fix_becomes_a_rule_whose_test_passes(mity: Mity, project: Path) -> None:
    told = heal(mity, project)
    assert isinstance(told, dict)
    refused = mity("heal", "export", told["run_id"], "--as-rule", "missing-imports", cwd=project)
    assert refused.code == 2 and "missing-import" in refused.err
    done = mity("heal", "export", told["run_id"], "--as-rule", "missing-import", "--json", cwd=project)
    assert done.code == 0, done.text
    folder = Path(done.json["folder"])
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        cwd=folder,
        env={**mity.env, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": ""},
        capture_output=True,
        text=True,
    )
    assert tested.returncode == 0, tested.stdout
    linted = subprocess.run([sys.executable, "-m", "ruff", "check", str(folder)], capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


def test_patches_are_in_the_form_of_git(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    cases = {
        "new.txt": (None, b"a\nb"),
        "gone.txt": (b"a\n", None),
        "same end.txt": (b"a\nb", b"a\nb\n"),
        "returns.txt": (b"a\r\nb\r\n", b"a\r\nc\r\n"),
        "odd.txt": ("a\x0cb\u2028c\n".encode(), "a\x0cb\u2028d\n".encode()),
    }
    text = ""
    for name, (before, after) in cases.items():
        if before is not None:
            (tmp_path / name).write_bytes(before)
        text += patch_of(name, before, after) or ""
    (tmp_path / "all.patch").write_bytes(text.encode())
    git(tmp_path, "apply", "all.patch")
    for name, (_, after) in cases.items():
        assert ((tmp_path / name).read_bytes() if (tmp_path / name).exists() else None) == after
    assert patch_of("x.bin", None, b"\xff") is None


def test_what_the_projects_own_build_writes_over_is_as_before(mity: Mity, project: Path) -> None:
    """Also where the healing ends well, with its repair in; what a person had edited is left, and nothing is lost."""
    build = "import pathlib; pathlib.Path('README.md').write_text('made anew'); pathlib.Path('gone.md').unlink(True)"
    stack = STACK.replace(BUILD, f"{build}; pathlib.Path('mine.md').write_text('over'); {BUILD}")
    texts = {".mity/stack.yaml": stack, "work.py": WORK.replace("* 3", "* 2"), "README.md": "by hand\r\n"}
    for path, text in {**texts, "gone.md": "as it was\n", "mine.md": "once\n"}.items():
        (project / path).write_bytes(text.encode())
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "all")
    (project / "mine.md").write_text("edited")
    done = mity("heal", "--trust", cwd=project)
    assert done.code == 0, done.text
    assert (project / "README.md").read_bytes() == b"by hand\r\n"
    assert (project / "gone.md").read_text() == "as it was\n"
    assert (project / "mine.md").read_text() == "over", "by hand it would be so too"
    assert "import sys\n" in (project / "work.py").read_text()
    assert "README.md" in done.text and "written by the project's own commands" in done.text
    [kept] = project.glob(".mity/exports/*/written/README.md")
    assert kept.read_text() == "made anew"


def test_what_is_written_while_no_command_runs_is_a_persons(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "README.md").write_text("by hand")
    git(tmp_path, "add", "--all")
    written = WrittenOver(tmp_path)
    (tmp_path / "README.md").write_text("edited meanwhile")
    log = ExecutionLog("r", Workflow("heal"), [], WorkflowContext(tmp_path, "demo", "tiny", tmp_path))
    assert written.put_back(log, ()) is None
    now = (tmp_path / "README.md").stat().st_mtime_ns
    written.spans = [(now, now + 1)]
    assert written.put_back(log, ["README.md"]) is None
    assert written.put_back(log, ()) and (tmp_path / "README.md").read_text() == "by hand"


def test_a_linter_that_names_a_file_above_its_complaints_is_told_with_the_place(mity: Mity, project: Path) -> None:
    said = f"{project}/work.py\n  5:12  error  'x' is assigned a value but never used  no-unused-vars\n"
    (project / "said.txt").write_text(said)
    build = "import sys; print(open('said.txt').read()); sys.exit(1)"
    (project / ".mity/stack.yaml").write_text(STACK.replace(BUILD, build))
    told = heal(mity, project)
    assert isinstance(told, dict) and told["needs_input"]["cause"][-1] == "at work.py:5"
