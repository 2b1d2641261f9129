"""What goes back when a healing does not end well: repairs and lock files, not what somebody else wrote."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from harness import git
from mity.changes.snapshot import Snapshots
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import RunState
from mity.services.partial_healing import PartialHealing, PartialHealings, PutBack
from mity.services.written_over import WrittenOver
from mity.workflow.model import Workflow
from rows import each


def diff(*paths: str) -> str:
    return "".join(f"--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-x\n+y\n" for path in paths)


def log_of(root: Path, state: RunState, *attempts: dict[str, str]) -> ExecutionLog:
    """A healing of these attempts that ended in a state."""
    log = ExecutionLog("0001-heal", Workflow("heal", "Heal"), ["build"], WorkflowContext(root, "", output_path=root))
    result = StationResult.done("well", {"seen": True})
    log.results["build"] = replace(result, healing={"attempts": list(attempts)})
    log.state = state
    return log


def kept(text: str, **more: str) -> dict[str, str]:
    return {"verdict": "kept", "diff": text, **more}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two files and a lock."""
    (root := tmp_path / "app").mkdir()
    for name, text in {"a.py": "a\n", "b.py": "b\n", "run.sh": "x\n", "Cargo.lock": "lock\n"}.items():
        (root / name).write_text(text)
    return root


def begun(root: Path, part: str = "", folder: Path = Path()) -> PartialHealing:
    made = PartialHealing(root, ("built",), part, folder)
    made.began(Snapshots(root, ("built",)).take(None))
    return made


def test_repairs_and_locks_go_back_and_what_helped_is_a_patch(root: Path) -> None:
    healing = begun(root)
    (root / "a.py").write_text("mended\n")
    (root / "new.py").write_text("new\n")
    (root / "b.py").write_text("somebody else\n")
    (root / "Cargo.lock").write_text("other\n")
    (root / "poetry.lock").write_text("made\n")
    (root / "run.sh").chmod(0o755)
    (root / "picture").write_bytes(b"\xff\xfe")
    healing.began(Snapshots(root, ("built",)).take(None))  # the first state counts
    attempts = kept(f"{diff('a.py', 'new.py')}mode of run.sh: 644 to 755\npicture: bytes changed\n")
    log = log_of(root, RunState.FAILED, attempts, {"verdict": "reverted", "diff": diff("b.py")})
    back = healing.end(log)
    assert isinstance(back, PutBack)
    assert back.paths == ("Cargo.lock", "a.py", "new.py", "picture", "poetry.lock", "run.sh")
    assert back.helped and back.said.startswith("6 files are as before; what had helped is in ")
    texts = {path.name: path.read_text() for path in root.iterdir() if path.is_file()}
    assert texts == {"a.py": "a\n", "b.py": "somebody else\n", "run.sh": "x\n", "Cargo.lock": "lock\n"}
    assert (root / "run.sh").stat().st_mode & 0o111 == 0
    assert (back.patch.parent / "kept/picture").read_bytes() == b"\xff\xfe"
    git(root, "init", "--quiet")
    git(root, "apply", str(back.patch))
    assert ((root / "a.py").read_text(), (root / "new.py").read_text()) == ("mended\n", "new\n")
    assert (root / "Cargo.lock").read_text() == "other\n" and os.access(root / "run.sh", os.X_OK)


@each(
    ("state", "text", "back"),
    [
        (RunState.COMPLETED, "mended\n", ()),
        (RunState.PAUSED, "mended\n", ()),
        (RunState.WAITING_FOR_INPUT, "mended\n", ("a.py",)),
        (RunState.CANCELLED, "mended\n", ("a.py",)),
        (RunState.FAILED, "a\n", ()),
    ],
)
def test_a_healing_that_ended_well_or_may_go_on_keeps_its_repairs(
    tmp_path: Path, state: RunState, text: str, back: tuple[str, ...]
) -> None:
    (root := tmp_path / "app").mkdir()
    (root / "a.py").write_text("a\n")
    healing = begun(root)
    (root / "a.py").write_text(text)
    log = log_of(root, state, kept(diff("a.py")))
    patch = root / ".mity/exports/0001-heal/kept.patch"
    patch.parent.mkdir(parents=True)
    patch.write_text("of an earlier process")
    found = healing.end(log)
    assert (found.paths if found else ()) == back
    assert (root / "a.py").read_text() == ("a\n" if back else text)
    assert patch.exists() == (state is not RunState.COMPLETED)
    assert found is None or found.said.startswith("a.py is as before")


def test_without_a_repair_locks_alone_go_back(root: Path) -> None:
    healing = PartialHealing(root, ())
    (root / "Cargo.lock").write_text("other\n")
    (root / "a.py").write_text("by hand\n")
    back = healing.end(log_of(root, RunState.FAILED, kept(diff("a.py"))))
    assert back is not None and (back.paths, back.helped) == (("Cargo.lock",), False)
    assert (root / "a.py").read_text() == "by hand\n"


def test_each_part_has_its_own_repairs(tmp_path: Path) -> None:
    for name in ("api", "web"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("a\n")
    parts = {name: (tmp_path / name, ()) for name in ("api", "web")}
    healing = PartialHealings(tmp_path, (), parts)
    healing.began(Snapshots(tmp_path / "web", ()).take(None), "web")
    for name in ("api", "web"):
        (tmp_path / name / "a.py").write_text("mended\n")
    log = log_of(tmp_path, RunState.FAILED, kept(diff("web/a.py"), part="web"), kept(diff("api/a.py")))
    (back,) = healing.end(log)
    assert back.paths == ("a.py",)
    assert [(tmp_path / name / "a.py").read_text() for name in ("api", "web")] == ["mended\n", "a\n"]
    assert (tmp_path / ".mity/exports/0001-heal/web-kept.patch").is_file()


def test_what_a_person_wrote_beside_the_commands_stays(tmp_path: Path) -> None:
    for words in ("init -q", "config user.name T", "config user.email t@example.com"):
        git(tmp_path, *words.split())
    for name in ("made", "mine", "repaired", "gone"):
        (tmp_path / name).write_text("was\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "all")
    watch = WrittenOver(tmp_path)
    for name in ("made", "repaired"):
        (tmp_path / name).write_text("anew\n")
    (tmp_path / "mine").write_text("by hand\n")
    now = time.time_ns()
    os.utime(tmp_path / "mine", ns=(now + 60_000_000_000,) * 2)
    watch.spans = [(now - 3_000_000_000, now + 3_000_000_000)]
    log = log_of(tmp_path, RunState.COMPLETED)
    back = watch.put_back(log, ["repaired"])
    assert back is not None and back.paths == ("made",)
    assert back.said.startswith("made was written by the project's own commands: as before again")
    texts = [(tmp_path / name).read_text() for name in ("made", "mine", "repaired")]
    assert texts == ["was\n", "by hand\n", "anew\n"]
    assert (back.kept / "made").read_text() == "anew\n"
    watch.spans = []
    (tmp_path / "made").write_text("again\n")
    assert watch.put_back(log, []) is None
