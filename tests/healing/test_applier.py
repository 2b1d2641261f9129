"""Fixes on a real project: applied, judged, and taken back to the last byte; nothing of the user's is touched."""

from __future__ import annotations

import hashlib
import os
import py_compile
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from recovering import recover

from harness import git
from mity.changes.changeset import ChangeSet
from mity.changes.edit import Edit
from mity.command import Command, Outcome
from mity.healing.applier import FixApplier
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.ports import Rejected
from mity.system.runner import Runner
from project_state import sample_project, state_of, unlike

BUILD = Diagnosis(ErrorType.BUILD)
IGNORED = (".venv", "dist", "*.egg-info")


@pytest.fixture(params=["ünï 'quoted' path with spaces", pytest.param("plain", marks=pytest.mark.slow)])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project with every kind of file that could be lost."""
    return sample_project(tmp_path / str(request.param))


@pytest.fixture
def bench(project: Path) -> FixApplier:
    runner = Runner()
    return FixApplier(project, IGNORED, lambda command: runner.run(command))


def python(code: str, root: Path, timeout: float = 20) -> Command:
    return Command((sys.executable, "-c", code), cwd=root, timeout=timeout)


WRECK = """
import os, shutil
from pathlib import Path
Path('src/pkg/app.py').write_bytes(b'gone')
Path('src/pkg/tool.sh').chmod(0o644)
Path('src/naïve – ß.py').unlink()
Path('src/binary.dat').write_bytes(b'')
Path('no-end').write_bytes(b'no line end\\n')
Path('nothing').write_bytes(b'something')
Path('.env').write_bytes(b'TOKEN=')
Path('.env').chmod(0o644)
Path('read-only.txt').unlink()
Path('link').unlink(); Path('link').write_bytes(b'a file now')
Path('dangling').unlink(); Path('dangling').symlink_to('elsewhere')
Path('to-folder').unlink(); os.mkdir('to-folder'); Path('to-folder/x').write_bytes(b'x')
Path('new/deep').mkdir(parents=True); Path('new/deep/file').write_bytes(b'new')
"""


def test_whatever_a_command_did_is_put_back_exactly(project: Path, bench: FixApplier) -> None:
    before = state_of(project)
    fix = Fix("wreck", "wreck", commands=(python(WRECK, project),), scope=("**/*", "*"))
    with pytest.raises(Rejected, match="it deleted"):
        bench.apply(BUILD, fix, 30)
    assert unlike(before, state_of(project)) == []


def test_a_fix_that_was_allowed_is_taken_back_exactly(project: Path, bench: FixApplier) -> None:
    before = state_of(project)
    edits = (
        Edit("src/pkg/app.py", b"x = 2\r\ny = 2\r\n"),
        Edit("src/pkg/tool.sh", b"#!/bin/bash\n"),
        Edit("src/pkg/deep/er/new.py", b"z = 1\n"),
        Edit("src/naïve – ß.py", mode=0o755),
    )
    change = bench.apply(BUILD, Fix("edit", "edit", edits, scope=("src/**",)), 30)
    touched = ["src/naïve – ß.py", "src/pkg/app.py", "src/pkg/deep", "src/pkg/deep/er", "src/pkg/deep/er/new.py"]
    assert unlike(before, state_of(project)) == [*touched, "src/pkg/tool.sh"]
    assert state_of(project)["src/pkg/tool.sh"][0] & 0o777 == 0o755, "an edit keeps the mode"
    assert "-x = 1\r\n" in change.diff
    assert "+++ b/src/pkg/deep/er/new.py" in change.diff
    assert "mode of src/naïve – ß.py: 644 → 755" in change.diff
    assert change.revert() == []
    assert unlike(before, state_of(project)) == []


def test_a_folder_that_was_empty_is_empty_again_and_one_that_was_made_is_gone(project: Path, bench: FixApplier) -> None:
    before = state_of(project)
    code = "import os; os.makedirs('made/empty'); os.rmdir('empty/folder'); os.rmdir('empty')"
    edits = (Edit("empty/other/new.py", b"x\n"),)
    fix = Fix("edit", "edit", (Edit("empty/folder/new.py", b"x\n"), *edits), scope=("**/*",))
    change = bench.apply(BUILD, fix, 30)
    assert change.revert() == []
    assert unlike(before, state_of(project)) == []
    change = bench.apply(BUILD, Fix("x", "x", commands=(python(code, project),), scope=("**/*",)), 30)
    assert not (project / "empty").exists()
    assert change.revert() == []
    assert unlike(before, state_of(project)) == []


@pytest.mark.parametrize(
    "code",
    [
        "import shutil; shutil.rmtree('src/pkg'); open('src/pkg', 'w').close()",
        "import shutil, os; shutil.rmtree('src/pkg'); os.symlink('/', 'src/pkg')",
        "import os; os.remove('no-end'); os.makedirs('no-end/deep'); open('no-end/deep/x', 'w').close()",
    ],
    ids=["file for folder", "link for folder", "folder for file"],
)
def test_files_and_folders_that_changed_places_come_back(project: Path, bench: FixApplier, code: str) -> None:
    before = state_of(project)
    with pytest.raises(Rejected, match="it deleted"):
        bench.apply(BUILD, Fix("bad", "bad", commands=(python(code, project),), scope=("**/*", "*")), 30)
    assert unlike(before, state_of(project)) == []


@pytest.mark.parametrize("folder", ["src/logs", "locks", "src/aside/deep", "a/heal.git"])
def test_folders_named_like_mitys_own_are_the_projects_elsewhere(project: Path, bench: FixApplier, folder: str) -> None:
    (project / folder).mkdir(parents=True)
    (project / folder / "code.py").write_bytes(b"x\n")
    before = state_of(project)
    change = bench.apply(BUILD, Fix("e", "e", (Edit(f"{folder}/code.py", b"y\n"),), scope=("**/*",)), 30)
    assert "-x" in change.diff
    assert change.revert() == []
    assert unlike(before, state_of(project)) == []


def test_pipes_and_sockets_are_passed_over(project: Path, bench: FixApplier) -> None:
    os.mkfifo(project / "src" / "pipe")
    change = bench.apply(BUILD, Fix("edit", "edit", (Edit("src/pkg/app.py", b"x\n"),), scope=("src/**",)), 30)
    assert change.revert() == []
    assert (project / "src" / "pipe").is_fifo()


def test_what_mity_cannot_read_as_a_whole_it_does_not_change(
    project: Path, bench: FixApplier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # a root user can read everything
    with pytest.raises(Rejected, match="cannot be read as a whole, so nothing is changed"):
        bench.apply(BUILD, Fix("edit", "edit", (Edit("src/pkg/app.py", b"x\n"),), scope=("src/**",)), 30)
    monkeypatch.undo()
    assert (project / "src/pkg/app.py").read_bytes() == b"x = 1\r\ny = 2\r\n"


def test_a_second_try_changes_nothing(project: Path, bench: FixApplier) -> None:
    before = state_of(project)
    change = bench.apply(BUILD, Fix("again", "again"), 30)
    assert (change.diff, change.revert()) == ("", [])
    assert unlike(before, state_of(project)) == []


def test_what_a_person_edits_meanwhile_wins(project: Path, bench: FixApplier) -> None:
    edits = (Edit("src/pkg/app.py", b"mity\n"), Edit("src/binary.dat", b"mity"), Edit("src/new.py", b"mity\n"))
    change = bench.apply(BUILD, Fix("edit", "edit", edits, scope=("src/**",)), 30)
    (project / "src/pkg/app.py").write_bytes(b"mine\n")
    (project / "src/new.py").write_bytes(b"mine too\n")
    (project / "src/other.py").write_bytes(b"untouched\n")
    (project / "no-end").unlink()
    assert change.revert() == ["src/new.py", "src/pkg/app.py"]
    assert (project / "src/pkg/app.py").read_bytes() == b"mine\n"
    assert (project / "src/new.py").read_bytes() == b"mine too\n"
    assert (project / "src/other.py").read_bytes() == b"untouched\n"
    assert not (project / "no-end").exists()
    assert (project / "src/binary.dat").read_bytes() == bytes(range(256)) * 9


def test_what_a_person_took_away_meanwhile_stays_away(project: Path, bench: FixApplier) -> None:
    change = bench.apply(BUILD, Fix("edit", "edit", (Edit("src/pkg/app.py", b"mity\n"),), scope=("src/**",)), 30)
    (project / "src/pkg/app.py").unlink()
    assert change.revert() == ["src/pkg/app.py"]
    assert not (project / "src/pkg/app.py").exists()


PYPROJECT = '[project]\nname = "x"\n\n[tool.pytest.ini_options]\naddopts = "-p no:all"\n'


@pytest.mark.parametrize(
    ("diagnosis", "path", "content", "scope", "said"),
    [
        (ErrorType.BUILD, "no-end", "changed", ("src/**",), "it changed no-end, which is outside its scope"),
        (ErrorType.DEPENDENCY, "src/pkg/app.py", "x", (), "it changed src/pkg/app.py, which is outside its scope"),
        (ErrorType.TEST, "src/pkg/app.py", "x", (), "it changed src/pkg/app.py, which is outside its scope"),
        (ErrorType.BUILD, "tests/test_app.py", "", ("**/*",), "which holds tests or gates"),
        (ErrorType.BUILD, "tests/test_new.py", "x", ("**/*",), "which holds tests or gates"),
        (ErrorType.BUILD, "src/test_app.py", "x", ("**/*",), "which holds tests or gates"),
        (ErrorType.BUILD, "conftest.py", "x", ("**/*",), "which holds tests or gates"),
        (ErrorType.CONFIG, ".github/workflows/ci.yml", "x", (), "which holds tests or gates"),
        (ErrorType.CONFIG, "pytest.ini", "x", (), "which holds tests or gates"),
        (ErrorType.CONFIG, ".coveragerc", "x", (), "which holds tests or gates"),
        (
            ErrorType.CONFIG,
            "pyproject.toml",
            PYPROJECT,
            (),
            "it changed [tool.pytest] in pyproject.toml, which is a gate",
        ),
        (ErrorType.BUILD, ".git/config", "x", ("**/*", ".git/*"), "is in a folder that snapshots do not cover"),
        (ErrorType.BUILD, "src/../.git/config", "x", ("**/*", ".git/*"), "is in a folder that snapshots do not cover"),
        (ErrorType.BUILD, ".venv/big", "x", ("**/*",), "is in a folder that snapshots do not cover"),
        (ErrorType.BUILD, ".mity/logs/x.json", "x", ("**/*",), "is in a folder that snapshots do not cover"),
        (ErrorType.BUILD, "../outside.py", "x", ("**/*", "../*"), "leads out of the project"),
        (ErrorType.BUILD, "link", "x", ("**/*", "*"), "leads out of the project"),
        (ErrorType.BUILD, "dangling", "x", ("**/*", "*"), "leads out of the project"),
    ],
)
def test_what_no_fix_may_touch_is_refused_and_byte_identical(
    project: Path, bench: FixApplier, diagnosis: ErrorType, path: str, content: str, scope: tuple[str, ...], said: str
) -> None:
    before = state_of(project.parent)
    fix = Fix("bad", "bad", (Edit("src/binary.dat", b"x"), Edit(path, content.encode())), scope=scope)
    with pytest.raises(Rejected) as raised:
        bench.apply(Diagnosis(diagnosis), fix, 30)
    after = {name: state for name, state in state_of(project.parent).items() if "/.mity" not in name}
    assert unlike(before, after) == []
    if diagnosis is ErrorType.BUILD:
        assert said in str(raised.value)


@pytest.mark.parametrize(
    "code",
    [
        "open('tests/test_app.py', 'w').close()",
        "import os; os.remove('tests/test_app.py')",
        "import os; os.chmod('tests/test_app.py', 0)",
        "import os; i = os.stat('tests/test_app.py'); f = open('tests/test_app.py', 'r+b'); f.seek(31);"
        "f.write(b'0'); f.close(); os.utime('tests/test_app.py', ns=(i.st_atime_ns, i.st_mtime_ns))",
    ],
    ids=["emptied", "deleted", "mode", "in disguise"],
)
def test_a_command_that_weakens_a_test_is_refused(project: Path, bench: FixApplier, code: str) -> None:
    before = state_of(project)
    with pytest.raises(Rejected, match=r"tests/test_app\.py"):
        bench.apply(BUILD, Fix("bad", "bad", commands=(python(code, project),), scope=("**/*",)), 30)
    assert unlike(before, state_of(project)) == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (lambda root: python("raise SystemExit('no such package')", root), "no such package"),
        (lambda root: Command(("no-such-program-at-all",), cwd=root), "was not found"),
        (lambda root: python("import time; time.sleep(30)", root), "was stopped after 0.3 s"),
    ],
    ids=["fails", "not found", "too long"],
)
def test_a_command_that_does_not_end_well_is_a_rejection(
    project: Path, bench: FixApplier, command: Callable[[Path], Command], said: str
) -> None:
    before = state_of(project)
    fix = Fix("bad", "bad", (Edit("src/pkg/app.py", b"x"),), (command(project),), scope=("**/*",))
    with pytest.raises(Rejected, match=said):
        bench.apply(BUILD, fix, 0.3 if "stopped" in said else 30)
    assert unlike(before, state_of(project)) == []


def test_an_interrupt_while_a_fix_is_applied_takes_it_back(project: Path) -> None:
    def interrupt(command: Command) -> Outcome:
        raise KeyboardInterrupt

    before = state_of(project)
    fix = Fix("edit", "edit", (Edit("src/pkg/app.py", b"x"),), (Command(("x",)),), scope=("**/*",))
    with pytest.raises(KeyboardInterrupt):
        FixApplier(project, IGNORED, interrupt).apply(BUILD, fix, 30)
    assert unlike(before, state_of(project)) == []


def test_generated_folders_are_moved_aside_and_come_back(project: Path, bench: FixApplier) -> None:
    before = state_of(project)
    make = python("import os; os.mkdir('.venv'); open('.venv/new', 'w').close()", project)
    change = bench.apply(Diagnosis(ErrorType.UNKNOWN), Fix("anew", "anew", commands=(make,), move_aside=(".venv",)), 30)
    assert [path.name for path in (project / ".venv").iterdir()] == ["new"]
    assert (project / ".mity/aside/.venv/big").read_bytes() == b"not kept", "moved, not deleted"
    assert change.revert() == []
    assert unlike(before, state_of(project)) == []


@pytest.mark.parametrize("name", ["src", "../dist", "to-folder", "tests", ".", "", "src/pkg", "../../dist"])
def test_only_generated_folders_of_the_project_are_moved(project: Path, bench: FixApplier, name: str) -> None:
    (project.parent / "dist").mkdir()
    (project.parent / "dist" / "mine").write_bytes(b"not mity's")
    before = state_of(project.parent)
    bench.apply(Diagnosis(ErrorType.UNKNOWN), Fix("bad", "bad", move_aside=(name,)), 30)
    after = {path: state for path, state in state_of(project.parent).items() if "/.mity" not in path}
    assert unlike(before, after) == []


def digests(root: Path) -> dict[str, str]:
    """Every file of a repository's own folder."""
    files = [path for path in (root / ".git").rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_users_repository_is_never_touched(project: Path, bench: FixApplier) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, *identity, "commit", "--quiet", "--message", "first")
    (project / "no-end").write_bytes(b"stashed")
    git(project, *identity, "stash")
    (project / "src/pkg/app.py").write_bytes(b"staged\n")
    git(project, "add", "src/pkg/app.py")
    (project / "src/pkg/app.py").write_bytes(b"staged and edited\n")
    before, files, status = digests(project), state_of(project), git(project, "status", "--porcelain")
    good = Fix("edit", "edit", (Edit("src/pkg/app.py", b"mity\n"),), scope=("src/**",))
    change = bench.apply(BUILD, good, 30)
    assert digests(project) == before
    change.revert()
    with pytest.raises(Rejected):
        bench.apply(BUILD, Fix("bad", "bad", (Edit("tests/test_app.py", b""),), scope=("**/*",)), 30)
    assert digests(project) == before
    assert unlike(files, state_of(project)) == []
    assert git(project, "status", "--porcelain", "--", ":!.mity") == status
    assert git(project, "stash", "list").count("stash@") == 1


