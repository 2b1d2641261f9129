"""Which package index pip and uv are told to use, for tools that have to be told it another way."""

from __future__ import annotations

import os

_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")


def index_url() -> str:
    """The index that the user's environment names; empty where it names none, so that a tool takes its own."""
    return next((found for name in _VARIABLES if (found := os.environ.get(name, "").strip())), "")
