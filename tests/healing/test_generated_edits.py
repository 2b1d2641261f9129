"""Edits that are worked out while a fix is applied, as a coding agent does in a copy of the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mity.changes.edit import Edit
from mity.command import Run
from mity.healing.applier import FixApplier
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.ports import Rejected
from mity.system.runner import Runner

BUILD = Diagnosis(ErrorType.BUILD)


class Thinking:
    """Works out one edit; meanwhile somebody does something to the project."""

    def __init__(self, meanwhile: Callable[[], object], why: str = "") -> None:
        self._meanwhile = meanwhile
        self._why = why
        self.record: dict[str, Any] = {}

    def edits(self, run: Run, limit_s: float) -> tuple[Edit, ...]:
        """The edit, or Rejected with its reason."""
        self._meanwhile()
        if self._why:
            raise Rejected(self._why)
        return (Edit("app.py", b"mended = True\n"),)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One source and one note."""
    (tmp_path / "app.py").write_text("mended = False\n")
    (tmp_path / "notes.txt").write_text("mine\n")
    return tmp_path


def applied(project: Path, thinking: Thinking) -> str:
    """Why the fix was rejected; empty when it was applied."""
    runner = Runner()
    fix = Fix("agent", "mends it", scope=("app.py",), generator=thinking)
    try:
        FixApplier(project, (), lambda command: runner.run(command)).apply(BUILD, fix, 10)
    except Rejected as error:
        return str(error)
    return ""


def test_it_is_applied_where_nothing_else_changed(project: Path) -> None:
    assert applied(project, Thinking(lambda: None)) == ""
    assert (project / "app.py").read_text() == "mended = True\n"


@pytest.mark.parametrize("why", ["", "the agent gave up"])
@pytest.mark.parametrize(
    ("name", "text"), [("notes.txt", "changed\n"), ("app.py", "changed\n"), ("notes.txt", None), ("new.txt", "new\n")]
)
def test_it_is_void_where_somebody_changed_the_project_meanwhile(
    project: Path, name: str, text: str | None, why: str
) -> None:
    path = project / name
    change = path.unlink if text is None else lambda: path.write_text(text)
    said = applied(project, Thinking(change, why))
    assert said == f"{why or 'nothing was applied'}; {name} changed in the project meanwhile, left as it is"
    assert (path.read_text() if path.exists() else None) == text
    assert (project / "app.py").read_text() != "mended = True\n"
