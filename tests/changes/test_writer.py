"""The files of a plan are written inside the application or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

import mity.templates
from mity.changes.changeset import ChangeSet
from mity.errors import UsageError
from mity.features.application import Application
from mity.features.ownership import Ownership
from mity.features.plan import Action, Plan
from mity.features.writer import PlanWriter
from mity.stacks.catalog import Catalogue
from project_state import sample_project, state_of, unlike

CATALOGUE = Catalogue([Path(mity.templates.__path__[0])])


def writer(root: Path, *actions: Action) -> PlanWriter:
    application = Application(root, CATALOGUE.get("rust-api"), {}, Ownership())
    return PlanWriter(application, Plan("shop", actions), ChangeSet.begin(root, (), "implement", run_id="0001"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    root = sample_project(tmp_path / "app")
    (root / "out").symlink_to(tmp_path / "outside")
    return root


@pytest.mark.parametrize("path", ["../outside/x.py", "out/x.py", "src/../../outside/x.py"])
def test_a_file_outside_is_not_written(root: Path, path: str) -> None:
    with pytest.raises(UsageError, match=r"leads out of .*: mity does not write there"):
        writer(root).write_file(path, b"x")
    assert list((root.parent / "outside").iterdir()) == []


def test_a_plan_that_leads_outside_is_refused_before_anything_is_written(root: Path) -> None:
    before = state_of(root.parent)
    works = writer(root, Action("a.py", "create", "code", "x"), Action("../outside/x.py", "create", "code", "x"))
    with pytest.raises(UsageError, match="leads out of"):
        works.declare()
    after = {path: state for path, state in state_of(root.parent).items() if "/.mity" not in path}
    assert unlike(before, after) == []


def test_what_was_declared_and_written_is_undone(root: Path) -> None:
    before = state_of(root)
    works = writer(root, Action("src/new/a.py", "create", "code", "x\n"), Action("nothing", "delete", "code"))
    works.declare()
    assert works.write(role_is_test=False) == ["src/new/a.py"]
    assert (root / "src/new/a.py").read_bytes() == b"x\n"
    assert not (root / "nothing").exists()
    assert works.change.undo().aside == ()
    assert unlike(before, state_of(root)) == []
