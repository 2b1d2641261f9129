"""What the rules of configuration may change, and that everything of it can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.changes.edit import Edit
from mity.changes.policy import violation
from mity.command import Command, Outcome
from mity.healing.applier import FixApplier
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.ports import Rejected
from mity.healing.scopes import fix_policy
from rows import each

SOURCE = "src/app.py"
TEXT = "x = 'ä'\n".encode()


def judged(error: ErrorType, path: str, before: bytes | None, after: bytes | None, *scope: str) -> str:
    return violation(fix_policy(Diagnosis(error), Fix("r", "t", scope=scope)), {path: (before, after)})


@each("error", [ErrorType.CONFIG, ErrorType.RUNTIME, ErrorType.UNKNOWN, ErrorType.DEPENDENCY])
def test_a_named_file_may_be_new_or_keep_its_characters(error: ErrorType) -> None:
    assert judged(error, SOURCE, None, TEXT, SOURCE) == ""
    assert judged(error, SOURCE, TEXT.decode().replace("\n", "\r\n").encode("utf-16"), TEXT, SOURCE) == ""
    assert "outside its scope" in judged(error, SOURCE, TEXT, TEXT + b"y = 1\n", SOURCE)
    assert "outside its scope" in judged(error, SOURCE, None, TEXT, "src/*.py")
    assert "deleted" in judged(error, SOURCE, TEXT, None, SOURCE)
    assert "tests or gates" in judged(error, "tests/test_a.py", None, TEXT, "tests/test_a.py")


def test_a_runtime_error_may_change_the_data_file_that_is_named() -> None:
    assert judged(ErrorType.RUNTIME, "conf/a.json", b"{,}", b"{}", "conf/a.json") == ""
    assert "outside its scope" in judged(ErrorType.RUNTIME, "conf/a.json", b"{,}", b"{}", "conf/*.json")
    assert "outside its scope" in judged(ErrorType.RUNTIME, "conf/a.json", b"{,}", b"{}")


def test_a_long_file_may_be_put_back() -> None:
    assert judged(ErrorType.BUILD, SOURCE, None, b"".join(b"a%d\n" % i for i in range(900)), SOURCE) == ""


def bench(project: Path) -> FixApplier:
    return FixApplier(project, ("reports", "dist"), lambda command: Outcome(command, 0))


@pytest.mark.parametrize("folder", [True, False])
def test_a_file_in_the_way_is_moved_and_comes_back(tmp_path: Path, folder: bool) -> None:
    place = tmp_path / "reports"
    place.write_text("notes")
    applied = bench(tmp_path).apply(Diagnosis(ErrorType.RUNTIME), Fix("r", "t", move_aside=("reports",)), 9.0)
    assert not place.exists()
    if folder:
        place.mkdir()
        (place / "junit.xml").touch()
    else:
        place.write_text("new")
    applied.revert()
    assert place.read_text() == "notes"


def test_what_is_not_generated_is_never_moved(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("notes")
    bench(tmp_path).apply(Diagnosis(ErrorType.RUNTIME), Fix("r", "t", move_aside=("notes",)), 9.0)
    assert (tmp_path / "notes").read_text() == "notes"


def test_a_fix_that_is_rejected_leaves_every_byte(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / SOURCE).write_bytes(TEXT)
    (tmp_path / "reports").write_text("notes")
    fix = Fix("r", "t", (Edit(SOURCE, b"other"), Edit("new.py", b"")), (Command(("x",)),), move_aside=("reports",))
    with pytest.raises(Rejected):
        bench(tmp_path).apply(Diagnosis(ErrorType.CONFIG), fix, 9.0)
    assert (tmp_path / SOURCE).read_bytes() == TEXT
    assert (tmp_path / "reports").read_text() == "notes"
    assert not (tmp_path / "new.py").exists()
