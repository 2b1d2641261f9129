"""What a feature is: the model of its YAML."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from mity.features.field import FieldSpec, check_name
from mity.features.names import Names, plural
from mity.features.strict import Strict
from mity.stacks.command_spec import Line

MOST_FIELDS = 40
OF_SOFT_DELETE = frozenset({"deleted_at", "living"})
"""Columns that a table has for `soft_delete`."""


class Ui(Strict):
    """How pages show it: in the navigation or not, and which fields a list has columns for (none: the first few)."""

    nav: bool = True
    table: tuple[str, ...] = ()


class FeatureSpec(Strict):
    """A resource: its name in the singular and the plural, its fields, and what people will check it by.

    With `soft_delete` a deleted one is hidden, keeps what it has, and can be restored.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, populate_by_name=True)

    mity: Literal["feature/1"] = "feature/1"
    name: str
    plural: str = ""
    kind: Literal["resource"] = "resource"
    fields_: Annotated[tuple[FieldSpec, ...], Field(alias="fields", min_length=1, max_length=MOST_FIELDS)]
    soft_delete: bool = False
    ui: Ui = Ui()
    acceptance: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> FeatureSpec:
        check_name(self.name, "feature")
        if self.plural:
            check_name(self.plural, "plural")
        if self.many.snake == self.name:
            raise ValueError(f"'{self.name}' has no plural of its own: give one, such as `plural: {self.name}_list`")
        seen: dict[str, str] = {}
        for one in self.fields_:
            for form in {one.wire, one.name}:
                flat = form.replace("_", "")
                if seen.get(flat, one.name) != one.name or (one.name == seen.get(flat) and form == one.name):
                    raise ValueError(f"two fields are called '{form}', or nearly so")
                seen[flat] = one.name
        if self.soft_delete and (taken := set(seen.values()) & OF_SOFT_DELETE):
            raise ValueError(f"soft_delete needs the name '{sorted(taken)[0]}' itself: choose another one")
        if unknown := set(self.ui.table) - {one.name for one in self.fields_}:
            raise ValueError(f"ui.table names '{sorted(unknown)[0]}', which is no field")
        if self.name in self.refers_to:
            raise ValueError(f"'{self.name}' refers to itself: cyclic references cannot be made")
        return self

    @property
    def one(self) -> Names:
        """Its name in the singular."""
        return Names(self.name)

    @property
    def many(self) -> Names:
        """Its name in the plural."""
        return Names(self.plural or plural(self.name))

    @property
    def refers_to(self) -> tuple[str, ...]:
        """The features that its refs and manys name."""
        return tuple(dict.fromkeys(one.to for one in self.fields_ if one.to))

    def to_json(self) -> dict[str, Any]:
        """Plain data in a fixed order, without what is default: what is kept as YAML."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        rows = [
            {"name": one.name, "type": one.type, **one.model_dump(mode="json", exclude_defaults=True)}
            for one in self.fields_
        ]
        return {"mity": self.mity, "name": self.name, **data, "fields": rows}
