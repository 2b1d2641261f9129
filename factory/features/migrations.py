"""The migrations of one plan: their numbers, and for tools that chain them the name of the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.features.change import added_fields
from mity.features.model import FeatureSpec
from mity.features.plan import Action
from mity.features.templates import FeatureTemplates
from mity.features.view import FeatureView


class Migrations:
    """Makes the migrations of a plan for the application in `root`, each behind the one before.

    `newest` gives the name of the newest migration that is there; it is asked once, and only when one is made.
    """

    def __init__(self, templates: FeatureTemplates, root: Path, newest: Callable[[], str]) -> None:
        self._templates = templates
        self._root = root
        self._newest = newest
        self._number = 0
        self._last = ""

    def drop(self, feature: FeatureView) -> list[Action]:
        """The migration that drops a feature's table, where the stack has migrations. Raises DefinitionError."""
        return [] if self._templates.rules.migrations is None else [self._make("drop", feature)]

    def of(self, feature: FeatureView, old: FeatureSpec | None, template: str) -> list[Action]:
        """The migrations that bring the table of a feature from `old`, made by `template`, to what the feature says.

        Raises UsageError when it needs several at once, DefinitionError.
        """
        if self._templates.rules.migrations is None:
            return []
        if old is None:
            return [self._make("create", feature)]
        added = {one.name for one in added_fields(old, feature.spec)}
        fields = [one for one in feature.fields if one.spec.name in added]
        due = [*self._templates.upgrades(template.rpartition("@")[2]), *(["add"] if fields else [])]
        if len(due) > 1:
            raise UsageError(
                f"the table of '{feature.spec.name}' needs several migrations at once ({', '.join(due)}): "
                "run `mity update --to` for each version, then change the feature"
            )
        return [self._make(kind, feature, fields) for kind in due]

    def _make(self, kind: str, feature: FeatureView, fields: Sequence[Any] = ()) -> Action:
        previous = self._previous(feature)
        self._number = self._number + 1 if self._number else self._templates.next_number(self._root)
        path, text = self._templates.migration(kind, feature, self._number, previous, fields)
        self._last = self._templates.migration_id(kind, feature, self._number)
        return Action(path, "create", "migration", text, feature.spec.name)

    def _previous(self, feature: FeatureView) -> str:
        rules = self._templates.rules.migrations
        assert rules is not None
        if not self._number or rules.previous is None:
            return "" if self._number else self._newest()
        if not self._last:
            raise UsageError(
                f"this stack does not say how its migrations are called (`feature.migrations.id` in stack.yaml), and "
                f"that of '{feature.spec.name}' is to be behind another new one: add these features one at a time"
            )
        return self._last


def template_of(owned: Mapping[str, Any], name: str) -> str:
    """The template that made a feature, by the records of an application."""
    return str(owned[name].get("template", "")) if name in owned else ""
