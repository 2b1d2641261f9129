"""mity engine down"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli.engine_place import own_server, own_temporal
from mity.cli.terminal import say


@click.command("down")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=None, help="Where its data lie.")
def command(folder: Path | None) -> int:
    """Stop what `mity engine up` started; its data stay."""
    stopped = [own_temporal(folder).down(), own_server(folder).down()]
    say("stopped; its data stay" if any(stopped) else "it does not run")
    return 0
