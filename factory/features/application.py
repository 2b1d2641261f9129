"""An application that is being extended: its stack, its features, and plans for more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.features.change import added_fields
from mity.features.check import check_feature, check_removal
from mity.features.migrations import Migrations, template_of
from mity.features.model import FeatureSpec
from mity.features.ownership import Ownership, digest
from mity.features.plan import Action, Plan, joined_plan, plan_derived, plan_files, plan_removal
from mity.features.specfile import dump_spec
from mity.features.templates import FeatureTemplates
from mity.features.view import FeatureView, views
from mity.projects.app_record import BASES_FILE, OWNERSHIP_FILE, read_app
from mity.projects.detect import recognise
from mity.projects.parts import parts_of
from mity.reading import read_bytes
from mity.stacks.catalog import Catalogue, StackFolder
from mity.stacks.feature_rules import FeatureRules
from mity.system.files import inside
from mity.text.records import dataclass

SPECS = ".mity/features"


@dataclass(frozen=True, slots=True)
class Application:
    """An application as it is now. `previous` names its newest migration, where the stack chains them.

    `sides` are the parts of one that has several: each is an application, and has every feature.
    """

    root: Path
    folder: StackFolder
    answers: Mapping[str, str]
    ownership: Ownership
    previous: Callable[[], str] = lambda: ""
    sides: tuple[Application, ...] = ()

    @property
    def rules(self) -> FeatureRules:
        """What the stack says of features. Raises UsageError when it says nothing."""
        if self.folder.stack.feature is None:
            raise UsageError(
                f"stack {self.folder.stack.id} does not say how features are made (`feature` in stack.yaml)"
            )
        return self.folder.stack.feature

    @property
    def features(self) -> dict[str, FeatureSpec]:
        """The features as they were last made, by name."""
        return self.ownership.specs or {name: spec for side in self.sides for name, spec in side.features.items()}

    @property
    def template(self) -> str:
        """The template and its version, as files are marked with it."""
        return f"{self.folder.stack.id}@{self.folder.stack.version}"

    def check(self, *specs: FeatureSpec) -> None:
        """Raises UsageError when the application cannot take the features, in one sentence; nothing is written."""
        for side in self.sides:
            side.check(*specs)
        if self.sides:
            return
        after = {**self.features, **{spec.name: spec for spec in specs}}
        for spec in specs:
            check_feature(spec, self.rules, after)
            if (old := self.features.get(spec.name)) is not None:
                added_fields(old, spec)

    def plan_add(self, *specs: FeatureSpec) -> Plan:
        """The plan that makes the features, or brings them up to date. Raises UsageError, DefinitionError."""
        names = tuple(spec.name for spec in specs)
        if self.sides:
            return joined_plan(names, {side.root.name: side.plan_add(*specs) for side in self.sides})
        self.check(*specs)
        after = {**self.features, **{spec.name: spec for spec in specs}}
        templates = self._templates()
        migrations = Migrations(templates, self.root, self.previous)
        actions: list[Action] = []
        for spec in specs:
            view, made_by = FeatureView(spec, after), template_of(self.ownership.features, spec.name)
            actions += plan_files(spec.name, templates.each(view), self.ownership, self.read, self.rules.tests)
            actions += migrations.of(view, self.features.get(spec.name), made_by)
        actions += plan_derived(templates.derived(views(after)), self.ownership, self.read)
        actions += [self._record(spec) for spec in specs]
        about = {spec.name: f"{spec.name}: " if len(specs) > 1 else "" for spec in specs}
        notes = (f"to be checked by hand: {about[spec.name]}{line}" for spec in specs for line in spec.acceptance)
        return Plan(names, tuple(actions), tuple(notes))

    def plan_remove(self, name: str) -> Plan:
        """The plan that takes a feature away. Raises UsageError, DefinitionError."""
        if self.sides:
            return joined_plan((name,), {side.root.name: side.plan_remove(name) for side in self.sides})
        features = self.features
        check_removal(name, features)
        templates = self._templates()
        actions = plan_removal(name, self.ownership, self.read)
        actions += Migrations(templates, self.root, self.previous).drop(FeatureView(features[name], features))
        rest = {key: spec for key, spec in features.items() if key != name}
        actions += plan_derived(templates.derived(views(rest)), self.ownership, self.read)
        if self.read(f"{SPECS}/{name}.yaml") is not None and f"{SPECS}/{name}.yaml" not in self.ownership.files:
            actions.append(Action(f"{SPECS}/{name}.yaml", "delete", "record"))
        return Plan((name,), tuple(actions))

    def drift(self, name: str) -> dict[str, str]:
        """The files of a feature that are not as mity wrote them: edited or missing."""
        found = {f"{side.root.name}/{path}": what for side in self.sides for path, what in side.drift(name).items()}
        for path, owned in sorted(self.ownership.of(name).items()):
            data = self.read(path)
            if data is None or digest(data) != owned.sha256:
                found[path] = "missing" if data is None else "edited"
        return found

    def describe(self, name: str) -> dict[str, Any]:
        """A feature for lists: what it is, its files, its drift."""
        if self.sides:
            return self._of_sides(name)
        spec = self.features[name]
        row = self.ownership.features[name]
        written = self.read(f"{SPECS}/{name}.yaml")
        return {
            "name": name,
            "plural": spec.many.snake,
            "fields": [f"{one.name}:{one.type}" for one in spec.fields_],
            "refers_to": list(spec.refers_to),
            "files": sorted(self.ownership.of(name)),
            "drift": self.drift(name),
            "spec_changed": written is None or written != dump_spec(spec).encode(),
            "template": row.get("template", ""),
            "outdated": row.get("template", "") != self.template,
            "acceptance": list(spec.acceptance),
        }

    def read(self, path: str) -> bytes | None:
        """The bytes of a file of the application; None when it is not there. Raises UsageError for one outside."""
        full = self.root / path
        if not inside(self.root, full):
            raise UsageError(f"{path} leads out of {self.root}: mity does not write there")
        try:
            return read_bytes(full)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(f"cannot read {full}: {error.strerror or error}") from error

    def _of_sides(self, name: str) -> dict[str, Any]:
        """A feature of several parts for lists; one that a part lacks is told among the drift."""
        rows = {side.root.name: side.describe(name) for side in self.sides if name in side.features}
        lacking = {f"{side.root.name}/": "missing" for side in self.sides if side.root.name not in rows}
        return {
            **next(iter(rows.values())),
            "files": [f"{part}/{path}" for part, row in rows.items() for path in row["files"]],
            "drift": {**self.drift(name), **lacking},
            "template": ", ".join(str(row["template"]) for row in rows.values()),
            **{key: any(row[key] for row in rows.values()) for key in ("spec_changed", "outdated")},
        }

    def _record(self, spec: FeatureSpec) -> Action:
        """What becomes of the file that keeps the description of a feature."""
        path, text = f"{SPECS}/{spec.name}.yaml", dump_spec(spec)
        same = self.features.get(spec.name) == spec and self.read(path) == text.encode()
        return Action(path, "keep" if same else "update", "record", text, spec.name)

    def _templates(self) -> FeatureTemplates:
        return FeatureTemplates(self.folder.folders, self.rules, self.answers)


def open_application(
    root: Path,
    catalogue: Catalogue,
    previous: Callable[[], str] = lambda: "",
    folder: StackFolder | None = None,
) -> Application:
    """The application in `root`, of the stack `folder` where that is known.

    Raises UsageError when it is none that mity made, or its records are damaged.
    """
    app = read_app(root)
    if not app:
        raise UsageError(f"{root} was not created by mity (it has no .mity/app.json): name an application with --app")
    folder = folder or recognise(root, catalogue)
    answers = {str(name): str(value) for name, value in (app.get("answers") or {}).items()}
    sides = tuple(
        open_application(part.root, catalogue, folder=part.folder) for part in parts_of(folder, root, catalogue)
    )
    return Application(root, folder, answers, read_ownership(root), previous, sides)


def read_ownership(root: Path) -> Ownership:
    """What is mity's in an application. Raises UsageError when the records are damaged."""
    return Ownership.read(*(_bytes(root / name) for name in (OWNERSHIP_FILE, BASES_FILE)))


def _bytes(path: Path) -> bytes | None:
    try:
        return read_bytes(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
