"""Features as templates see them: every name in every form, defaults spelled out, values for tests at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mity.features.field_view import FieldView
from mity.features.model import FeatureSpec
from mity.features.names import Names
from mity.features.samples import Invalid
from mity.text.records import dataclass

_COLUMNS = 4
_TOLD_FIRST = (
    *("enum", "ref", "date", "bool", "str", "decimal", "datetime", "int", "float"),
    *("email", "bigint", "url", "text", "uuid", "many", "json"),
)
"""Types by how much a column of them tells of a list: a state more than a size or a long text."""


@dataclass(frozen=True, slots=True)
class FeatureView:
    """A feature: its names in singular and plural, its fields, and the features it needs."""

    spec: FeatureSpec
    all_specs: Mapping[str, FeatureSpec]

    @property
    def one(self) -> Names:
        """Its name in the singular."""
        return self.spec.one

    @property
    def many(self) -> Names:
        """Its name in the plural."""
        return self.spec.many

    @property
    def fields(self) -> list[FieldView]:
        """Its fields in order."""
        return [FieldView(one, self._of(one.to) if one.to else None, self) for one in self.spec.fields_]

    @property
    def stored(self) -> list[FieldView]:
        """The fields that are columns of its table."""
        return [one for one in self.fields if not one.is_many]

    @property
    def listed(self) -> list[FieldView]:
        """The fields that a list is sorted by; those and the manys filter it."""
        return [one for one in self.stored if not one.is_json]

    @property
    def manys(self) -> list[FieldView]:
        """The fields that have any number of other features."""
        return [one for one in self.fields if one.is_many]

    @property
    def refs(self) -> list[FieldView]:
        """The fields that refer to other features."""
        return [one for one in self.fields if one.is_ref]

    @property
    def columns(self) -> list[FieldView]:
        """The fields that a list shows: those asked for, else the label and what people look for first."""
        wanted = self.spec.ui.table
        if wanted:
            return [one for one in self.fields if one.spec.name in wanted]
        others = [one for one in self.fields if one.spec.name != self.label.spec.name]
        return [self.label, *sorted(others, key=lambda one: _TOLD_FIRST.index(one.type))][:_COLUMNS]

    @property
    def label(self) -> FieldView:
        """The field that stands for the whole in lists and choices: a text, or what can be sorted."""
        texts = [one for one in self.fields if one.is_text]
        return (texts or self.listed or self.fields)[0]

    @property
    def soft(self) -> bool:
        """True when a deleted one is hidden, and can be restored."""
        return self.spec.soft_delete

    @property
    def guarded(self) -> list[FieldView]:
        """The refs and manys to what is only hidden when it is deleted: no constraint of the database sees that."""
        return [one for one in self.fields if one.target is not None and one.to.soft]

    @property
    def nav(self) -> bool:
        """True when the navigation leads to it."""
        return self.spec.ui.nav

    @property
    def types(self) -> set[str]:
        """The types of its fields."""
        return {one.type for one in self.fields}

    @property
    def ancestors(self) -> list[FeatureView]:
        """The features without which none of its resources can be made with every ref set, parents first."""
        return list(dict.fromkeys(self._above()))

    def body(
        self, number: int = 0, refs: Mapping[str, Any] | None = None, *, required_only: bool = False
    ) -> dict[str, Any]:
        """A valid resource as JSON data by wire names; `refs` gives those of refs and manys by wire name."""
        found: dict[str, Any] = {}
        for one in self.fields:
            if required_only and not one.required:
                continue
            if not one.is_ref and not one.is_many:
                found[one.wire.snake] = one.sample(number)
            elif refs and one.wire.snake in refs:
                found[one.wire.snake] = refs[one.wire.snake]
        return found

    @property
    def violations(self) -> list[tuple[FieldView, Invalid]]:
        """Every way in which a resource can be refused."""
        return [(one, wrong) for one in self.fields for wrong in one.invalid]

    def _of(self, name: str) -> FeatureView:
        return FeatureView(self.all_specs[name], self.all_specs)

    def _above(self) -> Iterator[FeatureView]:
        for name in self.spec.refers_to:
            parent = self._of(name)
            yield from parent._above()
            yield parent

    def __hash__(self) -> int:
        return hash(self.spec.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FeatureView) and other.spec == self.spec


def views(specs: Mapping[str, FeatureSpec]) -> list[FeatureView]:
    """Every feature of an application, by name."""
    return [FeatureView(specs[name], specs) for name in sorted(specs)]
