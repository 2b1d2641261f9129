"""Which runs may be removed, as the verbs that remove runs are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from mity.errors import UsageError
from mity.workflow.durations import seconds

F = TypeVar("F", bound=Callable[..., object])
_OPTIONS = (
    click.option("--older-than", default="", metavar="TIME", help="Runs that began that long ago: 30d, 12h."),
    click.option("--keep", type=click.IntRange(0), default=None, metavar="N", help="The newest N runs stay."),
    click.option("--unfinished", is_flag=True, help="Also runs that failed, wait, or could go on."),
    click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing."),
)


def prune_options(function: F) -> F:
    """Adds --older-than, --keep, --unfinished and --dry-run."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def age_s(older_than: str, keep: int | None) -> float:
    """The age in seconds from which on runs may go. Raises UsageError where nothing says which ones may."""
    if not older_than and keep is None:
        raise UsageError("say which runs may go: --older-than 30d, --keep 100, or both")
    found = seconds(older_than) if older_than else 0.0
    if found is None:
        raise UsageError(f"--older-than '{older_than}' is no time: write a number and s, m, h or d, such as 30d")
    return found
