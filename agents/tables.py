"""The tables of names that are known for certain, TOML files beside the code of their language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(path: str) -> dict[str, Any]:
    """The table at a path below `agents/`, such as `python/exports.toml`. Read once and shared: never change it."""
    return tomllib.loads(files("mity.agents").joinpath(*path.split("/")).read_text(encoding="utf-8"))
