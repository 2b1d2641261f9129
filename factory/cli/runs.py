"""mity runs: its verbs"""

from __future__ import annotations

import click

from mity.cli.lazy import LazyGroup

VERBS = {
    "diff": ("runs_diff", "How run B differs from run A."),
    "events": ("runs_events", "What happened in a run, in order."),
    "list": ("runs_list", "Every run of this workspace, oldest first."),
    "prune": ("runs_prune", "Remove runs that are over, with what they left."),
    "show": ("runs_show", "One run with its evidence."),
}


@click.group("runs", cls=LazyGroup, table=VERBS)
def command() -> None:
    """List the runs of this workspace, show or compare them, tell what happened in one, or remove old ones."""
