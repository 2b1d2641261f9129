"""Settings of applications and their tools that run a program, or that keep a failure from showing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from mity.changes.settings.flat import differing, ini, read
from mity.changes.settings.lines import lines_that_differ
from mity.text.yaml_data import parse_yaml

_RUNS = re.compile(
    r"post_write_hooks\..+|(?:handler|formatter)_[^.]*\.(?:class|args|kwargs|factory)|.*\.(?:executable|cmd)"
)
_SPRING = re.compile(
    r"\blazy-?initialization\b|\bddl-?auto\s*[:=]\s*[\"']?none|profiles[.\w-]*\s*[:=].*\btest|^['\"]?%\w*test\w*\."
    r"|autoconfigure[.:]|\bon-profile\b.*\btest|\bfail-?fast\s*[:=]\s*[\"']?false|ignore-?(?:init-)?fail\w*\s*[:=]\s*[\"']?true"
    r"|continue-?on-?error\s*[:=]\s*[\"']?true|\bmigrate-at-start\s*[:=]\s*[\"']?false|flyway\.enabled\s*[:=]\s*[\"']?false",
    re.IGNORECASE,
)


def ini_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of an INI file that differs and is a program, or code that the reader of the file runs."""
    old, new = read(ini, before), read(ini, after)
    if old is None or new is None:
        return ""
    return next((f"[{name}]" for name in differing(old, new) if _RUNS.fullmatch(name)), "")


_HEALTH = re.compile(
    r"management\.(?:endpoints?\.)?health\.(?:.*enabled|status\.(?:http-?mapping|order).*)", re.IGNORECASE
)


def spring_gate(before: bytes | None, after: bytes | None) -> str:
    """The first line of an application's settings that differs and puts a failure off, or is for tests alone.

    What decides whether an application says of itself that it is well counts too.
    """
    old, new = (set(_said(data)) for data in (before, after))
    if health := next((f"`{name}`" for name, _ in sorted(old ^ new) if _HEALTH.fullmatch(name)), ""):
        return health
    return next((f"`{line}`" for line in lines_that_differ(before, after) if _SPRING.search(line)), "")


def _said(data: bytes | None) -> Iterator[tuple[str, str]]:
    """The settings of a properties or YAML file, each by its whole name."""
    text = (data or b"").decode("utf-8", "replace")
    with contextlib.suppress(ValueError):  # properties are no YAML
        yield from _flat(parse_yaml(text), "")
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        if sign:
            yield name.strip(), value.strip()


def _flat(data: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{name}.{key}" if name else str(key))
    elif name:
        yield name, str(data)
