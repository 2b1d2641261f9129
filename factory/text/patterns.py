"""Regular expressions that are compiled when they are first used: most runs come by few of those that mity knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as regex
else:

    class regex:
        """What `re.compile` gives, compiled when one of its methods is first asked for.

        It is no `re.Pattern`: the functions of `re` do not take it.
        """

        def __init__(self, text: str, flags: int = 0) -> None:
            self._given = (text, flags)

        def __getattr__(self, name: str) -> Any:
            value = getattr(re.compile(*self._given), name)
            setattr(self, name, value)  # found without this method from now on
            return value


__all__ = ["regex"]
