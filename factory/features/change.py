"""From one version of a feature to the next: which changes can be made to data that exist, and which cannot."""

from __future__ import annotations

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
    if old.many != new.many:
        raise UsageError(f"the plural of '{new.name}' cannot change from '{old.many.snake}' to '{new.many.snake}'")
    if gone := [name for name in before if name not in after]:
        raise UsageError(
            f"'{new.name}' has a field '{gone[0]}' with data in it: a field is not removed by itself "
            "(remove the feature, or write the migration by hand)"
        )
    for name, one in before.items():
        for key in _KEPT:
            if getattr(one, key) != getattr(after[name], key):
                raise UsageError(f"the field '{name}' cannot change its '{key}': write that migration by hand")
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
