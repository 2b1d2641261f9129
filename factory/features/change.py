"""From one version of a feature to the next: which changes can be made to data that exist, and which cannot."""

from __future__ import annotations

from decimal import Decimal

from mity.errors import UsageError
from mity.features.field import FieldSpec
from mity.features.model import FeatureSpec

_KEPT = ("type", "optional", "unique", "index", "to", "on_delete", "p", "s")


def added_fields(old: FeatureSpec, new: FeatureSpec) -> tuple[FieldSpec, ...]:
    """The fields that `new` has more than `old`.

    Raises UsageError for a change that would need to rewrite stored data: fields renamed, removed or of another type,
    and new fields that rows which exist could not have.
    """
    before = {one.name: one for one in old.fields_}
    after = {one.name: one for one in new.fields_}
    _check_table(old, new)
    if gone := [name for name in before if name not in after]:
        raise UsageError(
            f"'{new.name}' has a field '{gone[0]}' with data in it: a field is not removed by itself "
            "(remove the feature, or write the migration by hand)"
        )
    for name, one in before.items():
        for key in _KEPT:
            if getattr(one, key) != getattr(after[name], key):
                raise UsageError(f"the field '{name}' cannot change its '{key}': write that migration by hand")
        if what := _narrower(one, after[name]):
            raise UsageError(
                f"the field '{name}' would take less than before ({what}) and what is stored may not fit: "
                "write that migration by hand"
            )
    added = tuple(one for one in new.fields_ if one.name not in before)
    for one in added:
        if not one.optional and one.default is None:
            raise UsageError(
                f"the new field '{one.name}' has no value for what is stored already: "
                "make it optional or give a default"
            )
        if one.unique and not one.optional:
            raise UsageError(
                f"the new field '{one.name}' cannot be unique: what is stored already would share its value"
            )
    return added


def _check_table(old: FeatureSpec, new: FeatureSpec) -> None:
    """Raises UsageError where the table would be another one, or its rows hidden or shown."""
    if old.many != new.many:
        raise UsageError(f"the plural of '{new.name}' cannot change from '{old.many.snake}' to '{new.many.snake}'")
    if old.soft_delete != new.soft_delete:
        raise UsageError(f"'{new.name}' cannot change its 'soft_delete': write that migration by hand")


def _narrower(old: FieldSpec, new: FieldSpec) -> str:
    """How the values of a field are fewer than before, in words; empty when they are not."""
    if new.low is not None and (old.low is None or new.low > old.low):
        return f"min {_shown(old.low)} becomes {_shown(new.low)}"
    if new.high is not None and (old.high is None or new.high < old.high):
        return f"max {_shown(old.high)} becomes {_shown(new.high)}"
    if new.pattern and new.pattern != old.pattern:
        return "another pattern"
    if gone := [value for value in old.values if value not in new.values]:
        return f"without the value '{gone[0]}'"
    return ""


def _shown(bound: float | Decimal | None) -> str:
    return "none" if bound is None else str(bound)
