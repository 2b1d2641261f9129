"""mity runs prune"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.json_text import print_json
from mity.cli.options import folder, json_option, workspace_option
from mity.cli.terminal import say
from mity.errors import UsageError
from mity.operations.prune_runs import Pruning, prune
from mity.runs.store import LogStore
from mity.workflow.durations import seconds


@click.command("prune")
@click.option("--older-than", default="", metavar="TIME", help="Runs that began that long ago: 30d, 12h.")
@click.option("--keep", type=click.IntRange(0), default=None, metavar="N", help="The newest N runs stay.")
@click.option("--unfinished", is_flag=True, help="Also runs that failed, wait, or could go on.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
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
    if not older_than and keep is None:
        raise UsageError("say which runs may go: --older-than 30d, --keep 100, or both")
    age_s = seconds(older_than) if older_than else 0.0
    if age_s is None:
        raise UsageError(f"--older-than '{older_than}' is no time: write a number and s, m, h or d, such as 30d")
    done = prune(LogStore(folder(workspace)), Pruning(age_s, keep or 0, unfinished), dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "removed": done.gone, "kept": done.kept})
        return 0
    for run_id, why in done.kept.items():
        say(f"{run_id} stays: {why}")
    say(f"{'would be removed' if dry_run else 'removed'}: {len(done.gone)}")
    return 0
