"""Which package index pip and uv are told to use, for tools that have to be told it another way."""

from __future__ import annotations

import os

_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
USUAL = f"https://{'.'.join(('pypi', 'org'))}/simple/"
"""The index that pip and uv use when they are told none."""


def index_url() -> str:
    """The index of the user's environment, or that of PyPI."""
    return next((found for name in _VARIABLES if (found := os.environ.get(name, "").strip())), USUAL)
