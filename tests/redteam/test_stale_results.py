"""Results of other sources that a tool would take for current ones: a proof must not rest on them."""

from __future__ import annotations

import os
import py_compile
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench, exits, python
from mity.runs.state import Status
from mity.system.stale import freshen
from rows import each, in_turns

REPORT = {"path": "reports/junit.xml"}
TESTS = """
import pathlib, sys
sys.dont_write_bytecode = False
sys.path.insert(0, ".")
import calc
bad = "" if calc.add(2, 3) == 5 else "<failure/>"
pathlib.Path("reports").mkdir(exist_ok=True)
pathlib.Path("reports/junit.xml").write_text(f"<testsuite><testcase name='add'>{bad}</testcase></testsuite>")
sys.exit(bool(bad))
"""
MAKE = "dist/app: calc.py\n\tmkdir -p dist && cp calc.py dist/app\n"


def bench(tmp_path: Path, **commands: Any) -> StationBench:
    tests = {"argv": [sys.executable, "check.py"], "timeout": 20}
    stack = {"commands": {"test": tests, **commands}, "report": REPORT, "ignore": ["dist", "reports"]}
    made = StationBench(tmp_path, {**stack, "artefacts": ["dist/*"]})
    made.write("calc.py", "def add(a, b):\n    return a + b\n")
    made.write("check.py", TESTS)
    return made


def edit(path: Path, old: str, new: str) -> None:
    """Changes a file without changing its size or its date."""
    info = path.stat()
    text = path.read_text()
    assert old in text and len(old) == len(new)
    path.write_text(text.replace(old, new))
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


@pytest.mark.parametrize("folder", in_turns(["pkg", "."], 1))
def test_bytecode_of_another_source_does_not_pass(tmp_path: Path, folder: str) -> None:
    made = bench(tmp_path)
    if folder != ".":
        made.write("pkg/inner.py", "def add(a, b):\n    return a + b\n")
        made.write("calc.py", "from pkg.inner import add\n")
    assert made.run("test").status is Status.DONE
    source = made.root / ("calc.py" if folder == "." else "pkg/inner.py")
    shutil.copyfile(source, kept := tmp_path / "kept.py")
    made.run("test")
    assert kept.exists()
    edit(source, "a + b", "a - b")
    assert made.run("test").status is Status.FAILED


def test_bytecode_that_somebody_left_does_not_pass(tmp_path: Path) -> None:
    made = bench(tmp_path)
    py_compile.compile(str(made.root / "calc.py"), doraise=True)
    edit(made.root / "calc.py", "a + b", "a - b")
    assert made.run("test").status is Status.FAILED


def test_bytecode_that_python_never_compares_does_not_pass(tmp_path: Path) -> None:
    """Compiled as for an image, then the source went on."""
    made = bench(tmp_path)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(made.root / "calc.py"), doraise=True, invalidation_mode=unchecked)
    edit(made.root / "calc.py", "a + b", "a - b")
    assert made.run("test").status is Status.FAILED


def test_bytecode_that_is_cut_off_does_no_harm(tmp_path: Path) -> None:
    made = bench(tmp_path)
    compiled = Path(py_compile.compile(str(made.root / "calc.py"), doraise=True) or "")
    compiled.write_bytes(compiled.read_bytes()[:40])
    assert made.run("test").status is Status.DONE


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_a_source_with_an_old_date_is_built_again(tmp_path: Path) -> None:
    made = bench(tmp_path, build={"argv": ["make"], "timeout": 20})
    made.write("Makefile", MAKE)
    assert made.run("build").status is Status.DONE
    source = made.root / "calc.py"
    source.write_text("def add(a, b):\n    return a - b\n")
    os.utime(source, (1_000_000_000, 1_000_000_000))
    assert made.run("build").status is Status.DONE
    assert "a - b" in (made.root / "dist/app").read_text()


def test_dates_of_a_project_without_results_stay(tmp_path: Path) -> None:
    made = bench(tmp_path, build=exits(0))
    os.utime(made.root / "calc.py", (1_000_000_000, 1_000_000_000))
    made.run("build")
    assert (made.root / "calc.py").stat().st_mtime == 1_000_000_000


@pytest.mark.parametrize("left", ["<testsuite><testcase name='a'/></testsuite>", "no report"])
def test_an_earlier_report_is_none_of_this_run(tmp_path: Path, left: str) -> None:
    made = bench(tmp_path, test=exits(0))
    made.write("reports/junit.xml", left)
    ended = made.run("test")
    assert (ended.status, "left no junit report" in ended.message) == (Status.FAILED, True)
    assert (made.root / "reports/junit.xml").read_text() == left


