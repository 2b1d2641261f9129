"""TOML that somebody else wrote: every way in which it cannot be read is one error in one line."""

from __future__ import annotations

import tomllib
from typing import Any

from mity.text.data import TOO_DEEP


def parse_toml(text: str) -> dict[str, Any]:
    """The table of a TOML text. Raises TOMLDecodeError, also for depth, and for numbers that Python does not take."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError(TOO_DEEP) from None
    except ValueError as error:
        raise tomllib.TOMLDecodeError(str(error)) from error
