"""Features as files: YAML, or Markdown with a YAML block and a list of what people will check."""

from __future__ import annotations

import re
from typing import Any

import yaml

from mity.errors import UsageError
from mity.features.grammar import feature
from mity.features.model import FeatureSpec
from mity.text.seen import seen
from mity.text.yaml_data import parse_yaml

_BLOCK = re.compile(r"^```ya?ml[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_ACCEPTANCE = re.compile(r"^#+\s*acceptance[^\n]*\n(.*?)(?=^#|\Z)", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+(?:\[[ xX]\]\s+)?(.+?)\s*$", re.MULTILINE)
_MARKDOWN = (".md", ".markdown")


def parse_spec(text: str, source: str) -> FeatureSpec:
    """The feature that a file describes; `source` is its name, which says what kind it is. Raises UsageError."""
    lines: list[str] = []
    if source.lower().endswith(_MARKDOWN):
        text = seen(text)
        blocks = _BLOCK.findall(text)
        if len(blocks) != 1:
            raise UsageError(f"{source} has {len(blocks)} blocks of ```yaml: exactly one must describe the feature")
        lines = [item for part in _ACCEPTANCE.findall(text) for item in _ITEM.findall(part)]
        text = blocks[0]
    data = _mapping(text, source)
    if lines:
        known = data.get("acceptance") or []
        if not isinstance(known, list):
            raise UsageError(f"{source}: `acceptance` must be a list")
        data["acceptance"] = [*known, *lines]
    return feature(data, source)


def dump_spec(spec: FeatureSpec) -> str:
    """The feature as the YAML that is kept in the application; reading it gives the same feature again."""
    return yaml.safe_dump(spec.to_json(), sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)


def _mapping(text: str, source: str) -> dict[str, Any]:
    try:
        data = parse_yaml(text)
    except ValueError as error:
        raise UsageError(f"{source} is not YAML: {error}") from error
    if not isinstance(data, dict):
        raise UsageError(f"{source} must be a mapping with `name` and `fields`")
    if "name" not in data:
        raise UsageError(f"{source} has no `name`")
    return data
