"""What repairs of one part of an application are for the whole: paths below it, stories joined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NAMED = re.compile(r"^(--- a/|\+\+\+ b/|mode of )", re.MULTILINE)
_BYTES = re.compile(r"^(.+: bytes changed)$", re.MULTILINE)


def below_part(part: str, healing: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The story of a healing in a part, with the paths of its differences below the whole."""
    if healing is None:
        return None
    attempts = [{**one, "part": part, "diff": _below(part, str(one.get("diff", "")))} for one in healing["attempts"]]
    return {**healing, "attempts": attempts}


def joined_healing(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The story of several healings of one step: every attempt, and the end of the last one."""
    if before is None or after is None:
        return dict(after or before or {}) or None
    return {**after, "attempts": [*before["attempts"], *after["attempts"]]}


def _below(part: str, diff: str) -> str:
    return _BYTES.sub(rf"{part}/\1", _NAMED.sub(rf"\g<1>{part}/", diff))
