"""Features brought to what a newer version of the template makes of them, with what their owner changed in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from growing import Growing

from bench_station import exits, python
from mity.changes.changeset import ChangeSet
from mity.features.run_inputs import application_of
from mity.projects.app_record import STACK_FILE
from mity.runs.state import Status
from mity.stations.outdated_features import MadeAnew, make_anew, outdated
from mity.system.trees import tree_digests

KEPT = (".mity/heal.git", ".mity/aside", "formatted", "with")
CODE, TESTED = "features/todos.py", "tests/features/test_todos.py"


class Dated(Growing):
    """Such an application with the feature `todo`, whose template may get newer."""

    def __init__(self, workspace: Path, **commands: Any) -> None:
        super().__init__(workspace, **commands)
        assert self.grow().status is Status.DONE
        self.scope.changes.keep()

    def stack(self, *, install: Any, format: Any) -> None:
        """The newer version has these commands."""
        path = self.root / STACK_FILE
        stack = json.loads(path.read_text())
        stack["commands"]["install"], stack["feature"]["format"] = install, format
        path.write_text(json.dumps(stack))

    def newer(self, path: str, old: str, new: str) -> None:
        """A line of the template of features becomes another one."""
        place = self.root / ".mity/feature/each" / path.replace("todos", "{many_snake}")
        text = place.read_text()
        assert old in text, text
        place.write_text(text.replace(old, new, 1))

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text()
        assert old in text, text
        (self.root / path).write_text(text.replace(old, new, 1))

    def anew(self, *names: str) -> tuple[MadeAnew, ChangeSet]:
        change = ChangeSet.begin(self.root, ("reports",), "stage update", run_id=self.context.run_id)
        return make_anew(self.services, self.context.for_step(), change, list(names), None), change

    def outdated(self) -> dict[str, list[str]]:
        return outdated(application_of(self.services, self.context.for_step()))


@pytest.fixture
def dated(tmp_path: Path) -> Dated:
    count = "import sys; open('formatted', 'a').write('x'); open('with', 'w').write(' '.join(sys.argv[1:]))"
    return Dated(tmp_path, format=python(count, "${files}"))


def test_features_that_are_as_the_template_makes_them_stay(dated: Dated) -> None:
    before = (dated.root / "formatted").read_text()
    made, _ = dated.anew("todo")
    assert (made.changes, made.merged, made.conflicts, made.tools, dated.outdated()) == ([], {}, [], False, {})
    assert (dated.root / "formatted").read_text() == before


def test_a_newer_feature_lands_with_its_owners_changes(dated: Dated) -> None:
    dated.newer(CODE, "for people", "for everybody")
    assert dated.outdated() == {"todo": [CODE]}
    dated.edit(CODE, '"""', '"""Mine: ')
    before = tree_digests(dated.root, KEPT)
    _, change = dated.anew("todo")
    assert tree_digests(dated.root, KEPT) != before
    undone = change.undo()
    assert CODE in undone.put_back and CODE not in undone.aside, "it was announced, so nobody else wrote it"
    assert tree_digests(dated.root, KEPT) == before, "the features and what is recorded of them"
    made, _ = dated.anew("todo")
    assert ([path for _, path in made.changes], made.conflicts) == ([CODE], [])
    assert set(made.merged) == {CODE} and "for everybody" in made.merged[CODE]
    text = (dated.root / CODE).read_text()
    assert '"""Mine: ' in text and "for everybody" in text and dated.outdated() == {}
    assert (dated.root / "with").read_text() == CODE, "what is written is formatted"


def test_what_both_changed_or_the_owner_removed_is_a_conflict_of_that_feature(dated: Dated) -> None:
    dated.newer(CODE, "for people", "for everybody")
    dated.edit(CODE, "for people", "for me")
    made, _ = dated.anew("todo")
    (conflict,) = made.conflicts
    assert (conflict.path, made.merged) == ("feature todo", {}) and f"{CODE}, line" in conflict.why
    (dated.root / CODE).unlink()
    made, _ = dated.anew("todo")
    assert [one.why.partition(" was ")[0] for one in made.conflicts] == [CODE]


def test_what_the_newer_version_needs_is_installed_once_and_before_its_formatter(tmp_path: Path) -> None:
    dated = Dated(tmp_path)
    dated.stack(install=python("open('begun', 'x')"), format=python("open('begun')"))
    dated.newer(CODE, "for people", "for everybody")
    dated.newer(TESTED, "what their", "as their")
    made, _ = dated.anew("todo")
    assert (made.tools, made.conflicts) == (True, [])
    assert sorted(path for _, path in made.changes) == [CODE, TESTED]


def test_nothing_is_formatted_where_what_it_needs_cannot_be_installed(tmp_path: Path) -> None:
    dated = Dated(tmp_path)
    dated.stack(install=exits(4), format=python("open('formatted', 'w')"))
    dated.newer(CODE, "for people", "for everybody")
    made, _ = dated.anew("todo")
    (conflict,) = made.conflicts
    assert conflict.why.startswith("what the new version needs is not there. install: ") and not made.tools
    assert not (dated.root / "formatted").exists()
