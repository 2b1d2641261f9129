"""mity engine: its verbs"""

from __future__ import annotations

import click

from mity.cli.lazy import LazyGroup

VERBS = {
    "up": ("engine_up", "Start a database of your own here, or set up the one of a URL."),
    "down": ("engine_down", "Stop the database that `up` started."),
    "limit": ("engine_limit", "Limit what the workers of a queue may take together."),
    "prune": ("engine_prune", "Remove runs that are over, and contents of files that no run has."),
    "migrate": ("engine_migrate", "Bring the tables of an engine up to date."),
}


@click.group("engine", cls=LazyGroup, table=VERBS)
def command() -> None:
    """Set up the database that keeps the runs of several machines."""
