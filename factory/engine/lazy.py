"""A mapping that knows its names and makes its values by need: most of what expressions could read, none does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Lazy(Mapping[str, Any]):
    """A mapping whose values are made when somebody asks for one."""

    def __init__(self, known: Callable[[], list[str]], make: Callable[[str], Any]) -> None:
        self._known = known
        self._make = make

    def __getitem__(self, name: str) -> Any:
        if name not in self._known():
            raise KeyError(name)
        return self._make(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name; `default` where there is none."""
        found = self._make(name)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())
