"""Every regular expression that the modules of a package hold, in tables too."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any


def patterns_of(package: ModuleType) -> list[tuple[str, re.Pattern[str]]]:
    """Each pattern of text once, with the module and the name under which it was found first."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for name, value in vars(importlib.import_module(info.name)).items():
            for one in _patterns(value):
                if isinstance(one.pattern, str):
                    found.setdefault((one.pattern, one.flags), (f"{info.name}.{name}", one))
    return list(found.values())


def _patterns(value: Any, depth: int = 4) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _patterns(one, depth - 1)
    elif depth and isinstance(value, Mapping):
        for one in value.values():
            yield from _patterns(one, depth - 1)