GOOD = "<testsuite timestamp='{}'><testcase classname='c' name='add' time='0.001'/></testsuite>"
COPY = "import pathlib, shutil; pathlib.Path('reports').mkdir(); shutil.copyfile('{}', 'reports/junit.xml')"


def test_a_report_that_was_copied_from_the_project_proves_nothing(tmp_path: Path) -> None:
    made = bench(tmp_path, test=python(COPY.format("kept.txt")))
    made.write("kept.txt", GOOD.format("")[:-12] + " </testsuite>")
    ended = made.run("test")
    assert "has the bytes of kept.txt, which was there before" in ended.message
    assert "not proven" in ended.message


def test_a_copy_that_was_laid_out_anew_is_one(tmp_path: Path) -> None:
    code = COPY.format("kept.xml").replace(
        "shutil.copyfile", "(lambda a, b: pathlib.Path(b).write_text(pathlib.Path(a).read_text().replace('><', '> <')))"
    )
    made = bench(tmp_path, test=python(code))
    made.write("kept.xml", GOOD.format(""))
    assert "junit.xml says what kept.xml says, which was there before" in made.run("test").message


def test_a_report_that_is_a_kept_file_under_its_name_proves_nothing(tmp_path: Path) -> None:
    made = bench(tmp_path, test=python("import os; os.mkdir('reports'); os.link('kept.txt', 'reports/junit.xml')"))
    made.write("kept.txt", GOOD.format(""))
    assert "has the bytes of kept.txt" in made.run("test").message


@each("told", ["2026-01-02T03:04:05+00:00", "1700000000", "1700000000123", "1700000000.25"])
def test_a_report_that_tells_of_an_earlier_run_proves_nothing(tmp_path: Path, told: str) -> None:
    made = bench(tmp_path / "p", test=python(COPY.format(tmp_path / "elsewhere.xml")))
    (tmp_path / "elsewhere.xml").write_text(GOOD.format(told))
    assert f"junit.xml tells of a run at {told}" in made.run("test").message


def test_a_report_that_counts_its_time_in_seconds_may_be_of_now(tmp_path: Path) -> None:
    text = f"import pathlib, time; made = {GOOD!r}.format(int(time.time())); pathlib.Path('reports').mkdir()"
    write = f"{text}; pathlib.Path('reports/junit.xml').write_text(made)"
    assert "not proven" not in bench(tmp_path, test=python(write)).run("test").message


@pytest.mark.slow
@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.000Z"])
def test_a_report_of_now_counts_in_whatever_zone(tmp_path: Path, form: str) -> None:
    now = time.strftime(form, time.gmtime())
    write = "import pathlib; pathlib.Path('reports').mkdir(); pathlib.Path('reports/junit.xml').write_text({!r})"
    assert "not proven" not in bench(tmp_path, test=python(write.format(GOOD.format(now)))).run("test").message


def test_the_baseline_believes_no_earlier_report(tmp_path: Path) -> None:
    made = bench(tmp_path, test=python("print('all well')"), build=exits(0))
    made.write("reports/junit.xml", "<testsuite><testcase name='a'/></testsuite>")
    assert made.run("baseline").evidence["tests"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("cache", [False, True])
def test_moving_results_aside_leaves_no_folder_that_was_not_there(tmp_path: Path, cache: bool) -> None:
    made = bench(tmp_path)
    made.write("reports/junit.xml", "<testsuite><testcase name='a'/></testsuite>")
    if cache:
        made.write(".mity/cache/mine", "x")
    assert made.run("test").status is Status.DONE
    assert (made.root / ".mity/cache").exists() is cache


def test_what_a_killed_run_had_moved_aside_is_removed(tmp_path: Path) -> None:
    made = bench(tmp_path)
    made.write(".mity/cache/.gitignore", "*\n")
    made.write(".mity/cache/before-killed/reports/junit.xml", "old")
    assert made.run("test").status is Status.DONE
    assert not (made.root / ".mity/cache").exists()


def test_a_source_that_was_changed_after_its_date_is_newer_than_what_was_built(tmp_path: Path) -> None:
    long_ago = int(time.time()) - 3600
    for name in ("src/calc.c", "dist/app"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (long_ago, long_ago))
    freshen(tmp_path, ("dist",), ("out",))
    assert (tmp_path / "src/calc.c").stat().st_mtime == long_ago, "nothing was built, so nothing can be stale"
    freshen(tmp_path, ("dist",), ("dist",))
    assert (tmp_path / "src/calc.c").stat().st_mtime > (tmp_path / "dist/app").stat().st_mtime
