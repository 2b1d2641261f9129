"""What an agent does outside of its copy is found and put back, and voids its work; what it started ends with it."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from small_project import SmallProject

from mity import ExecutionLog
from mity.changes.watch import ProjectWatch
from rows import each

pytestmark = pytest.mark.usefixtures("unconfined")

MENDS = "open('calc.py', 'w').write('a + b\\n')\n"
TEST = "grep -q 'a + b' calc.py || { echo 'FAILED t::add - AssertionError: assert add is wrong'; exit 1; }"
DAEMON = """
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execve(sys.executable, [sys.executable, "-c", CODE], {})
    os._exit(0)
os.wait()
"""


def made(root: Path) -> SmallProject:
    """A project that fails its test, with folders that git ignores, a repository and a link."""
    project = SmallProject(root, {"build": "true", "test": TEST}, ignore=["cached", ".venv"])
    project.write("calc.py", "a - b\n")
    for path in (".venv/lib/judge.py", "cached/x", ".git/config", ".git/hooks/pre-commit", ".git/refs/heads/main"):
        project.write(path, "as it was\n")
    (root / "way").symlink_to("calc.py")
    return project


def healed(folder: Path, script: str) -> tuple[SmallProject, ExecutionLog, dict[str, Any]]:
    """What became of a project whose agent mends it and runs `script`, in which ROOT is the project."""
    project = made(folder / "an app ü")
    agent = folder / "agent.py"
    agent.write_text(f"import os, shutil, pathlib\nROOT = pathlib.Path({str(project.root)!r})\n{MENDS}{script}\n")
    project.write(".mity/config.toml", f'[agent]\ncommand = ["{sys.executable}", "{agent}"]\n')
    log = project.run("build", "test", heal=True)
    healing = log.results["test"].healing
    assert healing is not None
    return project, log, next(one for one in healing["attempts"] if "agent" in one)


def state(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every path of a project with its mode and content, mity's own apart."""
    paths = [path for path in root.rglob("*") if ".mity" not in path.relative_to(root).parts]
    return {
        str(path.relative_to(root)): (
            path.lstat().st_mode,
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b"",
        )
        for path in paths
    }


STRAYS = {
    "ignored folder": "(ROOT / '.venv/lib/judge.py').write_text('yes')",
    "new file in an ignored folder": "(ROOT / '.venv/lib/sitecustomize.py').write_text('yes')",
    "new folder": "(ROOT / 'cached/deep/er').mkdir(parents=True); (ROOT / 'cached/deep/er/x').write_text('y')",
    "time set back": (
        "p = ROOT / 'cached/x'; s = p.stat(); p.write_text('as it WAS\\n')\n"
        "os.utime(p, ns=(s.st_atime_ns, s.st_mtime_ns))"
    ),
    "configuration of git": "(ROOT / '.git/config').write_text('[core]')",
    "hook": "(ROOT / '.git/hooks/pre-commit').write_text('exit 0')",
    "branch": "(ROOT / '.git/refs/heads/main').write_text('0' * 40)",
    "mode": "(ROOT / '.git/hooks/pre-commit').chmod(0o755)",
    "deleted": "(ROOT / 'cached/x').unlink()",
    "deleted folder": "shutil.rmtree(ROOT / '.venv')",
    "folder for a link": "shutil.rmtree(ROOT / '.venv'); (ROOT / '.venv').symlink_to('/tmp')",
    "link led elsewhere": "(ROOT / 'way').unlink(); (ROOT / 'way').symlink_to('cached/x')",
    "through a link of its own": "os.symlink(ROOT, 'there'); open('there/cached/x', 'w').write('y')",
    "the project itself": "(ROOT / 'calc.py').write_text('a + b')",
    "mity's settings": "(ROOT / '.mity/stack.yaml').write_text('{}')",
}


@each("script", STRAYS.values(), ids=STRAYS)
def test_whatever_is_changed_in_a_project_that_is_watched_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    project = made(tmp_path / "an app ü").root
    (tmp_path / "copy").mkdir()
    monkeypatch.chdir(tmp_path / "copy")
    before, stack = state(project), (project / ".mity/stack.yaml").read_text()
    with ProjectWatch(project) as watch:
        exec(script, {"ROOT": project, "os": os, "shutil": shutil})
        assert watch.put_back() != []
        assert watch.put_back() == []
    assert state(project) == before
    assert (project / ".mity/stack.yaml").read_text() == stack


def test_what_an_agent_writes_outside_its_copy_voids_its_work(tmp_path: Path) -> None:
    project, log, attempt = healed(tmp_path, STRAYS["ignored folder"])
    assert not log.results["test"].success
    assert (attempt["verdict"], "worked on its copy: put back" in attempt["why"]) == ("rejected", True), attempt["why"]
    assert (project.root / ".venv/lib/judge.py").read_text() == "as it was\n"
    assert (project.root / "calc.py").read_text() == "a - b\n"


@pytest.mark.slow
def test_what_tools_write_by_the_way_is_no_offence(tmp_path: Path) -> None:
    """An editor refreshes the index of git, a server that runs writes its log: the work of the agent counts."""
    by_the_way = "(ROOT / '.git/index').write_text('new'); (ROOT / 'cached/app.log').write_text('line')"
    project, log, attempt = healed(tmp_path, by_the_way)
    assert (log.results["test"].success, attempt["verdict"]) == (True, "kept"), attempt["why"]
    assert (project.root / "cached/app.log").read_text() == "line"


def test_nothing_is_written_through_a_link_that_took_the_place_of_a_folder(tmp_path: Path) -> None:
    project, outside = tmp_path / "p", tmp_path / "outside"
    for folder in (project / "lib", outside):
        folder.mkdir(parents=True)
        (folder / "x").write_text("as it was")
    (outside / "x").write_text("of somebody else")
    with ProjectWatch(project) as watch:
        (project / "lib" / "x").unlink()
        (project / "lib").rmdir()
        (project / "lib").symlink_to(outside)
        assert watch.put_back() == ["lib", "lib/x"]
    assert (outside / "x").read_text() == "of somebody else"
    assert (project / "lib" / "x").read_text() == "as it was" and not (project / "lib").is_symlink()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans to an ancestor that asks for them")
def test_a_daemon_without_group_parent_and_environment_ends_with_its_agent(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    there = f"os.path.exists({str(pid)!r}) and open({str(pid)!r}).read()"
    wait = f"\nimport time\nwhile not ({there}):\n    time.sleep(0.01)\n"
    _, log, attempt = healed(tmp_path, f"CODE = {code!r}{DAEMON}{wait}")
    assert (log.results["test"].success, attempt["verdict"]) == (True, "kept"), attempt["why"]
    assert not alive(int(pid.read_text()))


def alive(pid: int) -> bool:
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return False
        time.sleep(0.01)
    return True
