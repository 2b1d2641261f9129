"""mity runs prune"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.json_text import print_json
from mity.cli.options import folder, json_option, workspace_option
from mity.cli.prune_options import age_s, prune_options
from mity.cli.terminal import say
from mity.operations.prune_runs import Pruning, prune
from mity.runs.store import LogStore


@click.command("prune")
@prune_options
@workspace_option
@json_option
def command(
    older_than: str, keep: int | None, unfinished: bool, dry_run: bool, workspace: Path | None, as_json: bool
) -> int:
    """Remove runs that are over: their logs, what lies beside them, and their clones.

    Runs that can go on stay, and the one that proved the commit which is checked out.

    \b
    mity runs prune --older-than 30d
    mity runs prune --keep 100 --dry-run
    """
    done = prune(LogStore(folder(workspace)), Pruning(age_s(older_than, keep), keep or 0, unfinished), dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "removed": done.gone, "kept": done.kept})
        return 0
    for run_id, why in done.kept.items():
        say(f"{run_id} stays: {why}")
    say(f"{'would be removed' if dry_run else 'removed'}: {len(done.gone)}")
    return 0
