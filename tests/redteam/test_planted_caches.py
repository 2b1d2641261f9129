"""What a clone, a template or a build laid into `.mity/cache`, tried on each of its writers: it leads nowhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bench_station import StationBench, exits, python
from mity.errors import MityError
from mity.evidence.files import Earlier
from mity.services.project_checks import project_checks
from mity.system.files import ignored_folder
from rows import each

GOOD = "<testsuite><testcase name='add'/></testsuite>"
Trap = Callable[[Path, Path], object]
"""Lays something into the `.mity` of a project (first) that leads to a folder outside (second)."""


def link(path: str, below: str = "") -> Trap:
    def lay(home: Path, out: Path) -> None:
        place = home / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(out / below)

    return lay


def file(path: str, text: str, mode: int = 0o644) -> Trap:
    def lay(home: Path, out: Path) -> None:
        place = home / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        place.chmod(mode)

    return lay


def pipe(path: str) -> Trap:
    def lay(home: Path, out: Path) -> None:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(home / path)

    return lay


TRAPS: dict[str, Trap] = {
    "the home is a link": link("."),
    "the cache is a link": link("cache"),
    "the cache is a link to a file": link("cache", "precious.txt"),
    "the cache is a link to nowhere": link("cache", "not there"),
    "the note is a link": link("cache/.gitignore", "made.txt"),
    "the note is a pipe": pipe("cache/.gitignore"),
    "earlier results are a link": link("cache/earlier-999999999-x"),
    "results aside are a link": link("cache/before-x"),
    "a file is aside": file("cache/before-x", "a file"),
    "the report is a link": link("cache/junit.xml", "precious.txt"),
    "the report is a link to nowhere": link("cache/junit.xml", "made.xml"),
    "the report is a pipe": pipe("cache/junit.xml"),
    "the report of a known runner is a link": link("cache/verify-junit.xml", "precious.txt"),
    "the folder of a report is a link": link("cache/sub"),
    "a hook is aside": file("cache/earlier-999999999-x/.git/hooks/post-commit", "#!/bin/sh\ntouch pwned\n", 0o755),
    "a stack is aside": file("cache/earlier-999999999-x/.mity/stack.yaml", "id: evil"),
    "a workflow is aside": file("cache/earlier-999999999-x/.mity/workflows/heal.yaml", "name: heal"),
    "settings are aside": file("cache/earlier-999999999-x/.mity/config.toml", "[agent]\ncommand = ['touch', 'x']"),
    "a module is aside": file("cache/earlier-999999999-x/sitecustomize.py", "raise SystemExit(0)"),
    "a report is aside": file("cache/earlier-999999999-x/reports/new.xml", GOOD),
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that is nobody's business here."""
    made = tmp_path / "out"
    made.mkdir()
    (made / "precious.txt").write_text("precious")
    (made / "before-mine").mkdir()
    (made / "before-mine" / "kept.txt").write_text("kept")
    made.chmod(0o755)
    return made


def state(folder: Path) -> dict[str, object]:
    found: dict[str, object] = {".": folder.stat().st_mode}
    for path in sorted(folder.rglob("*")):
        found[str(path.relative_to(folder))] = path.read_text() if path.is_file() else path.lstat().st_mode
    return found


def moved(root: Path) -> None:
    """A step with declared evidence."""
    (root / "reports").mkdir(exist_ok=True)
    old = root / "reports" / "junit.xml"
    old.write_text(GOOD)
    with Earlier(root, [old], []):
        old.parent.joinpath("junit.xml").write_text(GOOD)


def noted(root: Path) -> None:
    """What keeps the cache out of commits."""
    ignored_folder(root / ".mity" / "cache")


def checked(root: Path) -> None:
    """The report of a runner that a project sets up itself."""
    (root / "pytest.ini").write_text("[pytest]\n")
    bench = StationBench(root.parent / "bench", {"commands": {"build": exits(0)}})
    (root / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    (root / ".venv" / "bin" / "pytest").write_text("#!/bin/sh\n")
    (root / ".venv" / "bin" / "pytest").chmod(0o755)
    project_checks(bench.services, bench.context, root, "test")


WRITERS: dict[str, Callable[[Path], None]] = {"evidence": moved, "note": noted, "checks": checked}


@each("trap", TRAPS)
@each("writer", WRITERS)
def test_no_writer_of_the_cache_is_led_astray(tmp_path: Path, out: Path, trap: str, writer: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    home = root / ".mity"
    if trap == "the home is a link":
        home.symlink_to(out)
    else:
        TRAPS[trap](home, out)
    before, there = state(out), outside_of_cache(root)
    try:
        WRITERS[writer](root)
    except (MityError, OSError) as error:
        assert "Traceback" not in str(error)
    assert state(out) == before
    new = outside_of_cache(root) - there
    assert {one for one in new if not one.startswith(("reports", "pytest.ini", ".venv"))} == set()
    assert "reports/new.xml" not in new


def outside_of_cache(root: Path) -> set[str]:
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}
    return {one for one in found if not one.startswith(".mity/cache/")}


@pytest.mark.slow
@each("trap", [name for name in TRAPS if name not in ("the home is a link", "the note is a pipe")])
@each("station", ["build", "test"])
def test_no_station_is_led_astray(tmp_path: Path, out: Path, trap: str, station: str) -> None:
    work = tmp_path / "work"
    before = state(out)
    stack_run(work, trap, station, out)
    assert state(out) == before
    assert not (work / "app" / ".git").exists()
    assert not (work / "app" / "sitecustomize.py").exists()


def stack_run(work: Path, trap: str, station: str, out: Path) -> None:
    path = ".mity/cache/junit.xml"
    code = (
        "import os, sys; p = sys.argv[1]; os.makedirs(os.path.dirname(p), exist_ok=True)\n"
        "if not os.path.lexists(p): open(p, 'w').write(sys.argv[2])"
    )
    command = python(code, path, GOOD)
    stack = {"commands": {"test": command, "build": command}, "report": {"path": path}, "artefacts": [path]}
    bench = StationBench(work, stack)
    TRAPS[trap](bench.root / ".mity", out)
    try:
        bench.run(station)
    except (MityError, OSError) as error:
        assert "Traceback" not in str(error)


@pytest.mark.parametrize("note", ["!*\n", "# nothing\n", "\n", "*.log\n", "*\n!junit.xml\n"])
def test_a_note_that_hides_nothing_is_written_anew(tmp_path: Path, note: str) -> None:
    cache = tmp_path / ".mity" / "cache"
    cache.mkdir(parents=True)
    (cache / ".gitignore").write_text(note)
    ignored_folder(cache)
    assert (cache / ".gitignore").read_text() == "*\n"
