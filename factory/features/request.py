"""What a run was asked to do with a feature, as typed data; it travels through the context as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.features.grammar import feature
from mity.features.model import FeatureSpec
from mity.text.records import dataclass

Json = dict[str, Any]
_NAMED = 3
"""How many features one name names."""


@dataclass(frozen=True, slots=True)
class AddFeature:
    """Features described by fields, each behind those that it refers to: added, or changed where they are `known`."""

    specs: tuple[FeatureSpec, ...]
    known: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """One name for all of them, which can be part of a branch's name."""
        names = [spec.name for spec in self.specs]
        return "-".join(names) if len(names) <= _NAMED else f"{names[0]}-and-{len(names) - 1}-more"

    @property
    def update(self) -> bool:
        """True when nothing new is added."""
        return all(spec.name in self.known for spec in self.specs)

    def to_json(self) -> Json:
        """Plain JSON data."""
        specs = [spec.to_json() for spec in self.specs]
        return {"action": "add", "name": self.name, "specs": specs, "known": list(self.known), "update": self.update}


@dataclass(frozen=True, slots=True)
class RemoveFeature:
    """A feature described by fields, to be removed."""

    name: str

    def to_json(self) -> Json:
        """Plain JSON data."""
        return {"action": "remove", "name": self.name}


@dataclass(frozen=True, slots=True)
class FreeTextFeature:
    """A feature described in words, to be made by a coding agent; `name` is short and made of the words."""

    name: str
    title: str

    def to_json(self) -> Json:
        """Plain JSON data."""
        return {"action": "free-text", "name": self.name, "title": self.title}


def read_add(row: Mapping[str, Any]) -> AddFeature:
    """Reads what `AddFeature.to_json` wrote, also for the one feature of older logs.

    Raises UsageError when a description is damaged.
    """
    if "spec" in row:
        spec = feature(row["spec"])
        return AddFeature((spec,), (spec.name,) if row.get("update") else ())
    return AddFeature(tuple(map(feature, row["specs"])), tuple(map(str, row.get("known", ()))))


def read_remove(row: Mapping[str, Any]) -> RemoveFeature:
    """Reads what `RemoveFeature.to_json` wrote."""
    return RemoveFeature(str(row["name"]))


def read_free_text(row: Mapping[str, Any]) -> FreeTextFeature:
    """Reads what `FreeTextFeature.to_json` wrote."""
    return FreeTextFeature(str(row["name"]), str(row["title"]))
