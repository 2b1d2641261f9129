"""mity engine down"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.engine_place import own_server
from mity.cli.terminal import say


@click.command("down")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=None, help="Where its data lie.")
def command(folder: Path | None) -> int:
    """Stop the database that `mity engine up` started; its data stay."""
    say("stopped; its data stay" if own_server(folder).down() else "it does not run")
    return 0