def test_what_mity_keeps_for_itself_is_ignored_by_git(project: Path, bench: FixApplier) -> None:
    git(project, "init", "--quiet")
    status = git(project, "status", "--porcelain")
    fix = Fix("anew", "anew", (Edit("src/pkg/app.py", b"mity\n"),), move_aside=(".venv",), scope=("src/**",))
    bench.apply(BUILD, fix, 30)
    assert git(project, "status", "--porcelain") == status


def test_many_fixes_one_after_the_other_come_back_one_by_one(project: Path, bench: FixApplier) -> None:
    before = state_of(project)
    changes = []
    for number in range(4):
        edit = Edit("src/pkg/app.py", f"version {number}\n".encode())
        changes.append(bench.apply(BUILD, Fix("edit", "edit", (edit,), scope=("src/**",)), 30))
    for number, change in reversed(list(enumerate(changes))):
        assert (project / "src/pkg/app.py").read_bytes() == f"version {number}\n".encode()
        assert change.revert() == []
    assert unlike(before, state_of(project)) == []


def test_compiled_python_of_what_a_command_rewrote_goes_also_when_it_is_taken_back(project: Path) -> None:
    """Python takes a compiled file for current when its source has the same size and second."""
    source = project / "src/pkg/app.py"
    source.write_bytes(b"x = 1\n")
    compiled: list[Path] = []

    def rewrite(command: Command) -> Outcome:
        compiled.append(Path(py_compile.compile(str(source))))
        when = source.stat().st_mtime_ns
        source.write_bytes(b"x = 2\n")
        os.utime(source, ns=(when, when))
        return Outcome(command, 0)

    fix = Fix("r", "t", commands=(Command(("x",)),), scope=("src/**",))
    change = FixApplier(project, IGNORED, rewrite).apply(BUILD, fix, 30)
    assert not compiled[0].exists()
    again = Path(py_compile.compile(str(source)))
    assert change.revert() == []
    assert not again.exists()


