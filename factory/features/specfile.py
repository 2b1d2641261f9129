"""Features as files: YAML, or Markdown with a YAML block and a list of what people will check."""

from __future__ import annotations

import re
from typing import Any

import yaml

from mity.errors import UsageError
from mity.features.check import in_order
from mity.features.grammar import feature
from mity.features.model import FeatureSpec
from mity.text.seen import seen
from mity.text.yaml_data import parse_yaml

_BLOCK = re.compile(r"^```ya?ml[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_ACCEPTANCE = re.compile(r"^#+\s*acceptance[^\n]*\n(.*?)(?=^#|\Z)", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+(?:\[[ xX]\]\s+)?(.+?)\s*$", re.MULTILINE)
_MARKDOWN = (".md", ".markdown")
_SEVERAL = "features"
_SHOWN = 60
MOST = 30
"""How many features one file may describe."""


def parse_specs(text: str, source: str) -> tuple[FeatureSpec, ...]:
    """The features that a file describes: one, or those of its list `features`.

    Each stands behind those of the same file that it refers to. `source` is the file's name, which says what kind it
    is. Raises UsageError.
    """
    lines: list[str] = []
    if source.lower().endswith(_MARKDOWN):
        text = seen(text)
        blocks = _BLOCK.findall(text)
        if len(blocks) != 1:
            raise UsageError(
                f"{source} has {len(blocks)} blocks of ```yaml: exactly one must describe the feature, or several "
                f"features in a list `{_SEVERAL}`"
            )
        lines = [item for part in _ACCEPTANCE.findall(text) for item in _ITEM.findall(part)]
        text = blocks[0]
    data = _mapping(text, source)
    if _SEVERAL in data:
        return _listed(data, source, lines)
    if "name" not in data:
        raise UsageError(f"{source} has no `name`")
    if lines:
        known = data.get("acceptance") or []
        if not isinstance(known, list):
            raise UsageError(f"{source}: `acceptance` must be a list")
        data["acceptance"] = [*known, *lines]
    return (feature(data, source),)


def dump_spec(spec: FeatureSpec) -> str:
    """The feature as the YAML that is kept in the application; reading it gives the same feature again."""
    return yaml.safe_dump(spec.to_json(), sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)


def _mapping(text: str, source: str) -> dict[str, Any]:
    try:
        data = parse_yaml(text)
    except ValueError as error:
        raise UsageError(f"{source} is not YAML: {error}") from error
    if not isinstance(data, dict):
        raise UsageError(f"{source} must be a mapping with `name` and `fields`, or with a list `{_SEVERAL}` of such")
    return data


def _listed(data: dict[str, Any], source: str, acceptance: list[str]) -> tuple[FeatureSpec, ...]:
    rows = data.pop(_SEVERAL)
    if data:
        raise UsageError(f"{source} has `{next(iter(data))}` beside `{_SEVERAL}`: write it within one of them")
    if acceptance:
        raise UsageError(f"{source} describes several features: write what people check as `acceptance` of each")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{source}: `{_SEVERAL}` must be a list of mappings with `name` and `fields`")
    if len(rows) > MOST:
        raise UsageError(f"{source} describes {len(rows)} features: {MOST} at the most, in several files if need be")
    if nameless := [number for number, row in enumerate(rows, 1) if not row.get("name")]:
        raise UsageError(f"{source}: feature {nameless[0]} of `{_SEVERAL}` has no `name`")
    try:
        return in_order([feature(row, f"{source}, feature '{str(row['name'])[:_SHOWN]}'") for row in rows])
    except UsageError as error:
        raise UsageError(str(error) if str(error).startswith(source) else f"{source}: {error}") from error
