"""Whether an application can take a feature: words of its language, what is taken, references."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from mity.errors import UsageError
from mity.features.field_types import LATER_TYPES, LONGEST_NAME, USUAL_RULES
from mity.features.model import FeatureSpec
from mity.features.names import Names
from mity.stacks.feature_rules import FeatureRules
from mity.suggest import did_you_mean


@cache
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    data = tomllib.loads(files("mity.features").joinpath("words.toml").read_text(encoding="utf-8"))
    return {name: {kind: frozenset(words) for kind, words in table.items()} for name, table in data.items()}


def languages() -> frozenset[str]:
    """The languages whose words are known."""
    return frozenset(_tables())


def check_feature(spec: FeatureSpec, rules: FeatureRules, others: Mapping[str, FeatureSpec]) -> None:
    """Raises UsageError, in one sentence, when an application with the features `others` cannot take this one."""
    _check_types(spec, rules)
    if spec.soft_delete and "soft_delete" not in rules.abilities:
        raise UsageError(
            f"'{spec.name}' has soft_delete, which applications of this stack cannot do: leave it out, "
            "or use a stack that can (docs/stacks.md)"
        )
    _check_words(spec, rules)
    taken = {word.replace("_", "") for word in rules.reserved}
    for names in (spec.one, spec.many):
        if names.flat in taken:
            raise UsageError(f"'{names.snake}' is taken in applications of this stack: choose another name")
    _check_links(spec, ())
    for other in others.values():
        if other.name != spec.name:
            _check_apart(spec, other)
    _check_refs(spec, others)


def in_order(specs: Sequence[FeatureSpec]) -> tuple[FeatureSpec, ...]:
    """The features so that each follows those among them that it refers to, else as they are.

    Raises UsageError when two have one name, or when they refer to each other in a circle.
    """
    named = {spec.name: spec for spec in specs}
    if len(named) < len(specs):
        names = [spec.name for spec in specs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(f"two features are called '{twice}': leave one out, or give it a name of its own")
    for spec in specs:
        _check_circle(spec, named)
    found: dict[str, FeatureSpec] = {}

    def add(spec: FeatureSpec) -> None:
        for name in spec.refers_to:
            if name in named:
                add(named[name])
        found.setdefault(spec.name, spec)

    for spec in specs:
        add(spec)
    return tuple(found.values())


def check_removal(name: str, features: Mapping[str, FeatureSpec]) -> None:
    """Raises UsageError when there is no such feature or another one refers to it."""
    if name not in features:
        raise UsageError(f"this application has no feature '{name}': {did_you_mean(name, features)}")
    if users := sorted(other.name for other in features.values() if name in other.refers_to):
        raise UsageError(f"'{users[0]}' refers to '{name}': remove or change that feature first")


def _check_types(spec: FeatureSpec, rules: FeatureRules) -> None:
    for one in spec.fields_:
        if one.type in LATER_TYPES - set(rules.types):
            raise UsageError(
                f"field '{one.name}': applications of this stack have no fields of type {one.type}: leave it out, "
                "or use a stack that has them (docs/stacks.md)"
            )


def _check_words(spec: FeatureSpec, rules: FeatureRules) -> None:
    for names, what in ((spec.one, "feature"), (spec.many, "plural")):
        if language := _word_of(names, rules.languages, types=True):
            raise UsageError(f"the {what} '{names.snake}' is a word of {language}: choose another name")
    own = set(rules.reserved_fields)
    for one in spec.fields_:
        for names in {Names(one.name), Names(one.wire)}:
            if language := _word_of(names, rules.languages, types=False):
                raise UsageError(f"the field '{names.snake}' is a word of {language}: choose another name")
            if names.snake in own:
                raise UsageError(
                    f"the field '{names.snake}' is taken in applications of this stack: choose another name"
                )


def _word_of(names: Names, known: Iterable[str], *, types: bool) -> str:
    """The language that a name is a word of, or an empty string; for a feature also its classes count."""
    forms = {names.snake, names.camel, names.flat}
    for language in known:
        table = _tables()[language]
        if forms & table["words"] or (types and names.pascal in table.get("types", frozenset())):
            return language
    return ""


def link_tables(spec: FeatureSpec) -> dict[str, str]:
    """The tables of links that a feature has, without `_`, and the fields that they are of."""
    return {f"{spec.name}_{one.wire}".replace("_", ""): one.name for one in spec.fields_ if one.type == "many"}


def _check_links(spec: FeatureSpec, taken: Iterable[str]) -> None:
    """Raises UsageError for a table of links whose name another table has, or that is longer than databases take."""
    mine = link_tables(spec)
    if clash := {spec.many.flat, *taken} & set(mine):
        name = mine[sorted(clash)[0]]
        raise UsageError(f"field '{name}': another table is called '{spec.name}_{name}': choose another name")
    for name in mine.values():
        if len(table := f"{spec.name}_{name}") > LONGEST_NAME:
            raise UsageError(f"field '{name}': its table would be called '{table}': choose a shorter name")


def _check_apart(spec: FeatureSpec, other: FeatureSpec) -> None:
    _check_links(spec, {other.many.flat, *link_tables(other)})
    if spec.many.flat in link_tables(other):
        raise UsageError(f"'{spec.many.snake}' is a table of the feature '{other.name}': choose another name or plural")
    mine = {spec.one.flat, spec.many.flat}
    if clash := mine & {other.one.flat, other.many.flat}:
        raise UsageError(f"'{sorted(clash)[0]}' is taken by the feature '{other.name}': choose another name or plural")


def _check_refs(spec: FeatureSpec, others: Mapping[str, FeatureSpec]) -> None:
    for name in spec.refers_to:
        if name not in others:
            raise UsageError(
                f"'{spec.name}' refers to '{name}', which this application has not: {did_you_mean(name, others)}"
            )
    for one in spec.fields_:
        if one.to and others[one.to].soft_delete and (one.on_delete or USUAL_RULES[one.type]) != "restrict":
            raise UsageError(
                f"field '{one.name}': '{one.to}' is only hidden when it is deleted (soft_delete), "
                "and comes back with all that refers to it: write on_delete=restrict"
            )
    _check_circle(spec, others)


def _check_circle(spec: FeatureSpec, others: Mapping[str, FeatureSpec]) -> None:
    path = _way(spec.refers_to, spec.name, {**others, spec.name: spec})
    if path:
        raise UsageError(f"cyclic references cannot be made: {' → '.join((spec.name, *path))}")


def _way(starts: Iterable[str], goal: str, features: Mapping[str, FeatureSpec]) -> tuple[str, ...]:
    """A path of references from one of `starts` to `goal`; empty when there is none."""
    seen: set[str] = set()
    stack: list[tuple[str, ...]] = [(start,) for start in starts]
    while stack:
        path = stack.pop()
        if path[-1] == goal:
            return path
        if path[-1] not in seen and path[-1] in features:
            seen.add(path[-1])
            stack += [(*path, name) for name in features[path[-1]].refers_to]
    return ()
