"""Features as templates see them: every name in every form, defaults spelled out, values for tests at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mity.features import samples
from mity.features.field import FieldSpec, decimal_shape
from mity.features.model import FeatureSpec
from mity.features.names import Names
from mity.features.samples import Invalid
from mity.text.records import dataclass

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
URL = r"https?://[^\s/?#]+[^\s]*"
_COLUMNS = 4
_TOLD_FIRST = (
    *("enum", "ref", "date", "bool", "str", "decimal", "datetime", "int", "float"),
    *("email", "bigint", "url", "text", "uuid"),
)
"""Types by how much a column of them tells of a list: a state more than a size or a long text."""
_WIDEST = {"email": 254, "url": 2000}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field. `name` has its forms; `wire` is its name in JSON and in the table."""

    spec: FieldSpec
    target: FeatureView | None = None

    @property
    def name(self) -> Names:
        """Its name."""
        return Names(self.spec.name)

    @property
    def wire(self) -> Names:
        """Its name in JSON and in the table, `project_id` for a ref."""
        return Names(self.spec.wire)

    @property
    def type(self) -> str:
        """One of the model's types."""
        return self.spec.type

    @property
    def is_text(self) -> bool:
        """True for what is a plain text with a length: str, text, email, url."""
        return self.type in ("str", "text", "email", "url")

    @property
    def is_whole(self) -> bool:
        """True for int and bigint."""
        return self.type in ("int", "bigint")

    @property
    def is_number(self) -> bool:
        """True for int, bigint and float."""
        return self.is_whole or self.type == "float"

    @property
    def is_ref(self) -> bool:
        """True when it refers to another feature."""
        return self.type == "ref"

    @property
    def optional(self) -> bool:
        """True when it may be null."""
        return self.spec.optional

    @property
    def required(self) -> bool:
        """True when a new resource must be given it."""
        return not self.spec.optional and self.spec.default is None

    @property
    def default(self) -> Any:
        """What a new resource gets when it is not given; None for nothing."""
        return self.spec.default

    @property
    def has_default(self) -> bool:
        """True when it has a default other than null."""
        return self.spec.default is not None

    @property
    def unique(self) -> bool:
        """True when no two resources may have the same value."""
        return self.spec.unique

    @property
    def index(self) -> bool:
        """True when the table has an index for it that a unique constraint does not make."""
        return (self.spec.index or self.is_ref) and not self.spec.unique

    @property
    def min(self) -> Any:
        """The least length or value, None for none; whole types always have one."""
        return self.spec.low if not self.is_text or self.type in ("str", "text") else 0

    @property
    def max(self) -> Any:
        """The greatest length or value, None for none; texts and whole types always have one."""
        return _WIDEST.get(self.type, self.spec.high)

    @property
    def pattern(self) -> str:
        """The regular expression that the whole text must match, without anchors; empty for none."""
        return {"email": EMAIL, "url": URL}.get(self.type, self.spec.pattern)

    @property
    def values(self) -> tuple[str, ...]:
        """The values of an enum."""
        return self.spec.values

    @property
    def digits(self) -> int:
        """Digits of a decimal in all."""
        return decimal_shape(self.spec)[0]

    @property
    def places(self) -> int:
        """Digits of a decimal after the point."""
        return decimal_shape(self.spec)[1]

    @property
    def on_delete(self) -> str:
        """What becomes of it when what it refers to is deleted: restrict, cascade or set_null."""
        return self.spec.on_delete or "restrict"

    @property
    def to(self) -> FeatureView:
        """The feature that a ref refers to."""
        assert self.target is not None
        return self.target

    def sample(self, number: int = 0) -> Any:
        """A valid value, for a ref None."""
        return samples.sample(self.spec, number)

    @property
    def invalid(self) -> list[Invalid]:
        """One value for each way of being refused."""
        return list(samples.invalid(self.spec))


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
        return [FieldView(one, self._of(one.to) if one.type == "ref" else None) for one in self.spec.fields_]

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
        """The field that stands for the whole in lists and choices: the first text, else the first field."""
        texts = [one for one in self.fields if one.is_text]
        return (texts or self.fields)[0]

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
        """A valid resource as JSON data by wire names; `refs` gives values of refs by wire name (else left out)."""
        found: dict[str, Any] = {}
        for one in self.fields:
            if required_only and not one.required:
                continue
            if not one.is_ref:
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
