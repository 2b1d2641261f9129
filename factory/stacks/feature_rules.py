"""What stack.yaml says of features, beside the templates in the stack's folder `feature/`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mity.stacks.command_spec import Strict, Variants

FEATURE_VARIABLES = frozenset({"files", "tests"}) | {
    f"{number}_{form}" for number in ("one", "many") for form in ("snake", "kebab", "camel", "pascal", "upper", "flat")
}


class Migrations(Strict):
    """Where a feature's migrations go: a path with `{number}` (a format such as `{number:04d}`) and `{slug}`.

    `previous` is a command whose last line begins with the name of the newest migration, for tools that chain them;
    `id` is the name that a migration gets, of the same places as the path, for a second one behind it in the same plan.
    """

    path: Annotated[str, Field(pattern=r"\{number(:\d+d)?\}")]
    previous: Variants | None = None
    id: str = ""


class FeatureRules(Strict):
    """What add-feature must know of a stack, beside the templates in its folder `feature/`.

    `languages` names tables of words that no feature and no field may be called; `reserved` and `reserved_fields` add
    to them. `tests` are globs of the rendered files that are tests. `format` formats `${files}`, `red` runs the
    feature's tests alone (`${tests}`, or names such as `${many_snake}`), both as argument vectors. `types` are those
    of the types that came later (`LATER_TYPES`) which the templates make, `abilities` what they make of a feature
    beside its fields: `soft_delete`.
    """

    languages: tuple[str, ...] = ()
    reserved: tuple[str, ...] = ()
    reserved_fields: tuple[str, ...] = ()
    tests: Annotated[tuple[str, ...], Field(min_length=1)]
    migrations: Migrations | None = None
    format: Variants | None = None
    red: Variants | None = None
    types: tuple[str, ...] = ()
    abilities: tuple[Literal["soft_delete"], ...] = ()
