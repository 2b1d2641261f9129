"""The files of a plan, written into an application: tests first, then the rest, then the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from mity.changes.below import Announced
from mity.changes.diff import unified
from mity.changes.merge import merge
from mity.errors import MityError, UsageError
from mity.features.application import SPECS, Application
from mity.features.model import FeatureSpec
from mity.features.ownership import Owned, digest
from mity.features.plan import Action, Plan
from mity.projects.app_record import BASES_FILE, OWNERSHIP_FILE
from mity.system.files import drop_bytecode, inside, storage_error
from mity.text.records import dataclass, field


@dataclass(slots=True)
class PlanWriter:
    """A plan under way. `merged` holds what it did to each file that the owner had changed, as a diff."""

    application: Application
    plan: Plan
    change: Announced
    merged: dict[str, str] = field(default_factory=dict)

    def declare(self) -> None:
        """Makes durable what is about to be written."""
        records = {OWNERSHIP_FILE, BASES_FILE, *(f"{SPECS}/{name}.yaml" for name in self.plan.features)}
        self.change.declare({action.path for action in self.plan.changes} | records)

    def write(self, role_is_test: bool) -> list[str]:
        """Writes the tests, or everything else; the paths. Raises StorageError."""
        actions = [a for a in self.plan.changes if (a.role == "test") is role_is_test]
        for action in actions:
            if action.kind == "delete":
                self._delete(action.path)
            else:
                self.write_file(action.path, action.text.encode())
        return [action.path for action in actions if action.writes]

    def record(self, specs: Sequence[FeatureSpec], run_id: str) -> None:
        """Joins the owner's changes with the formatted texts and records what is mity's.

        A feature of the plan that is not among `specs` was removed.
        Raises MityError when changes of the owner and of the feature meet in the same lines.
        """
        owned = self.application.ownership
        for action in self.plan.actions:
            if action.kind == "delete":
                owned.forget(action.path)
            elif action.writes and action.role != "record":
                self._own(action)
        for name in set(self.plan.features) - {spec.name for spec in specs}:
            owned.features.pop(name, None)
            for path in [path for path, one in owned.of(name).items() if one.role != "migration"]:
                owned.forget(path)
        for spec in specs:
            owned.features[spec.name] = {
                "spec": spec.to_json(),
                "template": self.application.template,
                "run_id": run_id,
            }
        files, bases = owned.dump()
        self.write_file(OWNERSHIP_FILE, files)
        self.write_file(BASES_FILE, bases)

    def _own(self, action: Action) -> None:
        made = self.application.read(action.path)
        if made is None:
            raise MityError(f"{action.path} was written and is not there any more: something else changes the project")
        text = made.decode("utf-8")
        base = self.application.ownership.base(action.path)
        rendered = digest(action.text.encode())
        record = Owned(self.application.template, digest(made), action.feature, action.role, rendered)
        if action.kind == "merge":
            assert base is not None
            theirs = (self.change.content(action.path) or b"").decode("utf-8")
            joined = merge(base, theirs, text, action.path)
            self.write_file(action.path, joined.encode())
            self.merged[action.path] = unified(action.path, theirs.encode(), joined.encode())
        self.application.ownership.own(action.path, record, text)

    def write_file(self, path: str, data: bytes) -> None:
        """Writes one file of the application. Raises UsageError for one outside, StorageError."""
        full = self.application.root / path
        if not inside(self.application.root, full):
            raise UsageError(f"{path} leads out of {self.application.root}: mity does not write there")
        try:
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_bytes(data)
        except OSError as error:
            raise storage_error("write", full, error) from error
        drop_bytecode(self.application.root, [path])

    def _delete(self, path: str) -> None:
        full = self.application.root / path
        if ".." in PurePosixPath(path).parts or not inside(self.application.root, full.parent):
            raise UsageError(f"{path} leads out of {self.application.root}: mity removes nothing there")
        try:
            full.unlink(missing_ok=True)
            for folder in full.relative_to(self.application.root).parents:
                place = self.application.root / folder
                if place == self.application.root or any(item.name != "__pycache__" for item in place.iterdir()):
                    break
                _drop(place)
        except OSError as error:
            raise storage_error("delete", full, error) from error


def check_merges(application: Application, plan: Plan) -> None:
    """Raises MityError where changes of the owner are sure to meet the plan's in the same lines; nothing is written.

    What a formatter changed of an earlier text is passed over: it would change this one too, and that is not known.
    """
    owned = application.ownership
    for action in plan.actions:
        base = owned.base(action.path) if action.kind == "merge" else None
        if base is not None and owned.files[action.path].rendered == digest(base.encode()):
            merge(base, (application.read(action.path) or b"").decode("utf-8"), action.text, action.path)


def _drop(folder: Any) -> None:
    """An empty folder, or one that holds nothing but compiled Python."""
    cache = folder / "__pycache__"
    for file in cache.glob("*.pyc") if cache.is_dir() else ():
        file.unlink()
    if cache.is_dir():
        cache.rmdir()
    folder.rmdir()


def paths_of_tests(plan: Plan, feature: str = "") -> list[str]:
    """The test files that the plan writes, of one feature or of all."""
    tests = (action for action in plan.changes if action.role == "test" and action.writes)
    return [action.path for action in tests if feature in ("", action.feature)]


def written(plan: Plan) -> Iterable[Action]:
    """The actions whose files a formatter may touch."""
    return (action for action in plan.changes if action.writes and action.role != "record")
