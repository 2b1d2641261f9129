"""mity engine migrate"""

from __future__ import annotations

import click

from mity.cli.engine_place import engine_option
from mity.cli.terminal import say
from mity.engines.address import driver_of, shown
from mity.engines.database import Database
from mity.engines.drivers import driver_named
from mity.engines.files_place import place_files
from mity.engines.migrations import grant, migrate
from mity.errors import UsageError


@click.command("migrate")
@click.option("--grant", "role", default="", metavar="ROLE", help="Let this role run workers, and nothing else.")
@click.option(
    "--files", default="", metavar="PLACE", help="Where new contents of files lie: s3://BUCKET/PREFIX, or `database`."
)
@engine_option
def command(role: str, files: str, engine: str) -> int:
    """Bring the tables of an engine up to date, as a role that may make tables. They only ever move forward."""
    if not engine:
        raise UsageError("name the engine: give --engine URL, or set MITY_ENGINE")
    database = Database(engine, 0)
    done = migrate(database)
    if role:
        grant(database, role)
    driver_named(driver_of(engine)).migrate(database, role)
    if files:
        place_files(database, files)
    say(f"the tables at {shown(engine)} are up to date; {done} steps were missing")
    return 0
