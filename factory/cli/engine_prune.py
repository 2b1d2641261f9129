"""mity engine prune"""

from __future__ import annotations

import click

from mity.cli.engine_place import engine_option, opened
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.prune_options import age_s, prune_options
from mity.cli.terminal import say
from mity.engines.pruning import prune
from mity.errors import UsageError


@click.command("prune")
@prune_options
@engine_option
@json_option
def command(older_than: str, keep: int | None, unfinished: bool, dry_run: bool, engine: str, as_json: bool) -> int:
    """Remove runs that are over from an engine, and contents of files that no run has any more.

    Runs that are due or under way stay. What a run changed and nobody brought into a folder goes with it. It needs the
    role that made the tables.

    \b
    mity engine prune --older-than 30d
    mity engine prune --keep 10000 --dry-run
    """
    if not engine:
        raise UsageError("name the engine: give --engine URL, or set MITY_ENGINE")
    from_s = age_s(older_than, keep)
    done = prune(opened(engine), from_s, keep or 0, unfinished=unfinished, dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "removed": done.runs, "contents": done.contents, "bytes": done.size})
        return 0
    would = "would be removed" if dry_run else "removed"
    say(f"{would}: {len(done.runs)} runs, {done.contents} contents of files ({done.size / 1e6:.1f} MB)")
    return 0