def test_a_fix_that_is_kept_leaves_no_record_and_one_under_trial_does(project: Path, bench: FixApplier) -> None:
    fix = Fix("edit", "edit", (Edit("src/pkg/app.py", b"y = 1\n"),), scope=("src/**",))
    change = bench.apply(BUILD, fix, 30)
    (pending,) = ChangeSet.pending(project)
    assert (pending.owner, pending.run_id) == (change.name, "mity")
    change.keep()
    assert ChangeSet.pending(project) == []
    assert (project / "src/pkg/app.py").read_bytes() == b"y = 1\n"
    assert "+y = 1\n" in change.diff, "still known afterwards"


def test_what_a_killed_trial_left_is_put_back_by_the_next_mity(project: Path, bench: FixApplier) -> None:
    before = state_of(project)
    make = python("import os; os.mkdir('.venv'); open('.venv/new', 'w').close(); open('src/made', 'w')", project)
    edits = (Edit("src/pkg/app.py", b"y = 1\n"),)
    bench.apply(BUILD, Fix("anew", "anew", edits, (make,), scope=("src/**",), move_aside=(".venv",)), 30)
    (undone,) = recover(project)
    assert undone.put_back == ("src/made", "src/pkg/app.py")
    assert unlike(before, state_of(project)) == []


def test_a_project_without_git_and_without_rights_to_read_a_file(tmp_path: Path) -> None:
    root = tmp_path / "p"
    root.mkdir()
    (root / "a.py").write_bytes(b"x\n")
    bench = FixApplier(root, (), Runner().run)
    change = bench.apply(BUILD, Fix("edit", "edit", (Edit("a.py", b"y\n"),), scope=("a.py",)), 30)
    change.revert()
    assert (root / "a.py").read_bytes() == b"x\n"
    assert not (root / ".git").exists()
    done = subprocess.run(["git", "rev-parse"], cwd=root, capture_output=True)
    assert done.returncode != 0
