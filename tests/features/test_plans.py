"""What becomes of a file when a feature comes, changes or goes, by who wrote it last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mity.changes.changeset import ChangeSet
from mity.errors import UsageError
from mity.features.application import Application
from mity.features.ownership import Owned, Ownership, digest
from mity.features.plan import Action, Plan, plan_derived, plan_files, plan_removal
from mity.features.writer import PlanWriter
from mity.stacks.catalog import StackFolder
from mity.stacks.model import Stack
from rows import each

TESTS = ("tests/**",)
Files = Mapping[str, str]


def owned(files: Files, feature: str = "todo", role: str = "code", rendered: str | None = None) -> Ownership:
    """mity wrote these files, from a render of the same text or of `rendered`."""
    made = Ownership()
    for path, text in files.items():
        bare = digest((text if rendered is None else rendered).encode())
        made.own(path, Owned("t@1", digest(text.encode()), feature, role, bare), text)
    return made


def plan(rendered: Files, ownership: Ownership, there: Files) -> dict[str, str]:
    """The kind of action for each file."""
    actions = plan_files("todo", rendered, ownership, lambda path: _bytes(there, path), TESTS)
    return {action.path: action.kind for action in actions}


def derived(rendered: Files, ownership: Ownership, there: Files) -> dict[str, str]:
    actions = plan_derived(rendered, ownership, lambda path: _bytes(there, path))
    assert all(action.role == "derived" for action in actions)
    return {action.path: action.kind for action in actions}


def removal(ownership: Ownership, there: Files) -> dict[str, str]:
    actions = plan_removal("todo", ownership, lambda path: _bytes(there, path))
    return {action.path: action.kind for action in actions}


def _bytes(there: Files, path: str) -> bytes | None:
    return there[path].encode() if path in there else None


A = {"a.py": "a"}
EDITED = {"a.py": "mine"}


def test_a_new_file_is_created_and_one_of_the_same_render_is_kept() -> None:
    assert plan(A, Ownership(), {}) == {"a.py": "create"}
    assert plan(A, owned(A), A) == {"a.py": "keep"}
    assert plan(A, owned(A), EDITED) == {"a.py": "keep"}, "the owner's change is nobody's business"


def test_a_file_that_mity_wrote_is_updated_and_an_edited_one_merged() -> None:
    new = {"a.py": "a2"}
    assert plan(new, owned(A), A) == {"a.py": "update"}
    assert plan(new, owned(A), EDITED) == {"a.py": "merge"}


def test_what_a_merge_would_start_from_must_be_known() -> None:
    ownership = owned(A)
    ownership.bases.clear()
    with pytest.raises(UsageError, match=r"a\.py was edited, and what mity once wrote is not known any more"):
        plan({"a.py": "a2"}, ownership, EDITED)


def test_a_file_of_somebody_else_is_never_overwritten() -> None:
    with pytest.raises(UsageError, match=r"a\.py is in the way"):
        plan(A, Ownership(), EDITED)
    with pytest.raises(UsageError, match=r"a\.py is in the way"):
        plan(A, owned(A, feature="other"), A)


def test_a_file_that_its_owner_moved_is_not_made_again() -> None:
    with pytest.raises(UsageError, match=r"a\.py was moved or deleted"):
        plan({"a.py": "a2"}, owned(A), {})


def test_tests_are_told_from_code_by_the_stack() -> None:
    actions = plan_files("todo", {"a.py": "", "tests/a.py": ""}, Ownership(), lambda path: None, TESTS)
    assert {action.path: action.role for action in actions} == {"a.py": "code", "tests/a.py": "test"}


@each(("there", "actions"), [(A, {"a.py": "delete"}), (EDITED, {}), ({}, {})])
def test_a_file_that_is_no_longer_rendered_goes_unless_its_owner_edited_it(there: Files, actions: Files) -> None:
    assert plan({}, owned(A), there) == actions


@each("role", ["migration", "derived", "record"])
def test_only_code_and_tests_go_when_they_are_no_longer_rendered(role: str) -> None:
    assert plan({}, owned(A, role=role), A) == {}


def test_files_made_of_all_features_are_kept_or_made_again() -> None:
    assert derived(A, Ownership(), {}) == {"a.py": "derive"}
    assert derived(A, owned(A, "", "derived"), A) == {"a.py": "keep"}
    assert derived({"a.py": "a2"}, owned(A, "", "derived"), A) == {"a.py": "derive"}
    assert derived(A, owned(A, "", "derived"), {}) == {"a.py": "derive"}, "a missing one is made again"


def test_files_made_of_all_features_are_nobody_elses() -> None:
    with pytest.raises(UsageError, match=r"a\.py is made of all features by mity and was edited"):
        derived({"a.py": "a2"}, owned(A, "", "derived"), EDITED)
    with pytest.raises(UsageError, match=r"a\.py is in the way and not mity's"):
        derived(A, Ownership(), A)


def test_a_feature_goes_with_its_files_and_leaves_its_migrations() -> None:
    ownership = owned({"a.py": "a", "tests/a.py": "t"})
    ownership.own("001.sql", Owned("t@1", digest(b"m"), "todo", "migration", digest(b"m")), "m")
    ownership.own("b.py", Owned("t@1", digest(b"b"), "other", "code", digest(b"b")), "b")
    there = {"a.py": "a", "tests/a.py": "t", "001.sql": "m", "b.py": "b"}
    assert removal(ownership, there) == {"a.py": "delete", "tests/a.py": "delete"}
    assert removal(ownership, {"001.sql": "edited"}) == {}, "what is gone already is passed over"


def test_a_feature_with_an_edited_file_stays() -> None:
    with pytest.raises(UsageError, match=r"a\.py was edited since mity wrote it: it is not removed"):
        removal(owned(A), EDITED)


@pytest.fixture
def writer(tmp_path: Path) -> PlanWriter:
    """A writer for an application in which nothing is planned."""
    root = tmp_path / "app"
    root.mkdir()
    folder = StackFolder(Stack(id="bench", title="", language="python"), tmp_path)
    application = Application(root, folder, {}, Ownership())
    return PlanWriter(application, Plan("todo", ()), ChangeSet.begin(root, (), "stage grow", run_id="0001-a-abcd"))


@pytest.mark.parametrize("path", ["../out.txt", "link/out.txt", "/tmp/../out.txt"])
def test_nothing_is_written_outside_the_application(writer: PlanWriter, tmp_path: Path, path: str) -> None:
    root = writer.application.root
    (tmp_path / "elsewhere").mkdir()
    (root / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"out\.txt leads out of .*: mity does not write there"):
        writer.write_file(path, b"x")
    with pytest.raises(UsageError, match="leads out of"):
        writer.application.read(path)
    assert not list(tmp_path.rglob("out.txt"))


def test_a_file_of_the_plan_is_written_with_its_folders(writer: PlanWriter) -> None:
    writer.write_file("new/folder/a.txt", b"x")
    assert (writer.application.root / "new" / "folder" / "a.txt").read_bytes() == b"x"


def test_tests_are_written_apart_from_the_rest(writer: PlanWriter) -> None:
    actions = (Action("a.py", "create", "code", "a"), Action("t.py", "create", "test", "t"))
    writer.plan = Plan("todo", (*actions, Action("k.py", "keep", "code", "k")))
    writer.declare()
    assert writer.write(role_is_test=True) == ["t.py"]
    assert not (writer.application.root / "a.py").exists()
    assert writer.write(role_is_test=False) == ["a.py"]
    assert not (writer.application.root / "k.py").exists()
