"""Settings of applications and their tools that run a program, or that keep a failure from showing."""

from __future__ import annotations

import re

from mity.changes.settings.flat import differing, ini, read
from mity.changes.settings.lines import lines_that_differ

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


def spring_gate(before: bytes | None, after: bytes | None) -> str:
    """The first line of an application's settings that differs and puts a failure off, or is for tests alone."""
    return next((f"`{line}`" for line in lines_that_differ(before, after) if _SPRING.search(line)), "")
