"""mity engine up"""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from mity.cli.engine_place import engine_option, own_server, own_temporal
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.terminal import say
from mity.engines.address import DBOS, TEMPORAL, VARIABLE, driver_of, shown
from mity.engines.database import Database
from mity.engines.drivers import driver_named
from mity.engines.migrations import migrate
from mity.errors import UsageError


@click.command("up")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=None, help="Where its data lie.")
@click.option("--dbos", is_flag=True, help="With the queues of DBOS.")
@click.option("--temporal", is_flag=True, help="With a Temporal server of its own, and its task queues.")
@engine_option
@json_option
def command(folder: Path | None, dbos: bool, temporal: bool, engine: str, as_json: bool) -> int:
    """Start a PostgreSQL of your own on this machine, for a try-out; with --engine only make the tables there.

    It listens on this machine alone. What it prints is the address with the password of a role that can run workers
    and nothing else.
    """
    if dbos and temporal:
        raise UsageError("a URL names one driver: give --dbos or --temporal")
    if engine:
        if temporal:
            raise UsageError("--temporal starts servers here: leave --engine out, or name your own by TEMPORAL_ADDRESS")
        database = Database(engine, 0)
        done = migrate(database)
        driver_named(driver_of(engine)).migrate(database, "")
        if as_json:
            print_json({"engine": shown(engine), "migrations": done})
        else:
            say(f"the tables at {shown(engine)} are up to date; {done} steps were missing")
        return 0
    address = own_temporal(folder).up() if temporal else ""  # first, since it may have to be installed
    url = own_server(folder).up(DBOS if dbos else TEMPORAL if temporal else "")
    if as_json:
        print_json({"engine": url, **({"temporal": address} if temporal else {})})
        return 0
    say(f"export {VARIABLE}={shlex.quote(url)}")
    if temporal:
        say(f"export TEMPORAL_ADDRESS={address}")
    return 0
