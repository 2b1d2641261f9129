"""What a run was asked to do with a feature, as typed data; it travels through the context as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mity.features.grammar import feature
from mity.features.model import FeatureSpec

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AddFeature:
    """A feature described by fields, to be added or, with `update`, changed."""

    spec: FeatureSpec
    update: bool = False

    @property
    def name(self) -> str:
        """The feature's name."""
        return self.spec.name

    def to_json(self) -> Json:
        """Plain JSON data."""
        return {"action": "add", "name": self.name, "spec": self.spec.to_json(), "update": self.update}


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
    """Reads what `AddFeature.to_json` wrote. Raises UsageError when the description is damaged."""
    return AddFeature(feature(row["spec"]), bool(row.get("update")))


def read_remove(row: Mapping[str, Any]) -> RemoveFeature:
    """Reads what `RemoveFeature.to_json` wrote."""
    return RemoveFeature(str(row["name"]))


def read_free_text(row: Mapping[str, Any]) -> FreeTextFeature:
    """Reads what `FreeTextFeature.to_json` wrote."""
    return FreeTextFeature(str(row["name"]), str(row["title"]))
